/**
 * The `acts` part of a draft: what happened, to how many persons, by whom.
 *
 * Takes the assigned columns, writes lines. Counts by what happened make an act each, counts by sex are split so that
 * nobody is lost and nobody counts twice; a column of act types makes one act. Where both or neither are there, a
 * person decides.
 */
import type { ActType } from '@vigil/shared';
import { candidatesOf, type Assignment, type Candidate } from './assign-columns.js';
import { share } from './column-samples.js';
import type { ColumnRole } from './column-role.js';
import { draftCodes, writeCodes } from './draft-codes.js';
import { yamlList, yamlText, type DraftText } from './draft-text.js';
import { isCodeList } from './quotable-values.js';

type CountRole = Extract<ColumnRole, { readonly role: 'count' }>;

interface Count {
  readonly candidate: Candidate;
  readonly role: CountRole;
}

/** How the persons of one act are counted. */
interface Persons {
  readonly total: Candidate | null;
  readonly women: Candidate | null;
  readonly men: Candidate | null;
}

interface PlannedAct {
  /** null: a person decides */
  readonly type: ActType | null;
  readonly persons: Persons;
}

export interface ActsPlan {
  readonly typeColumn: Candidate | null;
  readonly acts: readonly PlannedAct[];
}

export interface ActsDraft {
  readonly text: DraftText;
  readonly assignment: Assignment;
  readonly used: Set<string>;
  readonly plan: ActsPlan;
  /** values of a row's cell by column, for checking that parts are not more than the whole */
  readonly fitsWhole: (whole: string, parts: readonly string[]) => boolean;
}

function countsOf({ candidates }: Assignment): readonly Count[] {
  return candidates.flatMap((candidate) =>
    candidate.role.role === 'count' ? [{ candidate, role: candidate.role }] : [],
  );
}

function personsOf(counts: readonly Count[]): Persons {
  const best = (sex: CountRole['sex']): Candidate | null =>
    counts
      .filter(({ role }) => role.sex === sex)
      .sort((a, b) => b.candidate.strength - a.candidate.strength)[0]?.candidate ?? null;
  return { total: best(null), women: best('FEMALE'), men: best('MALE') };
}

const CERTAIN = 0.5;

/** Which acts the file's columns suggest. */
export function planActs(assignment: Assignment): ActsPlan {
  const counts = countsOf(assignment);
  const untyped = counts.filter(({ role }) => role.act === null);
  const types = [...new Set(counts.flatMap(({ role }) => (role.act === null ? [] : [role.act])))];
  const [column] = candidatesOf(assignment, 'act-type');
  const telling = column !== undefined && draftCodes(column, 'act-type').certain >= CERTAIN;
  const usable = column !== undefined && (telling || isCodeList(column.samples));
  if (usable && (telling || types.length === 0)) {
    // one column may count what the type column names
    const counted = untyped.length > 0 ? untyped : types.length === 1 ? counts : [];
    return { typeColumn: column, acts: [{ type: null, persons: personsOf(counted) }] };
  }
  if (types.length > 0) {
    const acts = types.map((type) => ({
      type,
      persons: personsOf(counts.filter(({ role }) => role.act === type)),
    }));
    return { typeColumn: null, acts };
  }
  return { typeColumn: null, acts: [{ type: null, persons: personsOf(untyped) }] };
}

const DETENTIONS: readonly string[] = ['ARREST', 'DETENTION', 'HOUSE_ARREST', 'MASS_ROUNDUP'];

/** May a row of this plan be a detention? A decision that is open may be one. */
export function mayBeDetention({ typeColumn, acts }: ActsPlan): boolean {
  if (typeColumn !== null) {
    const { lines } = draftCodes(typeColumn, 'act-type');
    return lines.length === 0 || lines.some(({ code }) => code === null || DETENTIONS.includes(code));
  }
  return acts.some(({ type }) => type === null || DETENTIONS.includes(type));
}

interface WrittenAct {
  readonly type: ActType | null;
  readonly persons: {
    readonly column: Candidate | null;
    readonly minus: readonly string[];
    readonly note?: string;
  };
  readonly sex: 'FEMALE' | 'MALE' | null;
}

/** One act, or the two or three into which counts by sex split it. */
function split({ type, persons: { total, women, men } }: PlannedAct): readonly WrittenAct[] {
  const parts = [
    ...(women === null ? [] : [{ candidate: women, sex: 'FEMALE' as const }]),
    ...(men === null ? [] : [{ candidate: men, sex: 'MALE' as const }]),
  ];
  const bySex = parts.map(({ candidate, sex }) => ({ type, persons: { column: candidate, minus: [] }, sex }));
  if (total === null && parts.length > 0) return bySex;
  const minus = parts.map(({ candidate }) => candidate.samples.column);
  return [{ type, persons: { column: total, minus }, sex: null }, ...bySex];
}

const YES_OR_NO: ReadonlySet<string> = new Set(['0', '1', '0.0', '1.0']);
const ENOUGH_ROWS = 20;

/** Only 0 and 1 may be a number of persons, or yes and no. */
const maybeFlag = ({ samples }: Candidate): boolean =>
  samples.filled >= ENOUGH_ROWS && share(samples, (value) => YES_OR_NO.has(value)) === 1;

function writePersons(draft: ActsDraft, { column, minus }: WrittenAct['persons']): void {
  const { text, used, fitsWhole } = draft;
  if (column === null) {
    text.put(6, 'persons', '');
    text.decide(
      8,
      'constant',
      '1 when each row is one person; or `column:` with the column that counts them; delete `victims` with everything in it when the list counts no persons',
    );
    return;
  }
  const name = column.samples.column;
  used.add(name);
  if (maybeFlag(column)) {
    text.decide(
      6,
      'persons',
      `{ column: ${yamlText(name)} } when it counts persons; it holds 0 and 1 only, so it may mean yes and no: then { constant: 1 } or no \`victims\`, and \`when: { column: ${yamlText(name)}, equals: ["1"], otherwise: ["0"] }\` beside \`type\``,
    );
    return;
  }
  text.put(6, 'persons', '');
  text.put(8, 'column', yamlText(name), `${column.because}; an empty cell is a group of unrecorded size`);
  const empty = column.samples.rows - column.samples.filled;
  if (empty > 0) {
    text.say(
      8,
      `${empty} sampled cells are empty: each becomes a group of unrecorded size, which no figure counts; where an empty cell means nobody, write 0 in the list`,
    );
  }
  if (minus.length === 0) return;
  for (const part of minus) used.add(part);
  if (fitsWhole(name, minus))
    text.put(8, 'minus', yamlList(minus), 'the rest, of whom the list does not say the sex');
  else {
    text.decide(
      8,
      'minus',
      `${yamlList(minus)} when ${yamlText(name)} counts women and men together; in some sampled rows the parts are more than the whole, and those rows would be rejected. Delete this line and one of the acts where they count different persons`,
    );
  }
}

interface Shared {
  readonly key: 'perpetrator' | 'group' | 'sex' | 'ageBand';
  readonly candidate: Candidate;
}

function sharedFields({ assignment }: ActsDraft): readonly Shared[] {
  const roles = [
    ['perpetrator', 'perpetrator'],
    ['group', 'group'],
    ['sex', 'sex'],
    ['ageBand', 'age-band'],
  ] as const;
  return roles.flatMap(([key, role]) => {
    const candidate = candidatesOf(assignment, role)[0];
    if (candidate === undefined) return [];
    const { certain } = draftCodes(candidate, role);
    return certain > 0 || isCodeList(candidate.samples) ? [{ key, candidate }] : [];
  });
}

/** Written once, with an anchor; further acts repeat it. */
function writeShared(draft: ActsDraft, indent: number, field: Shared, written: Set<string>): void {
  const { key, candidate } = field;
  draft.used.add(candidate.samples.column);
  if (written.has(key)) {
    draft.text.put(indent, key, `*${key}`);
    return;
  }
  written.add(key);
  const role = key === 'ageBand' ? 'age-band' : key;
  writeCodes(draft.text, indent, candidate, { key, role, anchor: key });
}

function writeType({ text, plan, used }: ActsDraft, type: ActType | null): void {
  if (plan.typeColumn !== null) {
    used.add(plan.typeColumn.samples.column);
    writeCodes(text, 4, plan.typeColumn, { key: 'type', role: 'act-type' });
  } else if (type === null) {
    text.put(4, 'type', '');
    text.decide(
      6,
      'constant',
      'the act of the list above that every row is; or `column:`, `onUnmapped:` and `map:`',
    );
  } else {
    text.put(4, 'type', `{ constant: ${type} }`);
  }
}

function writePerpetrator(draft: ActsDraft, shared: readonly Shared[], written: Set<string>): void {
  const field = shared.find(({ key }) => key === 'perpetrator');
  if (field !== undefined) {
    writeShared(draft, 4, field, written);
    return;
  }
  if (written.has('perpetrator')) {
    draft.text.put(4, 'perpetrator', '*perpetrator');
    return;
  }
  written.add('perpetrator');
  draft.text.put(4, 'perpetrator', '&perpetrator');
  draft.text.decide(
    6,
    'constant',
    'STATE, PRO_STATE, NON_STATE or UNKNOWN, when it is the same in every row',
  );
}

export function writeActs(draft: ActsDraft, actList: readonly string[]): void {
  const { text, plan } = draft;
  text.say(0, `Acts of the contract: ${actList.join(', ')}.`);
  text.put(0, 'acts', '');
  const shared = sharedFields(draft);
  const written = new Set<string>();
  for (const act of plan.acts.flatMap(split)) {
    text.item(2, '# an act, and those it happened to');
    writeType(draft, act.type);
    writePerpetrator(draft, shared, written);
    text.put(4, 'victims', '');
    writePersons(draft, act.persons);
    for (const field of shared) {
      if (field.key === 'perpetrator' || (field.key === 'sex' && act.sex !== null)) continue;
      writeShared(draft, 6, field, written);
    }
    if (act.sex !== null) text.put(6, 'sex', `{ constant: ${act.sex} }`);
  }
}
