/**
 * Puts residuals together and simplifies them, always to the same form: operands flat, distinct and in one order.
 *
 * Takes residuals, gives residuals. Two conditions that were written alike are equal here as text
 * (`residualKey`), so that the other side can tell a field's condition from that of its row. Pure.
 */
import { ALWAYS, NEVER, type Residual } from './residual.js';

type Junction = 'and' | 'or';

/** Equal for equal residuals, whatever order their operands were written in. */
export function residualKey(residual: Residual): string {
  return JSON.stringify(residual);
}

export function allOf(residuals: Iterable<Residual>): Residual {
  return join('and', residuals);
}

export function anyOf(residuals: Iterable<Residual>): Residual {
  return join('or', residuals);
}

export function negate(residual: Residual): Residual {
  if (residual.kind === 'constant') return constant(!residual.value);
  if (residual.kind === 'not') return residual.of;
  return { kind: 'not', of: residual };
}

export function constant(value: boolean): Residual {
  return value ? ALWAYS : NEVER;
}

/** A text attribute is one of these values. */
export function oneOf(
  attribute: Extract<Residual, { kind: 'in' }>['attribute'],
  values: Iterable<string>,
): Residual {
  const distinct = [...new Set(values)].sort();
  const [first] = distinct;
  if (first === undefined) return NEVER;
  return distinct.length === 1
    ? { kind: 'equals', attribute, value: first }
    : { kind: 'in', attribute, values: distinct };
}

function join(kind: Junction, residuals: Iterable<Residual>): Residual {
  const absorbing = kind === 'or';
  const operands: Residual[] = [];
  for (const residual of flatten(kind, residuals)) {
    if (residual.kind !== 'constant') operands.push(residual);
    else if (residual.value === absorbing) return residual;
  }
  // Most of what is joined folds to nothing or to one operand: keys and sorting are for the rest.
  const [first, ...more] = kind === 'or' && operands.length > 1 ? mergeTexts(operands) : operands;
  if (first === undefined) return constant(!absorbing);
  return more.length === 0 ? first : junction(kind, [first, ...more]);
}

function junction(kind: Junction, operands: readonly Residual[]): Residual {
  const distinct = new Map(operands.map((residual) => [residualKey(residual), residual] as const));
  // `x and not x` holds for no record. Its counterpart, `x or not x`, is left alone: x may not be known.
  const contradicts = ([, residual]: readonly [string, Residual]): boolean =>
    residual.kind === 'not' && distinct.has(residualKey(residual.of));
  const sorted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1));
  if (kind === 'and' && sorted.some(contradicts)) return NEVER;
  const [first] = sorted;
  return first !== undefined && sorted.length === 1
    ? first[1]
    : { kind, of: sorted.map(([, residual]) => residual) };
}

function* flatten(kind: Junction, residuals: Iterable<Residual>): Iterable<Residual> {
  for (const residual of residuals) {
    if (residual.kind === kind) yield* residual.of;
    else yield residual;
  }
}

/** `owner is a, or owner is b` is one look into one list. */
function mergeTexts(operands: readonly Residual[]): Residual[] {
  const values = new Map<Extract<Residual, { kind: 'in' }>['attribute'], string[]>();
  const others: Residual[] = [];
  for (const residual of operands) {
    if (residual.kind !== 'equals' && residual.kind !== 'in') {
      others.push(residual);
      continue;
    }
    const listed = values.get(residual.attribute) ?? [];
    listed.push(...(residual.kind === 'in' ? residual.values : [residual.value]));
    values.set(residual.attribute, listed);
  }
  return [...others, ...[...values].map(([attribute, listed]) => oneOf(attribute, listed))];
}
