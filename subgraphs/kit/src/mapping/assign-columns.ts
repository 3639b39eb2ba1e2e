/**
 * Which column of a file becomes which field of the mapping.
 *
 * Takes headings, HXL tags and samples, gives candidates for each field and, for every other column, why it is not
 * read. Nothing is chosen here that could be two things: several candidates stay several. Pure.
 */
import { NEVER_READ_KINDS, type ColumnRole, type NeverReadKind, type RoleGuess } from './column-role.js';
import { sampleColumn, share, type ColumnSamples } from './column-samples.js';
import { fittingDates } from './fitting-dates.js';
import { neverReadByCells } from './never-read.js';
import { roleByHxl } from './role-by-hxl.js';
import { roleByName } from './role-by-name.js';

/** A file as far as a draft needs it. */
export interface SampledFile {
  readonly columns: readonly string[];
  readonly hxlTags: readonly string[] | null;
  /** cells in the order of the columns */
  readonly rows: readonly (readonly string[])[];
}

export interface Candidate {
  readonly samples: ColumnSamples;
  readonly role: ColumnRole;
  readonly strength: number;
  /** why this column: its tag or its heading */
  readonly because: string;
}

export interface NeverRead {
  readonly column: string;
  readonly why: string;
}

export interface Assignment {
  readonly candidates: readonly Candidate[];
  readonly neverRead: readonly NeverRead[];
}

const NUMBER = /^\d{1,12}(?:[.,]0+)?$/;
const MOSTLY = 0.8;

/** Kinds that outweigh an HXL tag: a tag may be wrong, a name in a report cannot be taken back. */
const OUTWEIGHS: readonly NeverReadKind[] = ['name', 'person-id', 'contact', 'person', 'text', 'coordinate'];

function guessRole(column: string, tag: string): RoleGuess & { readonly because: string } {
  const byTag = roleByHxl(tag);
  const byName = roleByName(column);
  const warned = byName.role.role === 'never-read' && OUTWEIGHS.includes(byName.role.kind);
  if (byTag.strength > 0 && !(warned && byTag.role.role !== 'never-read')) {
    return { ...byTag, because: `tagged ${tag.trim()}` };
  }
  return { ...byName, because: 'by its heading' };
}

/** Roles whose values may be quoted, or stored as a key: their cells are looked at twice. */
const GUARDED: readonly ColumnRole['role'][] = [
  'act-type',
  'perpetrator',
  'group',
  'sex',
  'age-band',
  'verification',
  'area',
  'country',
  'key',
];
const LONGEST_DATE = 40;

/** Headings that promise numbers or dates must keep the promise: a list of names may be headed `detainees`. */
function brokenPromise(role: ColumnRole, samples: ColumnSamples): string | null {
  if (role.role === 'count') {
    if (role.partial) return 'counts a part of the persons, or what the language has no act for';
    return share(samples, (value) => NUMBER.test(value)) < MOSTLY ? 'should be numbers and is not' : null;
  }
  if (role.role !== 'start-date' && role.role !== 'end-date') return null;
  const dated = share(samples, (value) => /\d/.test(value) && value.length <= LONGEST_DATE) >= MOSTLY;
  return dated || samples.filled === 0 ? null : 'should be dates and is not';
}

/** Kinds that say nothing against a role: numbers that name a row look like telephone numbers. */
const HARMLESS: Readonly<Record<string, NeverReadKind>> = { key: 'contact', country: 'text' };

function forbiddenCells(role: ColumnRole['role'], samples: ColumnSamples): string | null {
  if (!GUARDED.includes(role)) return null;
  const kind = neverReadByCells(samples);
  return kind === null || HARMLESS[role] === kind ? null : `its cells look like ${NEVER_READ_KINDS[kind]}`;
}

/** What the cells say against the role that the heading gives; null: nothing. */
function objection(role: ColumnRole, samples: ColumnSamples): string | null {
  if (samples.filled === 0 && role.role !== 'start-date') return 'no cell of the sample is filled';
  return brokenPromise(role, samples) ?? forbiddenCells(role.role, samples);
}

function unknownBecause(samples: ColumnSamples): string {
  const kind = neverReadByCells(samples);
  return kind === null
    ? 'no field of the language is recognised in it'
    : `its cells look like ${NEVER_READ_KINDS[kind]}`;
}

type Judged = { readonly candidate: Candidate } | { readonly neverRead: NeverRead };

function judge(samples: ColumnSamples, tag: string): Judged {
  const { column } = samples;
  const { role, strength, because } = guessRole(column, tag);
  if (role.role === 'never-read') {
    return { neverRead: { column, why: `${NEVER_READ_KINDS[role.kind]}, ${because}` } };
  }
  if (role.role === 'other-date')
    return { neverRead: { column, why: 'a date of something else than the incident' } };
  const against = role.role === 'unknown' ? unknownBecause(samples) : objection(role, samples);
  return against === null
    ? { candidate: { samples, role, strength, because } }
    : { neverRead: { column, why: against } };
}

/** A column that no heading explains and whose cells are dates could be the date. */
function datesByCells(columns: readonly ColumnSamples[], assigned: Assignment): Assignment {
  if (assigned.candidates.some(({ role }) => role.role === 'start-date')) return assigned;
  const unknown = new Set(
    assigned.neverRead.filter(({ why }) => why.startsWith('no field')).map(({ column }) => column),
  );
  const found = columns.filter(
    (samples) =>
      unknown.has(samples.column) && samples.values.size > 1 && fittingDates(samples).readable > 0.9,
  );
  const names = new Set(found.map(({ column }) => column));
  return {
    candidates: [
      ...assigned.candidates,
      ...found.map((samples) => ({
        samples,
        role: { role: 'start-date' } as const,
        strength: 0,
        because: 'its cells are dates',
      })),
    ],
    neverRead: assigned.neverRead.filter(({ column }) => !names.has(column)),
  };
}

export function assignColumns({ columns, hxlTags, rows }: SampledFile): Assignment {
  const samples = columns.map((column, index) =>
    sampleColumn(
      column,
      rows.map((cells) => cells[index] ?? ''),
    ),
  );
  const judged = samples.map((one, index) => judge(one, hxlTags?.[index] ?? ''));
  return datesByCells(samples, {
    candidates: judged.flatMap((one) => ('candidate' in one ? [one.candidate] : [])),
    neverRead: judged.flatMap((one) => ('neverRead' in one ? [one.neverRead] : [])),
  });
}

/** The candidates of a role, the surest first. */
export function candidatesOf({ candidates }: Assignment, role: ColumnRole['role']): readonly Candidate[] {
  return candidates.filter((one) => one.role.role === role).sort((a, b) => b.strength - a.strength);
}
