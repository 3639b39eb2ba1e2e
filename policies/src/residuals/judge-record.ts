/**
 * Residuals and records: what is left of a condition when some facts are known, and whether it holds when all are.
 *
 * Takes a residual and facts. A fact that is not known (null) denies wherever the residual names it, also below
 * a "not": the partner's SQL guards its columns in the same way. Pure.
 */
import { allOf, anyOf, constant, negate } from './combine-residuals.js';
import { NEVER, type RecordAttribute, type RecordFacts, type Residual } from './residual.js';

/** What a residual says of single attributes, in the order it is written. */
export type ResidualTest = Exclude<Residual, { kind: 'constant' | 'not' | 'and' | 'or' }>;

/** Every test of one attribute in a condition, wherever it stands. */
export function residualTests(residual: Residual): readonly ResidualTest[] {
  if (residual.kind === 'constant') return [];
  if (!('of' in residual)) return [residual];
  return residual.kind === 'not' ? residualTests(residual.of) : residual.of.flatMap(residualTests);
}

/** Which attributes of the record the condition depends on. */
export function residualAttributes(residual: Residual): ReadonlySet<RecordAttribute> {
  return new Set(residualTests(residual).map(({ attribute }) => attribute));
}

/**
 * Puts known facts in and simplifies; facts that are not given stay open.
 *
 * @returns NEVER when the residual names a fact that is given as null; whose record it is, is known before all else
 */
export function putFacts(residual: Residual, facts: Partial<RecordFacts>): Residual {
  const there = facts.owner === undefined ? residual : putKnown(residual, { owner: facts.owner });
  for (const attribute of residualAttributes(there)) if (facts[attribute] === null) return NEVER;
  return putKnown(there, facts);
}

/** Whether the condition holds for a record. */
export function recordHolds(residual: Residual, record: RecordFacts): boolean {
  const left = putFacts(residual, record);
  return left.kind === 'constant' && left.value;
}

/** The same for a part of a condition: null stays open, because below a "not" NEVER would allow. */
export function putKnown(residual: Residual, facts: Partial<RecordFacts>): Residual {
  switch (residual.kind) {
    case 'constant':
      return residual;
    case 'not':
      return negate(putKnown(residual.of, facts));
    case 'and':
      return allOf(residual.of.map((part) => putKnown(part, facts)));
    case 'or':
      return anyOf(residual.of.map((part) => putKnown(part, facts)));
    case 'is':
    case 'equals':
    case 'in':
    case 'contains':
    case 'compare': {
      const holds = test(residual, facts);
      return holds === undefined ? residual : constant(holds);
    }
  }
}

/** undefined: the fact is not given, or not known */
function test(residual: ResidualTest, facts: Partial<RecordFacts>): boolean | undefined {
  switch (residual.kind) {
    case 'is':
      return facts[residual.attribute] ?? undefined;
    case 'equals':
    case 'in':
      return testText(facts[residual.attribute] ?? undefined, residual);
    case 'contains':
      return facts[residual.attribute]?.includes(residual.value);
    case 'compare':
      return compare(facts[residual.attribute] ?? undefined, residual);
  }
}

function testText(
  fact: string | undefined,
  residual: Extract<Residual, { kind: 'equals' | 'in' }>,
): boolean | undefined {
  if (fact === undefined) return undefined;
  return residual.kind === 'equals' ? fact === residual.value : residual.values.includes(fact);
}

function compare(
  fact: number | undefined,
  { operator, value }: Extract<Residual, { kind: 'compare' }>,
): boolean | undefined {
  if (fact === undefined) return undefined;
  if (operator === '==') return fact === value;
  return operator === '<' ? fact < value : fact <= value;
}
