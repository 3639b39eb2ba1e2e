/**
 * Partners, releases with figures of a generator, and questions about them: what the tests ask that recompute every
 * integer by an implementation of their own.
 */
import { expect } from '@jest/globals';
import type { Dimension, IndicatorTable, ReleaseDocument } from '@vigil/shared';
import fc from 'fast-check';
import { ALPHA, BETA, documentOf, kidnapping, type FixturePartner } from '../releases/release-fixture.js';
import { figuresOf, keyOf, naiveCells, naiveFigures, naiveTable, type Asked } from './naive-answer.js';

/** Persons, dated once: their months come as they end. */
const PERSONS: FixturePartner = {
  id: 'delta',
  unit: 'PERSON',
  coverage: [
    kidnapping('XA', ['XA-02'], '2012-03', '2013-02'),
    kidnapping('XB', ['XB-01', 'XB-02'], '2013-01', '2013-12'),
  ],
};
/** Areas for a part of the year only: its area sum is no country figure. */
const MIXED: FixturePartner = {
  id: 'epsilon',
  coverage: [kidnapping('XA', ['XA-01'], '2012-01', '2012-06'), kidnapping('XA', [], '2012-07', '2012-12')],
};
export const PARTNERS = [ALPHA, BETA, PERSONS, MIXED];
const twice = { plannedReleases: 2 } as const;
const early = (sequence: number, part: string): ReleaseDocument =>
  documentOf({
    partner: PERSONS,
    partition: '2013',
    sequence,
    planned: { stage: 'PROVISIONAL', part },
    input: twice,
  });
const empty = [
  documentOf({ partner: ALPHA, partition: '2012', sequence: 1 }),
  documentOf({ partner: ALPHA, partition: '2013', sequence: 2, profile: 'STRICT' }),
  documentOf({ partner: BETA, partition: '2012', sequence: 1, input: { victimCap: 3 } }),
  // its last release is due half a year after the year
  documentOf({
    partner: PERSONS,
    partition: '2012',
    sequence: 1,
    madeAt: '2013-09-01T00:00:00Z',
    input: twice,
  }),
  early(2, '2013-01'),
  early(3, '2013-02'),
  documentOf({ partner: MIXED, partition: '2012', sequence: 1 }),
];

/** The same releases with other figures. */
export const documents = fc.infiniteStream(fc.integer({ min: -6, max: 60 })).map((figures) =>
  empty.map((document) => ({
    ...document,
    tables: document.tables.map((table) => ({
      ...table,
      cells: table.cells.map((cell) => ({ ...cell, y: figures.next().value as number })),
    })),
  })),
);

const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const month = (number: number) => `2012-${String(number).padStart(2, '0')}`;
const bounds = (a: string, b: string) => (a < b ? { from: a, to: b } : { from: b, to: a });
const period = fc.oneof(
  fc.constant({ from: null, to: null }),
  fc.tuple(fc.constantFrom('2012', '2013'), fc.constantFrom('2012', '2013')).map(([a, b]) => bounds(a, b)),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .map(([a, b]) => bounds(month(a), month(b))),
);

/** Mostly combinations that exist, and their parts; sometimes anything. */
const by = fc.oneof(
  { weight: 4, arbitrary: fc.subarray<Dimension>(['COUNTRY', 'AREA', 'MONTH', 'YEAR']) },
  { weight: 2, arbitrary: fc.subarray<Dimension>(['COUNTRY', 'AREA', 'YEAR', 'VICTIM_GROUP']) },
  { weight: 1, arbitrary: fc.subarray<Dimension>(['COUNTRY', 'YEAR', 'PERPETRATOR_TYPE']) },
  { weight: 1, arbitrary: fc.subarray<Dimension>(['COUNTRY', 'YEAR', 'SEX', 'AGE_BAND']) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(fc.constantFrom<Dimension>('AREA', 'MONTH', 'VICTIM_GROUP', 'SEX', 'YEAR')),
  },
);

export const asked: fc.Arbitrary<Asked> = fc
  .record({
    by,
    countries: option(some('XA', 'XB')),
    areas: rarely(some('XA-01', 'XA-02', 'XB-01')),
    partners: option(some('alpha', 'beta', 'delta', 'epsilon')),
    victimGroups: rarely(some('JOURNALIST' as const, 'UNKNOWN' as const)),
    perpetratorTypes: rarely(some('STATE' as const, 'NON_STATE' as const)),
    sexes: rarely(some('FEMALE' as const, 'MALE' as const)),
    ageBands: rarely(some('A18_24' as const, 'UNKNOWN' as const)),
    period,
  })
  .map(({ by: kept, period: { from, to }, ...lists }) => ({ by: kept, where: { ...lists, from, to } }));

/** Throws when an answer has a cell or an integer that released ones do not give. */
export function checkAnswer(
  released: readonly ReleaseDocument[],
  question: Asked,
  answer: Pick<IndicatorTable, 'cells'>,
): void {
  const cells = naiveCells(question, released, naiveTable(question) ?? '');
  const figures = answer.cells.map((cell) => [keyOf(cell), figuresOf(cell)] as const);
  expect(Object.fromEntries(figures)).toEqual(
    Object.fromEntries(cells.map((cell) => [cell.key, naiveFigures(cell)])),
  );
  expect(figures).toHaveLength(cells.length);
}
