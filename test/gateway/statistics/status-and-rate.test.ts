/** What a figure says about itself: provisional, broken series, mixed definitions, rates. Figures counted by hand. */
import { describe, expect, test } from '@jest/globals';
import { denominatorOf, parseQuestion, rateOf } from '@vigil/gateway';
import { POPULATION_SOURCE, populationOf } from '@vigil/shared';
import type {
  CellFilter,
  Dimension,
  IndicatorTableArguments,
  PlanInput,
  ReleaseDocument,
} from '@vigil/shared';
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

const PERSONS: FixturePartner = { ...BETA, id: 'persons', unit: 'PERSON' };
const coalition = unsignedCoalition(ALPHA, BETA, PERSONS);

async function cellsOf(question: Partial<IndicatorTableArguments>, ...documents: ReleaseDocument[]) {
  const source = sourceOver(coalition, storedReleases(...documents));
  return (await source.indicatorTable({ indicator: 'KIDNAPPING', by: [], ...question })).cells;
}

describe('provisional figures', () => {
  const plan = { plannedReleases: 2 } as const;
  const early = documentOf({
    partner: BETA,
    partition: '2012',
    sequence: 1,
    planned: { stage: 'PROVISIONAL', part: '2012' },
    input: plan,
    figures: { 'L1 XA 2012-03': 40 },
  });
  const final = documentOf({
    partner: BETA,
    partition: '2012',
    sequence: 2,
    madeAt: '2013-07-01T00:00:00Z',
    input: plan,
    figures: { 'L1 XA 2012-03': 44 },
  });
  const march = { by: ['COUNTRY', 'MONTH'] as const, where: { from: '2012-03', to: '2012-03' } };
  const stateOf = async (...documents: ReleaseDocument[]) =>
    (await cellsOf(march, ...documents)).map(({ released, obsStatus, provisional }) => [
      released,
      obsStatus,
      provisional,
    ]);

  test('a figure is P until the final release of its year is here, which takes its place', async () => {
    expect(await stateOf(early)).toEqual([[40, 'P', true]]);
    expect(await stateOf(early, final)).toEqual([[44, 'A', false]]);
  });

  test('a sum is provisional as soon as one part of it is', async () => {
    const alpha = documentOf({
      partner: ALPHA,
      partition: '2012',
      sequence: 1,
      figures: { 'L1 XA 2012-03': 10 },
    });
    expect(await stateOf(early, alpha)).toEqual([[50, 'P', true]]);
  });
});

describe('a break in the series', () => {
  const release = (partition: string, sequence: number, version: string, entry?: 'multiple') => ({
    ...documentOf({
      partner: ALPHA,
      partition,
      sequence,
      input: entry === undefined ? {} : { entry },
      figures: {
        [`L5 XA ${partition} STATE`]: 900,
        [`L1 XA ${partition}-01`]: 90,
        [`L1 XA ${partition}-02`]: 90,
      },
    }),
    definitionVersion: `KIDNAPPING:${version}`,
  });
  const statuses = async (by: Dimension[], where: CellFilter, ...documents: ReleaseDocument[]) =>
    (await cellsOf({ by, where }, ...documents)).map(({ month, year, obsStatus, breakInSeries }) =>
      [month ?? year ?? 'all', obsStatus, breakInSeries ? 'break' : ''].join(' ').trim(),
    );

  test('stands at the first period that is counted by another version of the definition', async () => {
    const both = [release('2012', 1, '1'), release('2013', 2, '2')];
    expect(await statuses(['COUNTRY', 'YEAR'], {}, ...both)).toEqual(['2012 A', '2013 B break']);
    expect(await statuses(['MONTH'], { from: '2013-01', to: '2013-02' }, ...both)).toEqual([
      '2013-01 B break',
      '2013-02 A',
    ]);
  });

  test('is said of the figure itself: also where the period before was not asked for', async () => {
    const both = [release('2012', 1, '1'), release('2013', 2, '2')];
    expect(await statuses(['COUNTRY', 'YEAR'], { from: '2013', to: '2013' }, ...both)).toEqual([
      '2013 B break',
    ]);
  });

  test('stands where a file enters another number of cells', async () => {
    const both = [release('2012', 1, '1'), release('2013', 2, '1', 'multiple')];
    expect(await statuses(['COUNTRY', 'YEAR'], {}, ...both)).toEqual(['2012 A', '2013 B break']);
  });

  test('is none where only the noise or nothing has changed', async () => {
    const strict = documentOf({ partner: ALPHA, partition: '2013', sequence: 2, profile: 'STRICT' });
    expect(await statuses(['COUNTRY', 'YEAR'], {}, release('2012', 1, '1'), strict)).toEqual([
      '2012 A',
      '2013 U',
    ]);
  });

  test('a sum over two definitions says that they differ', async () => {
    const both = [release('2012', 1, '1'), release('2013', 2, '2')];
    expect(await statuses(['COUNTRY'], {}, ...both)).toEqual(['all D']);
    const beta = {
      ...documentOf({ partner: BETA, partition: '2012', sequence: 1 }),
      definitionVersion: 'KIDNAPPING:2',
    };
    expect(await statuses(['COUNTRY', 'YEAR'], {}, release('2012', 1, '1'), beta)).toEqual(['2012 D']);
  });
});

describe('a sum over several ways of counting says D', () => {
  const by: Dimension[] = ['COUNTRY', 'YEAR'];
  const where = { from: '2012', to: '2012' };
  const year = (partner: FixturePartner, sequence: number, input: Partial<PlanInput> = {}) =>
    documentOf({ partner, partition: '2012', sequence, input });
  const statusOf = async (...documents: ReleaseDocument[]) =>
    (await cellsOf({ by, where }, ...documents)).map(({ countingUnit, obsStatus }) =>
      [countingUnit, obsStatus].join(' '),
    );

  test('files that enter once a year beside files that enter up to three months', async () => {
    expect(await statusOf(year(ALPHA, 1), year(BETA, 1))).toEqual(['CASE_FILE U']);
    expect(await statusOf(year(ALPHA, 1), year(BETA, 1, { entry: 'multiple' }))).toEqual(['CASE_FILE D']);
  });

  test('files that count in any year beside files that count in one', async () => {
    expect(await statusOf(year(ALPHA, 1), year(BETA, 1, { yearsPerUnit: 1 }))).toEqual(['CASE_FILE D']);
  });

  test('not where only the noise, the tables or the number of releases differ', async () => {
    const others = [
      documentOf({ partner: BETA, partition: '2012', sequence: 1, profile: 'STRICT' }),
      year(BETA, 1, { plannedReleases: 2 }),
      year(BETA, 1, { optionalTables: ['LATE', 'CLIPPED'] }),
      // its files enter as before; what is capped is persons, which are another cell
      year(BETA, 1, { victimCap: 3 }),
    ];
    for (const other of others)
      expect(await statusOf(year(ALPHA, 1), other)).toEqual(expect.arrayContaining(['CASE_FILE U']));
  });

  test('persons of whom a file counts so many at most, beside persons who all count', async () => {
    const group = {
      by: ['COUNTRY', 'YEAR', 'VICTIM_GROUP'] as const,
      where: { victimGroups: ['STUDENT' as const] },
    };
    const of = async (...documents: ReleaseDocument[]) =>
      (await cellsOf({ by: [...group.by], where: group.where }, ...documents)).map(
        ({ countingUnit, obsStatus }) => [countingUnit, obsStatus].join(' '),
      );
    const capped = year(ALPHA, 1, { victimCap: 3 });
    const all = documentOf({ partner: PERSONS, partition: '2012', sequence: 1 });
    expect(await of(capped, year(BETA, 1, { victimCap: 3 }))).toEqual(['CASE_FILE U', 'VICTIM U']);
    expect(await of(capped, all)).toEqual(['CASE_FILE U', 'VICTIM D']);
    expect(await of(capped, year(BETA, 1, { victimCap: 5 }))).toEqual(['CASE_FILE U', 'VICTIM D']);
  });
});

describe('the population table', () => {
  // World Bank, SP.POP.TOTL, read off the published series
  test.each([
    ['RU', '2012', 143_378_447],
    ['IR', '2022', 89_524_246],
    ['ZW', '2024', 16_634_373],
    ['AD', '1990', 52_597],
    ['XK', '2010', 1_788_743],
  ])('has %s in %s', (country, year, people) => {
    expect(populationOf(country, year)).toEqual({ people, year });
  });

  test('answers for two years after its last with the last, and says so', () => {
    expect(populationOf('ZW', '2026')).toEqual({ people: 16_634_373, year: '2024' });
    expect(populationOf('ZW', '2027')).toBeNull();
  });

  test('knows nothing before its first year, and of no country without people', () => {
    expect([populationOf('ZW', '1989'), populationOf('XA', '2012'), populationOf('AQ', '2012')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('rates', () => {
  const figure = { released: 500, standardError: 4, low: false };
  const people = { name: 'people', year: '2012', value: 2_000_000, standardError: 0, source: 'a test' };

  test('are per 100,000 of a named denominator, with the interval of the figure', () => {
    // 500 / 2,000,000 x 100,000 = 25; 1.96 x 4 / 2,000,000 x 100,000 = 0.392
    const { per, value, interval95, denominator } = rateOf(figure, people);
    expect([per, value, denominator.name]).toEqual([100_000, 25, 'people']);
    expect(interval95.from).toBeCloseTo(24.608, 9);
    expect(interval95.to).toBeCloseTo(25.392, 9);
  });

  test('carry both errors where the denominator has one', () => {
    // ratio 0.00025; 0.00025 x 24,000 = 6; sqrt(4^2 + 6^2) = 7.2111; 1.96 x 7.2111 / 20 = 0.70669
    const { interval95 } = rateOf(figure, { ...people, standardError: 24_000 });
    expect(interval95.from).toBeCloseTo(25 - 0.706688, 5);
    expect(interval95.to).toBeCloseTo(25 + 0.706688, 5);
  });

  test('of a LOW figure have no value, and an interval that does not go below zero', () => {
    // 2 - 7.84 < 0; (2 + 7.84) / 20 = 0.492
    const { value, interval95 } = rateOf({ released: 2, standardError: 4, low: true }, people);
    expect([value, interval95.from]).toEqual([null, 0]);
    expect(interval95.to).toBeCloseTo(0.492, 9);
  });

  const denominator = (by: Dimension[], at: object, where: CellFilter = {}) =>
    denominatorOf(at, parseQuestion({ indicator: 'KIDNAPPING', by, where }, new Set()));

  test('are for one country in one year, by its month too', () => {
    const russia2012 = { name: 'Population, total', year: '2012', value: 143_378_447 };
    const expected = { ...russia2012, standardError: 0, source: POPULATION_SOURCE };
    expect(denominator(['COUNTRY', 'YEAR'], { COUNTRY: 'RU', YEAR: '2012' })).toEqual(expected);
    expect(denominator(['COUNTRY', 'MONTH'], { COUNTRY: 'RU', MONTH: '2012-03' })).toEqual(expected);
    expect(denominator(['COUNTRY'], { COUNTRY: 'RU' }, { from: '2012', to: '2012' })).toEqual(expected);
    expect(denominator(['YEAR'], { YEAR: '2012' }, { countries: ['RU'] })).toEqual(expected);
    const states = ['COUNTRY', 'YEAR', 'PERPETRATOR_TYPE'] as Dimension[];
    expect(denominator(states, { COUNTRY: 'RU', YEAR: '2012', PERPETRATOR_TYPE: 'STATE' })).toEqual(expected);
  });

  test.each<[string, Dimension[], object, CellFilter]>([
    ['several countries', ['YEAR'], { YEAR: '2012' }, {}],
    ['two countries asked for', ['YEAR'], { YEAR: '2012' }, { countries: ['RU', 'IR'] }],
    ['several years', ['COUNTRY'], { COUNTRY: 'RU' }, { from: '2012', to: '2013' }],
    ['an area', ['AREA', 'YEAR'], { AREA: 'RU-MOW', COUNTRY: 'RU', YEAR: '2012' }, {}],
    ['some areas of a country', ['COUNTRY', 'YEAR'], { COUNTRY: 'RU', YEAR: '2012' }, { areas: ['RU-MOW'] }],
    ['one sex', ['COUNTRY', 'YEAR', 'SEX'], { COUNTRY: 'RU', YEAR: '2012', SEX: 'FEMALE' }, {}],
    ['one group', ['COUNTRY', 'YEAR'], { COUNTRY: 'RU', YEAR: '2012' }, { victimGroups: ['STUDENT'] }],
    ['a made-up country', ['COUNTRY', 'YEAR'], { COUNTRY: 'XA', YEAR: '2012' }, {}],
  ])('are none for %s', (_name, by, at, where) => {
    expect(denominator(by, at, where)).toBeNull();
  });

  test('stand in the answer beside the figure', async () => {
    const moscow: FixturePartner = {
      id: 'alpha',
      coverage: [kidnapping('RU', ['RU-MOW'], '2012-01', '2012-12')],
    };
    const document = documentOf({
      partner: moscow,
      partition: '2012',
      sequence: 1,
      figures: { 'L1 RU 2012-03': 143 },
    });
    const [cell] = await cellsOf(
      { by: ['COUNTRY', 'MONTH'], where: { from: '2012-03', to: '2012-03' } },
      document,
    );
    // 143 / 143,378,447 x 100,000
    expect(cell?.rate?.value).toBeCloseTo(0.09973605, 8);
    expect(cell?.rate?.denominator.year).toBe('2012');
  });
});
