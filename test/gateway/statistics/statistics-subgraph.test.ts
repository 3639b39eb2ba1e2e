/** The statistics source behind the contract's own schema: what a caller gets, shape and error codes included. */
import { describe, expect, test } from '@jest/globals';
import { buildStatisticsSubgraph } from '@vigil/shared';
import type { Coalition, StatisticsContext } from '@vigil/shared';
import { graphql } from 'graphql';
import {
  ALPHA,
  BETA,
  GAMMA,
  documentOf,
  storedReleases,
  unsignedCoalition,
} from '../releases/release-fixture.js';
import { sourceOver } from './source-fixture.js';

const schema = buildStatisticsSubgraph();
const coalition = unsignedCoalition(ALPHA, BETA, GAMMA);
const stored = storedReleases(
  documentOf({ partner: ALPHA, partition: '2012', sequence: 1, figures: { 'L3 XA-01 2012': 40 } }),
  documentOf({ partner: BETA, partition: '2012', sequence: 1, figures: { 'L3 XA-01 2012': 25 } }),
  documentOf({
    partner: ALPHA,
    partition: '2012',
    sequence: 2,
    madeAt: '2014-01-05T10:00:00Z',
    figures: { 'L3 XA-01 2012': 41 },
  }),
);

async function ask(source: string, over: Coalition = coalition) {
  const contextValue: StatisticsContext = { statistics: sourceOver(over, stored) };
  const { data, errors } = await graphql({ schema, source, contextValue });
  // graphql-js makes objects without a prototype
  return { data: JSON.parse(JSON.stringify(data ?? null)) as unknown, errors };
}

async function codeOf(source: string): Promise<unknown> {
  return (await ask(source)).errors?.map(({ extensions }) => extensions['code']);
}

describe('partners and releases', () => {
  test('a partner shows the methodology and the last of its releases, and both name each other', async () => {
    const answer =
      await ask(`{ partners { id status methodology { version standardOfProof } fundingStreams { donor }
      lastRelease { id status partner { id lastRelease { madeAt } } } } }`);
    const methodology = { version: '1', standardOfProof: 'REASONABLE_GROUNDS' };
    const fundingStreams = [{ donor: 'a test' }];
    expect(answer).toEqual({
      errors: undefined,
      data: {
        partners: [
          {
            id: 'alpha',
            status: 'UP',
            methodology,
            fundingStreams,
            lastRelease: {
              id: 'alpha.2012.2',
              status: 'CURRENT',
              partner: { id: 'alpha', lastRelease: { madeAt: '2014-01-05T10:00:00.000Z' } },
            },
          },
          {
            id: 'beta',
            status: 'UP',
            methodology,
            fundingStreams,
            lastRelease: {
              id: 'beta.2012.1',
              status: 'CURRENT',
              partner: { id: 'beta', lastRelease: { madeAt: '2013-02-01T00:00:00.000Z' } },
            },
          },
          { id: 'gamma', status: 'UP', methodology: null, fundingStreams: [], lastRelease: null },
        ],
      },
    });
  });

  test('a partner that is suspended shows as that, whatever its node does', async () => {
    const partners = coalition.partners.map((partner) => ({ ...partner, status: 'SUSPENDED' as const }));
    const { data } = await ask('{ partners { status } }', { ...coalition, partners });
    expect(data).toEqual({ partners: partners.map(() => ({ status: 'SUSPENDED' })) });
  });

  test('releases say which of them answer, and give the signed document', async () => {
    const { data } = await ask(
      '{ releases(partner: "alpha", first: 5) { nodes { id tables partition stage part sequence status revokedAt document } pageInfo { hasNextPage } } }',
    );
    expect(data).toEqual({
      releases: {
        nodes: [
          {
            id: 'alpha.2012.1',
            tables: ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7'],
            partition: '2012',
            stage: 'FINAL',
            part: '2012',
            revokedAt: null,
            sequence: 1,
            status: 'SUPERSEDED',
            document: stored[0]?.signedText,
          },
          {
            id: 'alpha.2012.2',
            tables: ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7'],
            partition: '2012',
            stage: 'FINAL',
            part: '2012',
            revokedAt: null,
            sequence: 2,
            status: 'CURRENT',
            document: stored[2]?.signedText,
          },
        ],
        pageInfo: { hasNextPage: false },
      },
    });
  });

  test('indicators name their unit and the tables that are released', async () => {
    const { data } = await ask('{ indicators { code countingUnit tables { id dimensions } } }');
    const tables = [
      { id: 'L1', dimensions: ['COUNTRY', 'MONTH'] },
      { id: 'L2', dimensions: ['AREA', 'MONTH'] },
      { id: 'L3', dimensions: ['AREA', 'YEAR'] },
      { id: 'L4', dimensions: ['COUNTRY', 'YEAR', 'VICTIM_GROUP'] },
      { id: 'L5', dimensions: ['COUNTRY', 'YEAR', 'PERPETRATOR_TYPE'] },
      { id: 'L6', dimensions: ['COUNTRY', 'YEAR', 'SEX', 'AGE_BAND'] },
      { id: 'L7', dimensions: ['AREA', 'YEAR', 'VICTIM_GROUP'] },
    ];
    expect(data).toEqual({
      indicators: [
        { code: 'KIDNAPPING', countingUnit: 'VICTIM', tables },
        { code: 'UNLAWFUL_DETENTION', countingUnit: 'VICTIM_SPELL', tables },
        { code: 'ASSEMBLY_RESTRICTION', countingUnit: 'EVENT', tables },
        { code: 'CENSORSHIP', countingUnit: 'MEASURE', tables },
      ],
    });
  });
});

describe('figures', () => {
  test('words of the code lists come as they are, with the released tables that answer', async () => {
    const { data, errors } =
      await ask(`{ indicatorTable(indicator: KIDNAPPING, by: [SEX, AGE_BAND, YEAR], where: { partners: ["alpha"], sexes: [FEMALE], ageBands: [A18_24] }) {
      tables cells { year sex ageBand victimGroup perpetratorType provisional breakInSeries obsStatus rate { value } difference { released } } } }`);
    expect(errors).toBeUndefined();
    const words = {
      year: '2012',
      sex: 'FEMALE',
      ageBand: 'A18_24',
      victimGroup: null,
      perpetratorType: null,
    };
    const state = { provisional: false, breakInSeries: false, obsStatus: 'U', rate: null, difference: null };
    expect(data).toEqual({ indicatorTable: { tables: ['L6'], cells: [{ ...words, ...state }] } });
  });

  test('a cell has only the dimensions that were asked for', async () => {
    const { data, errors } =
      await ask(`{ indicatorTable(indicator: KIDNAPPING, by: [AREA, YEAR], where: { areas: ["XA-01"], from: "2012", to: "2012" }) {
      indicator { code } dimensions asOf cells { country area month year sex released value } } }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      indicatorTable: {
        indicator: { code: 'KIDNAPPING' },
        dimensions: ['AREA', 'YEAR'],
        asOf: '2014-01-05T10:00:00.000Z',
        cells: [
          { country: null, area: 'XA-01', month: null, year: '2012', sex: null, released: 66, value: 66 },
        ], // 41 + 25
      },
    });
  });

  test('100 repeats are the same bytes', async () => {
    const query = `{ indicatorTable(indicator: KIDNAPPING, by: [COUNTRY, MONTH]) { cells { country month released lower upper standardError
      interval95 { from to } } coverage { partner { id name } area from to status } asOf dataVersion protection { partner { id } epsilon } notice } }`;
    const answers = new Set<string>();
    for (let repeat = 0; repeat < 100; repeat += 1) answers.add(JSON.stringify(await ask(query)));
    expect(answers.size).toBe(1);
  });
});

describe('errors carry a code of the closed list', () => {
  test.each([
    ['TABLE_NOT_IN_LATTICE', '{ indicatorTable(indicator: KIDNAPPING, by: [MONTH, SEX]) { notice } }'],
    ['NOT_AVAILABLE', '{ indicatorTable(indicator: CENSORSHIP, by: [YEAR]) { notice } }'],
    ['BAD_USER_INPUT', '{ indicatorTable(indicator: KIDNAPPING, by: [YEAR, YEAR]) { notice } }'],
    ['BAD_USER_INPUT', '{ releases(partner: "nobody") { nodes { id } } }'],
    ['CURSOR_INVALID', '{ releases(after: "nothing") { nodes { id } } }'],
    ['LIMIT_EXCEEDED', '{ releases(first: 101) { nodes { id } } }'],
    ['NOT_AVAILABLE', '{ redFlags { nodes { id } } }'],
  ])('%s for %s', async (code, source) => {
    expect(await codeOf(source)).toEqual([code]);
  });

  test('a table that does not exist comes with those that do', async () => {
    const { errors } = await ask(
      '{ indicatorTable(indicator: KIDNAPPING, by: [AREA, AGE_BAND]) { notice } }',
    );
    expect(errors?.[0]?.extensions['allowed']).toEqual([
      ['COUNTRY', 'MONTH'],
      ['AREA', 'MONTH'],
      ['AREA', 'YEAR'],
      ['COUNTRY', 'YEAR', 'VICTIM_GROUP'],
      ['COUNTRY', 'YEAR', 'PERPETRATOR_TYPE'],
      ['COUNTRY', 'YEAR', 'SEX', 'AGE_BAND'],
      ['AREA', 'YEAR', 'VICTIM_GROUP'],
      ['COUNTRY', 'YEAR'],
    ]);
  });
});
