/** Records of a CSV or TSV file. Takes a path and its section, gives cells by place; what they mean is not known here. */
import type { FileSection } from '../file-section.js';
import { CsvParser } from './csv-parser.js';
import { decodeFile, type Tap } from './decode-file.js';
import type { TableRecord } from './table-record.js';

export async function* readSeparated(
  path: string,
  { encoding, delimiter }: Pick<FileSection, 'encoding' | 'delimiter'>,
  tap?: Tap,
): AsyncGenerator<readonly TableRecord[]> {
  const parser = new CsvParser(delimiter);
  let read = 0;
  for await (const { text, bytesRead } of decodeFile(path, encoding, tap)) {
    read = bytesRead;
    yield Array.from(parser.push(text), (record) => ({ ...record, bytesRead }));
  }
  yield Array.from(parser.end(), (record) => ({ ...record, bytesRead: read }));
}
