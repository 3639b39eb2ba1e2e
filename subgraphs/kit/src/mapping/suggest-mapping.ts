/**
 * Looks at a file and drafts its mapping.
 *
 * Takes a path, gives the draft and what detection found. Reads the first rows only, writes nothing. A file whose
 * headings are not headings is refused: its first row would be quoted as names of columns, and may be a person's.
 */
import path from 'node:path';
import { HubError } from '@vigil/shared';
import { detectFile, sampleRows } from '../import/formats/index.js';
import { draftMapping, type Draft } from './draft-mapping.js';
import { looksLikeContact, looksLikeCoordinate, looksLikeLink } from './never-read.js';

export interface Suggestion extends Draft {
  readonly rows: number;
  readonly notes: readonly string[];
}

/** Enough to see a rare value, little enough to wait for. */
const SAMPLED_ROWS = 20_000;
const LONGEST_HEADING = 120;
const DATE = /^\d{1,4}[./ -]\d{1,2}[./ -]\d{1,4}$/;

/** A heading is a word about a column. What looks like a cell is one: the file has no headings. */
function looksLikeCell(heading: string): boolean {
  return (
    DATE.test(heading) ||
    heading.length > LONGEST_HEADING ||
    looksLikeContact(heading) ||
    looksLikeLink(heading) ||
    looksLikeCoordinate(heading)
  );
}

function refuseWithoutHeadings(columns: readonly string[]): void {
  const wrong = columns.findIndex((column) => looksLikeCell(column));
  if (wrong === -1) return;
  throw new HubError(
    'IMPORT_FILE_INVALID',
    `the heading of column ${wrong + 1} looks like a cell: does the file have a row of headings? Put one above the rows; nothing was drafted`,
    'operator',
  );
}

/**
 * @throws HubError IMPORT_FILE_INVALID when the file cannot be read as a table with headings; NOT_FOUND
 */
export async function suggestMapping(file: string): Promise<Suggestion> {
  const { section, notes, columns, hxlTags } = await detectFile(file);
  refuseWithoutHeadings(columns);
  const sampled = await sampleRows(file, section, SAMPLED_ROWS);
  if (sampled.length === 0) {
    throw new HubError(
      'IMPORT_FILE_INVALID',
      'the file has headings and no rows; nothing was drafted',
      'operator',
    );
  }
  const rows = sampled.map(({ cells }) => columns.map((column) => cells.get(column) ?? ''));
  const draft = draftMapping({ name: path.basename(file), section, notes, columns, hxlTags, rows });
  return { ...draft, rows: rows.length, notes };
}
