/**
 * A residual as SQL: what the policies left open about a record becomes a condition on its row.
 *
 * Takes a residual of the closed grammar and the expressions of a record's attributes, gives SQL text; values
 * become parameters. An attribute that is named and not known (NULL) makes the condition false, whatever stands
 * around it: `not` over something unknown is unknown, and unknown is no.
 */
import { RECORD_ATTRIBUTES, residualAttributes, type RecordAttribute, type Residual } from '@vigil/policies';
import type { SqlParameters } from './sql-parameters.js';

type Comparison = Extract<Residual, { readonly kind: 'is' | 'equals' | 'in' | 'compare' }>;
type Membership = Extract<Residual, { readonly kind: 'contains' }>;
export type ScalarAttribute = Comparison['attribute'];
export type SetAttribute = Membership['attribute'];

/** One record in SQL: an expression for each attribute, and what must hold for it to be known. */
export interface AttributeSql {
  scalar(attribute: ScalarAttribute): string;
  /** does the set hold this value? never NULL for a set that is known */
  contains(attribute: SetAttribute, value: string): string;
  /** SQL boolean; null: it is known in every row */
  known(attribute: RecordAttribute): string | null;
}

/**
 * Splits a residual into conditions that must all hold; none: it always holds.
 *
 * Each may be turned into SQL alone: the attributes that it names are guarded with it.
 */
export function conjuncts(residual: Residual): readonly Residual[] {
  if (residual.kind === 'and') return residual.of.flatMap(conjuncts);
  return residual.kind === 'constant' && residual.value ? [] : [residual];
}

/** The attributes that a residual names, each once, in the order of their declaration. */
export function namedAttributes(residual: Residual): RecordAttribute[] {
  const named = residualAttributes(residual);
  return (Object.keys(RECORD_ATTRIBUTES) as RecordAttribute[]).filter((attribute) => named.has(attribute));
}

/** @returns a condition that is TRUE for the rows that the residual lets through, FALSE or NULL for all others */
export function residualToSql(residual: Residual, record: AttributeSql, parameters: SqlParameters): string {
  const guards = namedAttributes(residual).flatMap((attribute) => record.known(attribute) ?? []);
  const condition = toSql(residual, record, parameters);
  return guards.length === 0 ? condition : `(${[...guards, condition].join(' AND ')})`;
}

function toSql(residual: Residual, record: AttributeSql, parameters: SqlParameters): string {
  switch (residual.kind) {
    case 'constant':
      return residual.value ? 'TRUE' : 'FALSE';
    case 'not':
      return `(NOT ${toSql(residual.of, record, parameters)})`;
    case 'and':
      return joined(residual.of, { by: 'AND', none: 'TRUE' }, record, parameters);
    case 'or':
      return joined(residual.of, { by: 'OR', none: 'FALSE' }, record, parameters);
    case 'contains':
      return storable(residual.value) ? record.contains(residual.attribute, residual.value) : 'FALSE';
    case 'is':
    case 'equals':
    case 'in':
    case 'compare':
      return comparison(residual, record.scalar(residual.attribute), parameters);
    default:
      return refuse(residual);
  }
}

/** What is of another shape is not of this grammar; nothing may be read by it. */
function refuse(residual: never): never {
  throw new TypeError(`a residual is not of the closed grammar: ${typeof residual}`);
}

function joined(
  parts: readonly Residual[],
  { by, none }: { readonly by: 'AND' | 'OR'; readonly none: 'TRUE' | 'FALSE' },
  record: AttributeSql,
  parameters: SqlParameters,
): string {
  if (parts.length === 0) return none;
  return `(${parts.map((part) => toSql(part, record, parameters)).join(` ${by} `)})`;
}

function comparison(residual: Comparison, scalar: string, parameters: SqlParameters): string {
  switch (residual.kind) {
    case 'is':
      return scalar;
    case 'equals':
      return `(${scalar} = ANY(${texts([residual.value], parameters)}))`;
    case 'in':
      return `(${scalar} = ANY(${texts(residual.values, parameters)}))`;
    case 'compare':
      return `(${scalar} ${operator(residual.operator)} ${parameters.add(whole(residual.value))}::bigint)`;
  }
}

/** What cannot be stored as text equals nothing that is. */
function texts(values: readonly string[], parameters: SqlParameters): string {
  return `${parameters.add(values.filter(storable))}::text[]`;
}

/** PostgreSQL's text holds neither NUL nor half of a surrogate pair; the driver would send something else. */
function storable(value: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(value);
}

const OPERATORS: Readonly<Record<string, string>> = { '==': '=', '<': '<', '<=': '<=' };

function operator(name: string): string {
  const found = OPERATORS[name];
  if (found === undefined) throw new TypeError('a residual compares by an unknown operator');
  return found;
}

function whole(value: number): number {
  if (!Number.isSafeInteger(value)) throw new TypeError('a residual compares with no whole number');
  return value;
}
