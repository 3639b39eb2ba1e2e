/** A row before anybody knows which row is the header. */
export interface TableRecord {
  /** on which it starts; the first is 1 */
  readonly line: number;
  readonly cells: readonly string[];
  /** how much of the file has been read */
  readonly bytesRead: number;
}
