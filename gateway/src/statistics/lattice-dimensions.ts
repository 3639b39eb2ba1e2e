/**
 * How the dimensions of the lattice hang together.
 *
 * An area lies in one country, a month in one year; everything else stands alone. Pure.
 */
import { LATTICE_TABLES } from '@vigil/shared';
import type { Dimension, TableId } from '@vigil/shared';

/** The dimensions with those that follow from them: a country from an area, a year from a month. */
export function withImplied(dimensions: Iterable<Dimension>): ReadonlySet<Dimension> {
  const all = new Set(dimensions);
  if (all.has('AREA')) all.add('COUNTRY');
  if (all.has('MONTH')) all.add('YEAR');
  return all;
}

/** The same without those that follow from the others: how the lattice's tables are written. */
export function withoutImplied(dimensions: Iterable<Dimension>): ReadonlySet<Dimension> {
  const few = new Set(dimensions);
  if (few.has('AREA')) few.delete('COUNTRY');
  if (few.has('MONTH')) few.delete('YEAR');
  return few;
}

export function dimensionsOf(id: TableId): readonly Dimension[] {
  return LATTICE_TABLES.find((table) => table.id === id)?.dimensions ?? [];
}

/** What a caller may ask for: the tables of the lattice, and the one declared margin that has a rule of its own. */
export function allowedCombinations(): Dimension[][] {
  return [...LATTICE_TABLES.map(({ dimensions }) => [...dimensions]), ['COUNTRY', 'YEAR']];
}

export function containsAll<T>(larger: ReadonlySet<T>, smaller: ReadonlySet<T>): boolean {
  return [...smaller].every((one) => larger.has(one));
}
