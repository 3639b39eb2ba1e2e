/** The part of a pino logger that this room uses. Fields are names, numbers and digests, never figures. */
export interface ReleaseLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
