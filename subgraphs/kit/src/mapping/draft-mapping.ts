/**
 * Drafts a mapping for a file that nobody has mapped before.
 *
 * Takes headings, tags and samples, gives YAML with every open decision marked. Pure: what is drafted depends on the
 * file alone, and no cell of a column in `neverRead` is in it.
 */
import { ACT_TYPES } from '@vigil/shared';
import type { FileSection } from '../import/file-section.js';
import {
  assignColumns,
  candidatesOf,
  type Assignment,
  type Candidate,
  type SampledFile,
} from './assign-columns.js';
import { mayBeDetention, planActs, writeActs } from './draft-acts.js';
import { writeEvent } from './draft-event.js';
import { DraftText, yamlText } from './draft-text.js';
import { foreignCountryNames } from './fitting-countries.js';

export interface DraftOrder extends SampledFile {
  /** name of the file, without its folder */
  readonly name: string;
  readonly section: FileSection;
  /** what detection found, and how sure it is */
  readonly notes: readonly string[];
}

export interface Draft {
  readonly yaml: string;
  /** places that a person must decide */
  readonly decisions: number;
}

function writeHead(text: DraftText, { name, rows, notes }: DraftOrder): void {
  text.say(0, `A draft for ${name}, made by vigil-partner mapping suggest from ${rows.length} sampled rows.`);
  text.say(
    0,
    'Every place marked DECIDE is yours: write the answer after the colon, or instead of the word DECIDE.',
  );
  text.say(
    0,
    'Until then the mapping is refused. Check everything else as well: it was read off headings and samples.',
  );
  for (const note of notes) text.say(0, note);
  text.blank();
  text.put(0, 'format', 'vigil-mapping-1');
  text.decide(
    0,
    'dataset',
    'a short name of the list: lower case letters, digits, hyphens; it names its rows for ever, so never change it once imported',
  );
  text.decide(0, 'source', 'who keeps the list, and what it is, in a sentence');
  text.decide(0, 'licence', 'what may be done with it, and who says so');
  text.decide(
    0,
    'synthetic',
    'false when these are real events; true when they are made up, for a partner of made-up data',
  );
}

function writeFileSection(text: DraftText, order: DraftOrder, used: readonly Candidate[]): void {
  const { section } = order;
  text.blank();
  text.put(0, 'file', '');
  text.put(2, 'format', section.format);
  if (section.format !== 'xlsx') text.put(2, 'encoding', section.encoding);
  if (section.format === 'csv') text.put(2, 'delimiter', JSON.stringify(section.delimiter));
  if (section.sheet !== undefined) text.put(2, 'sheet', yamlText(section.sheet));
  text.put(2, 'header', 'true');
  if (section.headerRow !== 1) text.put(2, 'headerRow', String(section.headerRow));
  if (section.hxlTags) text.put(2, 'hxlTags', 'true', 'the row after the headings holds HXL tags');
  const found = used.flatMap(({ samples }) =>
    [...samples.placeholders].map(
      ([value, rows]) => `${JSON.stringify(value)} in ${rows} rows of ${yamlText(samples.column)}`,
    ),
  );
  if (found.length === 0) {
    text.put(2, 'emptyValues', '[]', 'cells that mean "nothing recorded", besides the empty cell');
    return;
  }
  const values = [...new Set(used.flatMap(({ samples }) => [...samples.placeholders.keys()]))];
  text.decide(
    2,
    'emptyValues',
    `${JSON.stringify(values)} when they all mean "nothing recorded"; found: ${found.join(', ')}. Leave out what means something (NA is Namibia, 0 is a number); [] for none`,
  );
}

function writeKey(text: DraftText, assignment: Assignment, order: DraftOrder, used: Set<string>): void {
  const different = new Set(order.rows.map((cells) => JSON.stringify(cells))).size;
  const seen = candidatesOf(assignment, 'key').map(({ samples }) => {
    used.add(samples.column);
    const names = samples.filled === samples.rows && samples.values.size === different;
    const found = names
      ? 'filled, and different in all sampled rows that differ at all'
      : 'empty in some sampled rows, or the same in several';
    return `${yamlText(samples.column)} (${found})`;
  });
  const choice =
    seen.length === 0
      ? '{ wholeRow: true } when no column names a row: only exact duplicates are one row then; or { columns: [...] }'
      : `{ columns: [...] } with what names a row for ever: ${seen.join(', ')}; or { wholeRow: true }, and the column into neverRead. It is stored: never a number that names a person`;
  text.blank();
  text.decide(0, 'key', choice);
}

/** Why a column that could have been a field is not read. */
function leftOver({ role }: Candidate): string {
  const why: Readonly<Record<string, string>> = {
    'start-date': 'another date',
    'end-date': 'a date without a day, or a second one',
    country: 'another way of naming the country, or not understood',
    area: 'not a list of areas, or a second one',
    count: 'another count of persons',
    'act-type': 'the counts say what happened, or it is no list of codes',
  };
  return why[role.role] ?? 'not a list of codes, or a second one';
}

function writeNeverRead(
  text: DraftText,
  assignment: Assignment,
  order: DraftOrder,
  used: ReadonlySet<string>,
): void {
  const reasons = new Map([
    ...assignment.neverRead.map(({ column, why }) => [column, why] as const),
    ...assignment.candidates.map((one) => [one.samples.column, leftOver(one)] as const),
  ]);
  const left = order.columns.filter((column) => !used.has(column));
  text.blank();
  text.say(
    0,
    'No step of the import looks at these columns, and nothing of their cells stands in this draft.',
  );
  if (left.length === 0) {
    text.put(0, 'neverRead', '[]');
    return;
  }
  text.put(0, 'neverRead', '');
  for (const column of left) text.item(2, yamlText(column), reasons.get(column));
}

/** In every sampled row, are the parts together not more than the whole? */
function wholeCheck({ columns, rows }: SampledFile) {
  const number = (cells: readonly string[], column: string): number => {
    const value = Number(cells[columns.indexOf(column)]?.trim() ?? '');
    return Number.isFinite(value) ? value : 0;
  };
  return (whole: string, parts: readonly string[]): boolean =>
    rows.every((cells) => {
      const filled = (cells[columns.indexOf(whole)]?.trim() ?? '') !== '';
      return !filled || parts.reduce((sum, part) => sum + number(cells, part), 0) <= number(cells, whole);
    });
}

/** Made when it is first asked for: some 1,300 names that most lists do not need. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** The middle first: which columns are used decides what stands before and after it. */
export function draftMapping(order: DraftOrder): Draft {
  const assignment = assignColumns(order);
  const used = new Set<string>();
  const plan = planActs(assignment);
  const body = new DraftText();
  writeKey(body, assignment, order, used);
  body.blank();
  writeEvent({
    text: body,
    assignment,
    used,
    foreignCountries: once(foreignCountryNames),
    detention: mayBeDetention(plan),
  });
  body.blank();
  const acts = { text: body, assignment, used, plan, fitsWhole: wholeCheck(order) };
  writeActs(acts, Object.keys(ACT_TYPES));
  writeNeverRead(body, assignment, order, used);
  const head = new DraftText();
  writeHead(head, order);
  writeFileSection(
    head,
    order,
    assignment.candidates.filter(({ samples }) => used.has(samples.column)),
  );
  return { yaml: head.text() + body.text(), decisions: head.decisions + body.decisions };
}
