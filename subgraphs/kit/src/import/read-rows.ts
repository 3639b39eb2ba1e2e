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

/** Where a parsed record stands; records wait in the stream, so their places wait in a queue beside it. */
interface Place {
  readonly line: number;
  readonly bytesRead: number;
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
  const places: Place[] = [];
  const hash = createHash('sha256');
  const parser = parse({
    bom: true,
    delimiter: mapping.file.delimiter,
    record_delimiter: ['\r\n', '\n'],
    skip_empty_lines: true,
    max_record_size: LONGEST_LINE_BYTES,
    // at once, while parsing: an error overtakes the records that still wait in the stream
    on_record: (values: string[], { lines: reported, bytes }) => {
      places.push({ line: lines.startOf(values, reported), bytesRead: bytes });
      return values;
    },
  });
  const source = createReadStream(file.path);
  source.on('data', (chunk) => hash.update(chunk));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let header: readonly string[] | null = null;
  try {
    for await (const values of parser as AsyncIterable<string[]>) {
      const { line, bytesRead } = places.shift() ?? { line: 0, bytesRead: 0 };
      if (header === null) {
        header = checkHeader(values, line, mapping);
        continue;
      }
      const cells = new Map(header.map((column, index) => [column, values[index] ?? '']));
      yield { line, bytesRead, values, cells };
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

const UNBALANCED = 'is a quote unbalanced?';

/** csv-parse's codes in our words: `start` is the line its record starts on, `at` the line it stopped on. */
const REASONS: Readonly<Record<string, (at: string, start: number) => string>> = {
  CSV_QUOTE_NOT_CLOSED: (_at, start) => `line ${start}: a quote opens in this record and never closes`,
  CSV_MAX_RECORD_SIZE: (_at, start) =>
    `line ${start}: the record is longer than ${LONGEST_LINE_BYTES} bytes; is a quote left open?`,
  CSV_INVALID_CLOSING_QUOTE: (at) => `${at}: text follows a closing quote; ${UNBALANCED}`,
  INVALID_OPENING_QUOTE: (at) => `${at}: a quote stands inside an unquoted cell; ${UNBALANCED}`,
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: (at) => `${at}: the number of cells differs from the header's`,
};

function whatIsWrong(error: unknown, lines: LineNumbers): string {
  if (!(error instanceof CsvError)) return 'the file cannot be read to its end';
  const start = lines.next();
  const line = typeof error['lines'] === 'number' ? lines.reported(error['lines']) : start;
  const at = line > start ? `line ${line}, in the record that starts on line ${start}` : `line ${line}`;
  const reason = REASONS[error.code];
  return reason === undefined ? `${at}: not CSV as the mapping describes it` : reason(at, start);
}

function checkHeader(header: readonly string[], line: number, mapping: Mapping): readonly string[] {
  const columns = header.map((name) => name.trim());
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw refuseFile(`line ${line}: the header names a column twice`);
  const read = columnsRead(mapping);
  const missing = [...read].filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw refuseFile(
      `line ${line}: the header lacks ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}`,
    );
  }
  const unnamed = columns.find((name) => !read.has(name) && !mapping.neverRead.includes(name));
  if (unnamed !== undefined) {
    throw refuseFile(
      `line ${line}: the mapping says nothing about column number ${columns.indexOf(unnamed) + 1}; name it in neverRead if it must stay unread`,
    );
  }
  return columns;
}
