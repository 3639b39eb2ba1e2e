/**
 * Changed answers: shapes, and how many of them are said as one.
 *
 * Takes points (one value for each dimension), gives products of sets that cover exactly these points: no point is
 * lost, none is added. Pure.
 */
import type { Residual } from '@vigil/policies';
import type { RecordExample } from './compare-conditions.js';

const DIMENSIONS = [
  'coordinate',
  'action',
  'roles',
  'purpose',
  'organisation',
  'owner',
  'agreements',
  'signedIn',
  'scopes',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Every combination of one value of each dimension. */
export type Product = Readonly<Record<Dimension, readonly string[]>>;

export interface Answer {
  readonly condition: Residual;
  /** `month`, `pseudonymise`, …; of what is read only */
  readonly obligations: readonly string[];
}

export type Direction = 'WIDER' | 'BOTH' | 'NARROWER';

export interface AnswerChange {
  readonly direction: Direction;
  readonly before: Answer;
  readonly after: Answer;
  /** a record that is newly let through */
  readonly gained: RecordExample | null;
  readonly lost: RecordExample | null;
  /** obligations that no longer hold */
  readonly dropped: readonly string[];
  readonly added: readonly string[];
}

export interface ChangeGroup extends AnswerChange {
  readonly asked: readonly Product[];
}

/** @returns disjoint products that cover exactly what was given, each point of which is given once */
export function mergeProducts(products: readonly Product[]): Product[] {
  // Callers first, then places: people read "who" as one line and "what" as a list.
  const order: readonly Dimension[] = [
    'roles',
    'purpose',
    'agreements',
    'scopes',
    'signedIn',
    'owner',
    'organisation',
    'action',
    'coordinate',
  ];
  return order.reduce((merged, dimension) => mergeAlong(dimension, merged), [...products]);
}

function mergeAlong(dimension: Dimension, products: readonly Product[]): Product[] {
  const merged = new Map<string, { product: Product; values: Set<string> }>();
  for (const product of products) {
    const key = JSON.stringify(DIMENSIONS.map((name) => (name === dimension ? null : product[name])));
    const known = merged.get(key) ?? { product, values: new Set<string>() };
    for (const value of product[dimension]) known.values.add(value);
    merged.set(key, known);
  }
  return [...merged.values()].map(({ product, values }) => ({ ...product, [dimension]: [...values].sort() }));
}
