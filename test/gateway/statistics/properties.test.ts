/**
 * Every integer that leaves is a released one or the declared function of released ones: recomputed here by an
 * implementation of its own that shares no code with the hub's.
 */
import { describe, expect, test } from '@jest/globals';
import type { Dimension, IndicatorTable, ReleaseDocument, StatisticsSource } from '@vigil/shared';
import fc from 'fast-check';
import {
  ALPHA,
  BETA,
  documentOf,
  kidnapping,
  storedReleases,
  unsignedCoalition,
} from '../releases/release-fixture.js';
import type { FixturePartner } from '../releases/release-fixture.js';
import { figuresOf, keyOf, naiveCells, naiveFigures, naiveTable } from './naive-answer.js';
import type { Asked } from './naive-answer.js';
import { sourceOver } from './source-fixture.js';

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
const PARTNERS = [ALPHA, BETA, PERSONS, MIXED];
const coalition = unsignedCoalition(...PARTNERS);
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
  documentOf({ partner: PERSONS, partition: '2012', sequence: 1, input: twice }),
  early(2, '2013-01'),
  early(3, '2013-02'),
  documentOf({ partner: MIXED, partition: '2012', sequence: 1 }),
];

/** The same releases with other figures. */
const documents = fc.infiniteStream(fc.integer({ min: -6, max: 60 })).map((figures) =>
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

const asked: fc.Arbitrary<Asked> = fc
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
function checkAnswer(released: readonly ReleaseDocument[], question: Asked, answer: IndicatorTable): void {
  const cells = naiveCells(question, released, naiveTable(question) ?? '');
  const figures = answer.cells.map((cell) => [keyOf(cell), figuresOf(cell)] as const);
  expect(Object.fromEntries(figures)).toEqual(
    Object.fromEntries(cells.map((cell) => [cell.key, naiveFigures(cell)])),
  );
  expect(figures).toHaveLength(cells.length);
}

/** What does not exist is refused, by that name. */
async function checkQuestion(
  source: StatisticsSource,
  released: readonly ReleaseDocument[],
  question: Asked,
): Promise<'ANSWERED' | 'REFUSED'> {
  const table = { indicator: 'KIDNAPPING' as const, ...question };
  if (naiveTable(question) === null) {
    const refused = await Promise.resolve(source.indicatorTable(table)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ extensions: { code: 'TABLE_NOT_IN_LATTICE' } });
    return 'REFUSED';
  }
  checkAnswer(released, question, await source.indicatorTable(table));
  return 'ANSWERED';
}

const answered = asked.filter((question) => naiveTable(question) !== null);

const STATES = 100;
const QUESTIONS_A_STATE = 100;

describe('over random figures and questions', () => {
  test('every integer that leaves is a declared function of released integers, over 10,000 questions', async () => {
    const counted = { ANSWERED: 0, REFUSED: 0 };
    const many = fc.array(asked, { minLength: QUESTIONS_A_STATE, maxLength: QUESTIONS_A_STATE });
    await fc.assert(
      fc.asyncProperty(documents, many, async (released, questions) => {
        const source = sourceOver(coalition, storedReleases(...released));
        for (const question of questions) counted[await checkQuestion(source, released, question)] += 1;
      }),
      { numRuns: STATES, endOnFailure: true },
    );
    expect(counted.ANSWERED + counted.REFUSED).toBe(10_000);
    expect(counted.ANSWERED).toBeGreaterThan(5_000);
  });

  test('broken twins are caught: clamped, units added, one figure changed', async () => {
    const released = fc.sample(documents, { numRuns: 1, seed: 7 })[0] ?? [];
    const question: Asked = { by: ['YEAR'], where: {} };
    const answer = await sourceOver(coalition, storedReleases(...released)).indicatorTable({
      indicator: 'KIDNAPPING',
      ...question,
    });
    checkAnswer(released, question, answer);
    const [first, ...others] = answer.cells;
    if (first === undefined) throw new Error('the fixture has no cell');
    const twins: IndicatorTable['cells'][] = [
      [{ ...first, released: first.released + 1 }, ...others],
      [{ ...first, lower: first.lower + 1 }, ...others],
      [{ ...first, released: answer.cells.reduce((sum, cell) => sum + cell.released, 0) }],
      others,
    ];
    for (const cells of twins) {
      expect(() => {
        checkAnswer(released, question, { ...answer, cells });
      }).toThrow();
    }
  });

  test('lower is never above upper, and every bound is a whole number from zero on', async () => {
    await fc.assert(
      fc.asyncProperty(documents, answered, async (released, question) => {
        const source = sourceOver(coalition, storedReleases(...released));
        const { cells } = await source.indicatorTable({ indicator: 'KIDNAPPING', ...question });
        for (const { lower, upper, interval95 } of cells) {
          expect(0 <= lower && lower <= upper && interval95.from <= interval95.to).toBe(true);
          expect([lower, upper, interval95.from, interval95.to].every(Number.isInteger)).toBe(true);
        }
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  test('the order in which releases came changes no byte but the moment to ask again with', async () => {
    await fc.assert(
      fc.asyncProperty(documents, answered, fc.nat(), async (released, question, turn) => {
        const at = turn % released.length;
        const turned = [...released.slice(at), ...released.slice(0, at)];
        const answerOver = (order: readonly ReleaseDocument[]) =>
          sourceOver(coalition, storedReleases(...order)).indicatorTable({
            indicator: 'KIDNAPPING',
            ...question,
          });
        const [one, other] = await Promise.all([answerOver(released), answerOver(turned)]);
        expect(textOf({ ...other, asOf: '' })).toBe(textOf({ ...one, asOf: '' }));
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });
});

/** As it would be printed; partners by id, for `lastRelease` is the one that came last. */
function textOf(answer: IndicatorTable): string {
  return JSON.stringify(answer, (key, value: unknown) =>
    key === 'partner' ? (value as { id: string }).id : value,
  );
}
