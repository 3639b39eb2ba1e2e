/** Where a term of ours stands in a standard of somebody else. */
export interface CrosswalkEntry {
  readonly standard: string;
  readonly code: string;
  readonly label: string | null;
}
