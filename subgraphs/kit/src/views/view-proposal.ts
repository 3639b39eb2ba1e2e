/**
 * What is put into the script for one view: where its rows come from and what each column is.
 *
 * Shapes, and the proposal for a database nobody has looked at: everything that only a person can know is left
 * undecided. The list of columns is the contract's; `propose-views.ts` fills in what it recognises.
 */
import { CLOSED_LISTS } from './column-rules.js';
import type { ContractColumn, ContractView } from './contract-views.js';
import { literal, undecided } from './sql-text.js';

export interface ColumnProposal {
  /** SQL expression, without the cast to the contract's type */
  readonly expression: string;
  /** said beside it */
  readonly note?: string;
}

export interface ViewProposal {
  /** FROM and what follows it */
  readonly from: string;
  readonly columns: Readonly<Record<string, ColumnProposal>>;
  /** said above the view */
  readonly notes: readonly string[];
}

/** What a view is about, for whoever writes it. */
const VIEW_TEXTS: Readonly<Record<string, string>> = {
  case_file:
    'A dossier: what is kept together, closed together (confidential) and counted as one. Without dossiers, one per event.',
  event: 'What happened once at one place. public_id is its only name outside this database.',
  act: 'One thing done to one victim inside an event: who did what to whom.',
  act_perpetrator: 'Who took part in an act.',
  victim:
    'A person, or a group, in one dossier. Somebody who stands in two dossiers is two rows, with two ids.',
  perpetrator: 'A perpetrator in one dossier; as with victims, a row for each dossier.',
  witness: 'A witness or source of an event.',
  consent:
    'What a victim or witness answered: one row for each person, scope and recipient, the newest answer.\n' +
    'A person without a row has refused. Nothing here is proposed: a consent is never guessed. The view is\n' +
    'empty, and so nobody consents, until you write it from answers that people gave.\n' +
    'AGGREGATE_STATISTICS lets a person be counted, DEIDENTIFIED_SHARING lets partners see the event without names;\n' +
    'recipient NULL is everybody. A withdrawal must show here at once: no cache, no materialized view.',
  evidence: 'A piece of evidence, known by its SHA-256 digest. Rows without a digest stay out.',
  intervention: 'What was done about an event.',
};

/** Column -> what the value is, where the name does not say it. */
const COLUMN_NOTES: Readonly<Record<string, string>> = {
  'case_file.reference': 'your own number; never leaves the node',
  'case_file.confidential': 'true closes the dossier to everybody but your case officers',
  'case_file.embargo_until': 'until then nobody but you sees anything of the dossier; NULL: no embargo',
  'case_file.co_signatories': 'ids of the organisations that work on the case with you; empty: none',
  'case_file.source': 'name of a published data set; NULL: your own documentation, where consent decides',
  'event.area': 'ISO 3166-2, like XB-01; NULL when only the country is known',
  'event.country': 'ISO 3166-1 alpha-2',
  'event.start_date': 'first day of the month or year where no day is known',
  'event.violation_status': 'HURIDOCS MT41 without trailing zeros: 0101 confirmed as a violation',
  'event.verification': 'figures count from CORROBORATED on',
  'victim.persons': '1 for a person, the size of a group, NULL when nobody recorded it',
  'victim.legal_name': 'sealed: leaves the node only for a recipient who may open it; NULL leaves it out',
};

/** Ids: `case_file_id` is the id of view case_file. */
export function viewOfId(view: string, column: string): string | null {
  if (column === 'id') return view;
  const match = /^(case_file|event|act|victim|perpetrator)_id$/.exec(column);
  return match?.[1] ?? null;
}

function codeCase(source: string, codes: readonly string[]): string {
  const unknown = codes.includes('UNKNOWN') ? ` ELSE 'UNKNOWN'` : '';
  const cases = codes
    .filter((code) => code !== 'UNKNOWN')
    .map((code) => `WHEN ${literal(`<yours for ${code}>`)} THEN ${literal(code)}`);
  return `CASE ${source}\n      ${cases.join('\n      ')}${unknown === '' ? '' : `\n     ${unknown}`} END`;
}

const LONGEST_CASE = 30;

/** What a column is when nothing of the foreign schema is known. */
export function undecidedColumn(view: string, { name, type, nullable }: ContractColumn): ColumnProposal {
  const where = `${view}.${name}`;
  const note = COLUMN_NOTES[where];
  const noted = note === undefined ? {} : { note };
  const target = viewOfId(view, name);
  if (target !== null && !nullable) {
    return { expression: `vigil_id(${literal(target)}, ${undecided(`key of ${target}`)}::text)`, ...noted };
  }
  if (name === 'public_id') return { expression: `vigil_public_id(${undecided('key of event')}::text)` };
  if (name === 'synthetic') return { expression: 'false', note: 'true only where every record is made up' };
  if (type === 'text[]') return { expression: `'{}'`, ...noted };
  if (nullable) return { expression: 'NULL', ...noted };
  const codes = CLOSED_LISTS[where];
  if (codes !== undefined && codes.length <= LONGEST_CASE) {
    return { expression: codeCase(undecided(where), codes), ...noted };
  }
  return { expression: undecided(`${where} ${type}`), ...noted };
}

/** The view of a schema nobody has looked at. */
export function undecidedView({ name, columns }: ContractView): ViewProposal {
  return {
    from:
      name === 'consent'
        ? 'FROM (SELECT 1) AS nobody WHERE false'
        : `FROM ${undecided(`table of ${name}`)} AS t`,
    columns: Object.fromEntries(
      columns.map((column) => [
        column.name,
        // never a guess: the types alone, no row
        name === 'consent' ? { expression: 'NULL' } : undecidedColumn(name, column),
      ]),
    ),
    notes: (VIEW_TEXTS[name] ?? '').split('\n'),
  };
}
