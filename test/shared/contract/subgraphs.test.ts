/** The executable subgraphs: they ask the source in the context and add nothing. */
import { describe, expect, test } from '@jest/globals';
import {
  buildCommonsSubgraph,
  buildStatisticsSubgraph,
  commonsSdl,
  HubError,
  statisticsSdl,
} from '@vigil/shared';
import type { EventsArguments, RecordsSource, ReleasesArguments, StatisticsSource } from '@vigil/shared';
import { graphql } from 'graphql';
import type { ExecutionResult } from 'graphql';

const commons = buildCommonsSubgraph();
const statistics = buildStatisticsSubgraph();

const notAsked = (): never => {
  throw new Error('not asked here');
};
const recordsSource: RecordsSource = { events: notAsked, event: notAsked };
const statisticsSource: StatisticsSource = {
  viewer: notAsked,
  partners: notAsked,
  partner: notAsked,
  indicators: notAsked,
  indicatorTable: notAsked,
  redFlags: notAsked,
  releases: notAsked,
};
const askCommons = (source: string, records: Partial<RecordsSource>): Promise<ExecutionResult> =>
  graphql({ schema: commons, source, contextValue: { records: { ...recordsSource, ...records } } });
const askStatistics = (source: string, fakes: Partial<StatisticsSource>): Promise<ExecutionResult> =>
  graphql({ schema: statistics, source, contextValue: { statistics: { ...statisticsSource, ...fakes } } });
const plain = (result: ExecutionResult): unknown => JSON.parse(JSON.stringify(result));

describe('commons', () => {
  test('hands the question to the source with its defaults, and the answer on unchanged', async () => {
    const questions: EventsArguments[] = [];
    const result = await askCommons(
      '{ events(where: { countries: ["XA"], actTypes: [ARREST] }, after: null) { nodes { id startDate acts { type } } pageInfo { hasNextPage } } }',
      {
        events: (question) => {
          questions.push(question);
          return {
            nodes: [
              {
                id: 'one:1',
                partner: { id: 'one' },
                startDate: '2012-05-01',
                acts: [{ id: 'a', type: 'ARREST' }],
              },
            ],
            pageInfo: { hasNextPage: false },
          };
        },
      },
    );
    expect(plain(result)).toEqual({
      data: {
        events: {
          nodes: [{ id: 'one:1', startDate: '2012-05-01', acts: [{ type: 'ARREST' }] }],
          pageInfo: { hasNextPage: false },
        },
      },
    });
    expect(questions.map((question) => JSON.parse(JSON.stringify(question)) as unknown)).toEqual([
      {
        where: { countries: ['XA'], actTypes: ['ARREST'] },
        orderBy: 'START_DATE_DESC',
        first: 20,
        after: null,
      },
    ]);
  });

  test('a value that is not sealed does not leave by a Sealed field', async () => {
    const result = await askCommons('{ event(id: "one:1") { id description } }', {
      event: ({ id }) => ({ id, partner: { id: 'one' }, description: 'CANARY-description' }),
    });
    expect(JSON.stringify(result)).not.toContain('CANARY');
    expect(plain({ data: result.data ?? null })).toEqual({
      data: { event: { id: 'one:1', description: null } },
    });
  });

  test('a refusal of the source keeps its code', async () => {
    const result = await askCommons('{ event(id: "one:1") { id } }', {
      event: () => {
        throw new HubError('NOT_AVAILABLE', 'records are not served', 'caller');
      },
    });
    expect(result.errors?.[0]?.originalError).toMatchObject({ code: 'NOT_AVAILABLE' });
  });

  test('an extension joins events by id, frozen answers included', async () => {
    const result = await askCommons(
      '{ _entities(representations: [{ __typename: "Event", id: "one:1" }, { __typename: "Event", id: "one:2" }]) { __typename ... on Event { id partner { id } } } }',
      { event: ({ id }) => (id === 'one:1' ? Object.freeze({ id, partner: { id: 'one' } }) : null) },
    );
    expect(plain(result)).toEqual({
      data: { _entities: [{ __typename: 'Event', id: 'one:1', partner: { id: 'one' } }, null] },
    });
  });

  test('serves the contract SDL itself, byte for byte', async () => {
    const result = await askCommons('{ _service { sdl } }', {});
    expect(plain(result)).toEqual({ data: { _service: { sdl: commonsSdl() } } });
  });
});

describe('statistics', () => {
  test('resolves a partner for the other subgraph', async () => {
    const partner = (id: string): Awaited<ReturnType<StatisticsSource['partner']>> =>
      id === 'one' ? { id, name: 'One', countries: ['XA'], status: 'UP', fundingStreams: [] } : null;
    const result = await askStatistics(
      '{ _entities(representations: [{ __typename: "Partner", id: "one" }, { __typename: "Partner", id: "two" }]) { ... on Partner { id name status lastRelease { id } } } }',
      { partner },
    );
    expect(plain(result)).toEqual({
      data: { _entities: [{ id: 'one', name: 'One', status: 'UP', lastRelease: null }, null] },
    });
  });

  test('hands defaults and moments on in one form', async () => {
    const asked: unknown[] = [];
    const result = await askStatistics(
      '{ releases(partner: "one") { nodes { id } } indicatorTable(indicator: CENSORSHIP, by: [COUNTRY, YEAR], asOf: "2013-01-01T01:00:00+01:00") { asOf } }',
      {
        releases: (question: ReleasesArguments) => {
          asked.push({ ...question });
          return { nodes: [], pageInfo: { hasNextPage: false } };
        },
        indicatorTable: (question) => {
          asked.push({ ...question });
          return notAsked();
        },
      },
    );
    expect(result.errors).toHaveLength(1);
    expect(asked).toEqual([
      { partner: 'one', first: 50 },
      { indicator: 'CENSORSHIP', by: ['COUNTRY', 'YEAR'], asOf: '2013-01-01T00:00:00.000Z' },
    ]);
  });

  test('serves the contract SDL itself, byte for byte', async () => {
    expect(plain(await askStatistics('{ _service { sdl } }', {}))).toEqual({
      data: { _service: { sdl: statisticsSdl() } },
    });
  });
});
