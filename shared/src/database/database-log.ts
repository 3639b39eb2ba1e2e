/** Where the database code says what it does. pino's logger is one. Lines name directories, never data. */
export interface DatabaseLog {
  info(message: string): void;
  warn(message: string): void;
}
