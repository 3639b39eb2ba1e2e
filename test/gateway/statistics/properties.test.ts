/**
 * Every integer that leaves is a released one or the declared function of released ones: recomputed here by an
 * implementation of its own that shares no code with the hub's.
 */
import { describe, expect, test } from '@jest/globals';
import type { CellFilter, Dimension, IndicatorTable, ReleaseDocument } from '@vigil/shared';
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
import { sourceOver } from './source-fixture.js';

const PERSONS: FixturePartner = {
  id: 'delta',
  unit: 'PERSON',
  coverage: [
    kidnapping('XA', ['XA-02'], '2012-03', '2013-02'),
    kidnapping('XB', ['XB-01', 'XB-02'], '2013-01', '2013-12'),
  ],
};
const PARTNERS = [ALPHA, BETA, PERSONS];
const coalition = unsignedCoalition(...PARTNERS);
const empty = PARTNERS.flatMap((partner) =>
  ['2012', '2013'].map((partition, index) => documentOf({ partner, partition, sequence: index + 1 })),
).filter(({ tables }) => tables.length > 0);

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

const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const some = (...values: string[]) => option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }));
const period = fc.oneof(
  fc.constant({ from: null, to: null }),
  fc.tuple(fc.constantFrom('2012', '2013'), fc.constantFrom('2012', '2013')).map(([a, b]) => bounds(a, b)),
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
    .map(([a, b]) => bounds(month(a), month(b))),
);
const month = (number: number) => `2012-${String(number).padStart(2, '0')}`;
const bounds = (a: string, b: string) => (a < b ? { from: a, to: b } : { from: b, to: a });

const questions = fc.record({
  by: fc.uniqueArray(fc.constantFrom<Dimension>('COUNTRY', 'AREA', 'MONTH', 'YEAR')),
  countries: some('XA', 'XB'),
  areas: some('XA-01', 'XA-02', 'XB-01'),
  partners: some('alpha', 'beta', 'delta'),
  period,
});

interface Asked {
  readonly by: readonly Dimension[];
  readonly where: CellFilter;
}

/** Which table the design names, spelled out for the four dimensions that are released today. */
function naiveTable({ by, where }: Asked): string {
  const months = by.includes('MONTH') || (where.from ?? where.to ?? '').length === 7;
  const areas = by.includes('AREA') || Boolean(where.areas);
  if (!months) return 'L3';
  if (areas) return 'L2';
  // MONTH alone is about countries, too
  return 'L1';
}

interface NaiveCell {
  key: string;
  parts: Record<string, { y: number; variance: number }>;
  variance: number;
}

function naiveMeets(where: CellFilter, partner: string, place: string, time: string): boolean {
  const listed = (list: readonly string[] | null | undefined, value: string) => !list || list.includes(value);
  const country = place.substring(0, 2);
  if (!listed(where.partners, partner) || !listed(where.countries, country) || !listed(where.areas, place)) {
    return false;
  }
  if (where.from && time.substring(0, where.from.length) < where.from) return false;
  return !where.to || time.substring(0, where.to.length) <= where.to;
}

function naiveCells({ by, where }: Asked, released: readonly ReleaseDocument[], id: string): NaiveCell[] {
  const cells: Record<string, NaiveCell> = {};
  for (const { partner, tables } of released) {
    for (const { cells: released, countingUnit, sigma2 } of tables.filter((table) => table.id === id)) {
      for (const { at, y } of released) {
        const [place = '', time = ''] = at;
        if (!naiveMeets(where, partner, place, time)) continue;
        const parts = {
          COUNTRY: place.substring(0, 2),
          AREA: place,
          MONTH: time,
          YEAR: time.substring(0, 4),
        };
        const dimensions = ['COUNTRY', 'AREA', 'MONTH', 'YEAR'] as const;
        const key = [...dimensions.map((one) => (by.includes(one) ? parts[one] : '-')), countingUnit].join(
          ' ',
        );
        const cell = (cells[key] ??= { key, parts: {}, variance: 0 });
        const part = (cell.parts[partner] ??= { y: 0, variance: 0 });
        part.y += y;
        part.variance += Number(sigma2); // whole numbers in this profile, so doubles are exact
        cell.variance += Number(sigma2);
      }
    }
  }
  return Object.values(cells);
}

/** Python 3, statistics.NormalDist().inv_cdf(1 - 0.025 / n), four decimals. */
const Z = [NaN, 1.96, 2.2414, 2.394];

function naiveFigures(cell: NaiveCell) {
  const parts = Object.values(cell.parts);
  const y = parts.reduce((sum, part) => sum + part.y, 0);
  const se = Math.sqrt(cell.variance);
  const z = Z[parts.length] ?? NaN;
  const lower = Math.max(0, ...parts.map((part) => Math.floor(part.y - z * Math.sqrt(part.variance))));
  const low = y < 10 || y < 3 * se;
  return {
    released: y,
    value: low ? null : y,
    low,
    standardError: se,
    lower,
    upper: Math.max(lower, Math.ceil(y + 1.96 * se)),
    interval95: { from: Math.max(0, Math.floor(y - 1.96 * se)), to: Math.max(0, Math.ceil(y + 1.96 * se)) },
    reportingPartners: parts.length,
  };
}

function figuresOf(cell: IndicatorTable['cells'][number]): ReturnType<typeof naiveFigures> {
  const { released, value, low, standardError, lower, upper, interval95, reportingPartners } = cell;
  return {
    released,
    value: value ?? null,
    low,
    standardError,
    lower,
    upper,
    interval95: { ...interval95 },
    reportingPartners,
  };
}

function keyOf(cell: IndicatorTable['cells'][number]): string {
  return [cell.country ?? '-', cell.area ?? '-', cell.month ?? '-', cell.year ?? '-', cell.countingUnit].join(
    ' ',
  );
}

const asked = questions.map(({ by, period: { from, to }, ...lists }): Asked => ({
  by,
  where: { ...lists, from, to },
}));

/** Throws when an answer has a cell or an integer that released ones do not give. */
function checkAnswer(released: readonly ReleaseDocument[], question: Asked, answer: IndicatorTable): void {
  const cells = naiveCells(question, released, naiveTable(question));
  const figures = answer.cells.map((cell) => [keyOf(cell), figuresOf(cell)] as const);
  expect(Object.fromEntries(figures)).toEqual(
    Object.fromEntries(cells.map((cell) => [cell.key, naiveFigures(cell)])),
  );
  expect(figures).toHaveLength(cells.length);
}

describe('over random figures and questions', () => {
  test('every integer that leaves is a declared function of released integers', async () => {
    await fc.assert(
      fc.asyncProperty(documents, asked, async (released, question) => {
        const source = sourceOver(coalition, storedReleases(...released));
        checkAnswer(
          released,
          question,
          await source.indicatorTable({ indicator: 'KIDNAPPING', ...question }),
        );
      }),
      { numRuns: 100 },
    );
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
      fc.asyncProperty(documents, asked, async (released, question) => {
        const source = sourceOver(coalition, storedReleases(...released));
        const { cells } = await source.indicatorTable({ indicator: 'KIDNAPPING', ...question });
        for (const { lower, upper, interval95 } of cells) {
          expect(0 <= lower && lower <= upper && interval95.from <= interval95.to).toBe(true);
          expect([lower, upper, interval95.from, interval95.to].every(Number.isInteger)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('the order in which releases came changes no byte but the moment to ask again with', async () => {
    await fc.assert(
      fc.asyncProperty(documents, asked, fc.nat(), async (released, question, turn) => {
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
      { numRuns: 30 },
    );
  });
});

/** As it would be printed; partners by id, for `lastRelease` is the one that came last. */
function textOf(answer: IndicatorTable): string {
  return JSON.stringify(answer, (key, value: unknown) =>
    key === 'partner' ? (value as { id: string }).id : value,
  );
}
