/**
 * The rows of a CSV file, one by one, with the line each starts on.
 *
 * Takes a checked file and its mapping, gives cells by column name. A file that is not the CSV it claims to be
 * is refused as a whole, by line and reason; a cell's text is in no message.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { HubError } from '@vigil/shared';
import { CsvError, parse } from 'csv-parse';
import { LONGEST_LINE_BYTES, refuseFile, type CheckedFile } from './check-bytes.js';
import { columnsRead, type Mapping } from './mapping-schema.js';

export interface FileRow {
  /** the line on which the row starts, the header being line 1 */
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
  /** all cells, in the file's order */
  readonly values: readonly string[];
  /** how much of the file has been parsed */
  readonly bytesRead: number;
}

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number; readonly bytes_records: number };
}

const occurrences = (cells: readonly string[], text: string): number =>
  cells.reduce((sum, cell) => sum + cell.split(text).length - 1, 0);

/**
 * Streams the rows.
 *
 * @throws HubError IMPORT_FILE_INVALID
 */
export async function* readRows(file: CheckedFile, mapping: Mapping): AsyncGenerator<FileRow> {
  const lines = new LineNumbers();
  const hash = createHash('sha256');
  const parser = parse({
    bom: true,
    delimiter: mapping.file.delimiter,
    record_delimiter: ['\r\n', '\n'],
    info: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_LINE_BYTES,
  });
  const source = createReadStream(file.path);
  source.on('data', (chunk) => hash.update(chunk));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let header: readonly string[] | null = null;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const line = lines.startOf(record, info.lines);
      if (header === null) {
        header = checkHeader(record, line, mapping);
        continue;
      }
      const cells = new Map(header.map((column, index) => [column, record[index] ?? '']));
      yield { line, cells, values: record, bytesRead: info.bytes_records };
    }
  } catch (error) {
    // no cause: an error of the parser quotes the record
    throw error instanceof HubError ? error : refuseFile(whatIsWrong(error, lines));
  } finally {
    source.destroy();
    parser.destroy();
  }
  if (header === null) throw refuseFile('line 1: the file has no header');
  if (hash.digest('hex') !== file.sha256) throw refuseFile('the file changed while it was read');
}

/**
 * csv-parse says on which line a record ends, and counts a CRLF inside quotes twice; people look for the line
 * on which the record starts.
 */
class LineNumbers {
  private countedTwice = 0;
  /** the last line of the last whole record */
  private last = 0;

  startOf(cells: readonly string[], reported: number): number {
    this.countedTwice += occurrences(cells, '\r\n');
    this.last = reported - this.countedTwice;
    return this.last - occurrences(cells, '\n');
  }

  /** where a record that never came out whole starts, blank lines before it aside */
  next(): number {
    return this.last + 1;
  }

  /** corrects a line that csv-parse reports in an error */
  reported(line: number): number {
    return line - this.countedTwice;
  }
}

function whatIsWrong(error: unknown, lines: LineNumbers): string {
  if (!(error instanceof CsvError)) return 'the file cannot be read to its end';
  const start = lines.next();
  const at = typeof error['lines'] === 'number' ? lines.reported(error['lines']) : start;
  const record = at > start ? ` (the record starts on line ${start})` : '';
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `line ${start}: a quote opens in this record and never closes`;
    case 'CSV_MAX_RECORD_SIZE':
      return `line ${start}: the record is longer than ${LONGEST_LINE_BYTES} bytes; is a quote left open?`;
    case 'CSV_INVALID_CLOSING_QUOTE':
      return `line ${at}: text follows a closing quote${record}; is a quote unbalanced?`;
    case 'INVALID_OPENING_QUOTE':
      return `line ${at}: a quote stands inside an unquoted cell${record}; is a quote unbalanced?`;
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
      return `line ${at}: the number of cells differs from the header's${record}`;
    default:
      return `line ${at}: not CSV as the mapping describes it${record}`;
  }
}

function checkHeader(header: readonly string[], line: number, mapping: Mapping): readonly string[] {
  const columns = header.map((name) => name.trim());
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw refuseFile(`line ${line}: the header names a column twice`);
  const read = columnsRead(mapping);
  const missing = [...read].filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw refuseFile(`line ${line}: the header lacks ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}`);
  }
  const unnamed = columns.find((name) => !read.has(name) && !mapping.neverRead.includes(name));
  if (unnamed !== undefined) {
    throw refuseFile(
      `line ${line}: the mapping says nothing about column number ${columns.indexOf(unnamed) + 1}; name it in neverRead if it must stay unread`,
    );
  }
  return columns;
}
