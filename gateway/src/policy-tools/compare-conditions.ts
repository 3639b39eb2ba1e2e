/**
 * Compares two conditions on a record: for which records does the answer change?
 *
 * Takes two residuals, gives one record that only the newer lets through and one that only the older did. Decided
 * by a truth table over every value that either of them can tell apart; "not known" is one of these values. Pure.
 */
import {
  recordHolds,
  residualAttributes,
  residualKey,
  residualTests,
  type RecordAttribute,
  type RecordFacts,
  type Residual,
  type ResidualTest,
} from '@vigil/policies';
import { HubError } from '@vigil/shared';

/** What a record must be like; attributes that are not given do not matter. */
export type RecordExample = Partial<RecordFacts>;

export interface ConditionChange {
  /** a record that is allowed now and was not; null: there is none */
  readonly gained: RecordExample | null;
  /** a record that was allowed and is not now */
  readonly lost: RecordExample | null;
}

/** More rows than any policy that a person can read makes. */
const MAX_ROWS = 200_000;
/** A value that no condition names; the grammar cannot tell two of them apart. */
export const ANY_OTHER = '(any other)';

const ALL_KNOWN: RecordFacts = {
  owner: ANY_OTHER,
  verification: ANY_OTHER,
  confidential: false,
  embargoed: false,
  coSignatories: [],
  consents: [],
  subjectConsents: [],
  daysSinceReceived: 0,
};

/** @throws HubError POLICY_INVALID when the conditions name too much to go through */
export function compareConditions(before: Residual, after: Residual): ConditionChange {
  const found: { gained: RecordExample | null; lost: RecordExample | null } = { gained: null, lost: null };
  if (residualKey(before) === residualKey(after)) return found;
  for (const example of everyRecord([before, after])) {
    const record = { ...ALL_KNOWN, ...example };
    const [was, is] = [recordHolds(before, record), recordHolds(after, record)];
    if (is && !was) found.gained ??= example;
    if (was && !is) found.lost ??= example;
    if (found.gained !== null && found.lost !== null) break;
  }
  return found;
}

/** Every record that the conditions can tell apart, the ones with known facts first. */
function* everyRecord(residuals: readonly Residual[]): Iterable<RecordExample> {
  const leaves = residuals.flatMap(residualTests);
  const attributes = [...new Set(residuals.flatMap((residual) => [...residualAttributes(residual)]))].sort();
  const columns = attributes.map((attribute) => [attribute, valuesOf(attribute, leaves)] as const);
  const rows = columns.reduce((product, [, values]) => product * values.length, 1);
  if (rows > MAX_ROWS)
    throw new HubError(
      'POLICY_INVALID',
      `two conditions name too much to be compared row by row: ${rows} rows, at most ${MAX_ROWS}`,
      'operator',
    );
  for (let row = 0; row < rows; row += 1) {
    const example: Record<string, unknown> = {};
    let rest = row;
    for (const [attribute, values] of columns) {
      example[attribute] = values[rest % values.length];
      rest = Math.floor(rest / values.length);
    }
    yield example;
  }
}

function valuesOf(attribute: RecordAttribute, leaves: readonly ResidualTest[]): readonly unknown[] {
  const own = leaves.filter((leaf) => leaf.attribute === attribute);
  const known = own.some(({ kind }) => kind === 'is')
    ? [false, true]
    : own.some(({ kind }) => kind === 'contains')
      ? subsetsOf(own.flatMap((leaf) => (leaf.kind === 'contains' ? [leaf.value] : [])))
      : own.some(({ kind }) => kind === 'compare')
        ? numbersAround(own.flatMap((leaf) => (leaf.kind === 'compare' ? [leaf.value] : [])))
        : [ANY_OTHER, ...new Set(own.flatMap(wordsOf))];
  return [...known, null];
}

function wordsOf(leaf: ResidualTest): readonly string[] {
  if (leaf.kind === 'equals') return [leaf.value];
  return leaf.kind === 'in' ? leaf.values : [];
}

/** Larger sets first: a record with every consent is the example that a reader expects. */
export function subsetsOf<Member>(members: readonly Member[]): Member[][] {
  const distinct = [...new Set(members)];
  const count = 2 ** distinct.length;
  return Array.from({ length: count }, (_, index) =>
    distinct.filter((_member, place) => ((count - 1 - index) & (1 << place)) !== 0),
  );
}

/** One number below, at and above each that is named: between two of them nothing changes. */
function numbersAround(values: readonly number[]): number[] {
  return [...new Set(values.flatMap((value) => [value - 1, value, value + 1]))].sort((a, b) => a - b);
}
