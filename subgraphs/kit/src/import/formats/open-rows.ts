/**
 * The rows of a file by its section: one door for all formats.
 *
 * Finds the header, leaves out the row of HXL tags, gives cells by column name. A file that is not what the section
 * says is refused as a whole, by line and reason.
 */
import type { FileSection } from '../file-section.js';
import { refuseFile } from '../refuse-file.js';
import type { Tap } from './decode-file.js';
import type { FileHeader, FileRow } from './file-row.js';
import { isHxlTags, tagsOf } from './hxl-tags.js';
import { readJsonColumns, readJsonRows } from './read-json-lines.js';
import { readSeparated } from './read-separated.js';
import { readSpreadsheet } from './read-spreadsheet.js';
import type { TableRecord } from './table-record.js';

/** What a reader of a file may want besides its rows. */
export interface OpenedFile {
  /** called once, before the first row; what it throws ends the reading */
  readonly onHeader?: ((header: FileHeader) => void) | undefined;
  /** hears every byte of the file, once and in order */
  readonly tap?: Tap | undefined;
}

/**
 * Streams the rows.
 *
 * @throws HubError IMPORT_FILE_INVALID with line and reason; NOT_FOUND
 */
export async function* openRows(
  path: string,
  section: FileSection,
  options: OpenedFile = {},
): AsyncGenerator<FileRow> {
  if (section.format === 'jsonl') {
    const header = await readJsonColumns(path, section.encoding);
    options.onHeader?.(header);
    yield* readJsonRows(path, section.encoding, header, options.tap);
    return;
  }
  const table = new TableReader(section, options.onHeader);
  for await (const records of readRecords(path, section, options.tap)) {
    for (const record of records) {
      const row = table.take(record);
      if (row !== null) yield row;
    }
  }
  table.end();
}

/** The first rows, for somebody who looks at a file. */
export async function sampleRows(path: string, section: FileSection, limit: number): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  if (limit <= 0) return rows;
  for await (const row of openRows(path, section)) {
    rows.push(row);
    if (rows.length >= limit) break;
  }
  return rows;
}

async function* readRecords(
  path: string,
  section: FileSection,
  tap?: Tap,
): AsyncGenerator<readonly TableRecord[]> {
  if (section.format === 'xlsx') yield (await readSpreadsheet(path, section.sheet, tap)).rows;
  else yield* readSeparated(path, section, tap);
}

/** A column without a name is called by its place, so that a mapping can name it. */
export function columnNames(cells: readonly string[]): string[] {
  return cells.map((cell, index) => (cell.trim() === '' ? `(column ${index + 1})` : cell.trim()));
}

/** Turns records into rows: what stands above the header, the header, the tags, the data. */
class TableReader {
  private records = 0;
  private header: Omit<FileHeader, 'hxlTags'> | null = null;
  private told = false;

  constructor(
    private readonly section: FileSection,
    private readonly onHeader: OpenedFile['onHeader'],
  ) {}

  /** @returns null for a record that is no row of data */
  take({ line, cells, bytesRead }: TableRecord): FileRow | null {
    this.records += 1;
    const { headerRow, hxlTags } = this.section;
    if (this.records < headerRow) return null;
    if (this.header === null) {
      this.header = { line, columns: checkedNames(cells, line) };
      if (!hxlTags) this.tell(null);
      return null;
    }
    const { columns } = this.header;
    if (cells.length !== columns.length) {
      throw refuseFile(`line ${line}: the number of cells differs from the header's`);
    }
    if (this.records === headerRow + 1 && this.isTagRow(line, cells)) return null;
    const row = new Map<string, string>();
    for (let at = 0; at < columns.length; at += 1) row.set(columns[at] ?? '', cells[at] ?? '');
    return { line, bytesRead, values: cells, cells: row };
  }

  /** The row after the header: what the section says of it must be so. */
  private isTagRow(line: number, cells: readonly string[]): boolean {
    const { hxlTags } = this.section;
    if (isHxlTags(cells) !== hxlTags) {
      throw refuseFile(
        hxlTags
          ? `line ${line} holds no HXL tags, although the mapping says \`hxlTags: true\`; take that away`
          : `line ${line} holds HXL tags, which are no data; write \`hxlTags: true\` in the mapping's file section`,
      );
    }
    if (hxlTags) this.tell(tagsOf(cells));
    return hxlTags;
  }

  end(): void {
    if (this.header === null) throw refuseFile(`line ${this.section.headerRow}: the file has no header`);
    if (!this.told) this.tell(null);
  }

  private tell(hxlTags: readonly string[] | null): void {
    this.told = true;
    if (this.header !== null) this.onHeader?.({ ...this.header, hxlTags });
  }
}

function checkedNames(cells: readonly string[], line: number): string[] {
  const columns = columnNames(cells);
  if (new Set(columns).size !== columns.length) {
    throw refuseFile(`line ${line}: the header names a column twice; give each column a name of its own`);
  }
  return columns;
}
