/** One row of a file, whatever the format. */

export interface FileRow {
  /** the line on which the row starts; of a spreadsheet the number of the row. The first is 1. */
  readonly line: number;
  /** by column name; a column without a name is called `(column 3)` by its place */
  readonly cells: ReadonlyMap<string, string>;
  /** all cells, in the file's order */
  readonly values: readonly string[];
  /** how much of the file has been parsed */
  readonly bytesRead: number;
}

/** What stands above the rows. */
export interface FileHeader {
  readonly line: number;
  readonly columns: readonly string[];
  /** of the row after the header, one for each column, '' where there is none; null when the section has none */
  readonly hxlTags: readonly string[] | null;
}
