/**
 * What was written of an answer is kept while the store holds the same: over real HTTP, every answer is the one that would
 * be written now, and every request is recorded, whether its answer was kept or not.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { KeptAnswers, newExchange, NO_FACTS, usesOnly } from '@vigil/gateway';
import type { Exchange } from '@vigil/gateway';
import { buildStatisticsSubgraph } from '@vigil/shared';
import { parse } from 'graphql';
import { ALPHA, BETA, fixtureCoalition, type FixtureCoalition } from '../releases/release-fixture.js';
import { startTestHub, type TestHub } from '../support/test-hub.js';

let fixture: FixtureCoalition;
let hub: TestHub;

beforeAll(async () => {
  fixture = await fixtureCoalition(ALPHA, BETA);
  hub = await startTestHub({
    rows: { alpha: [], beta: [] },
    coalition: (coalition) => ({
      ...coalition,
      partners: coalition.partners.map((partner) => {
        const published = fixture.coalition.partners.find(({ id }) => id === partner.id);
        return { ...partner, releaseKeys: published?.releaseKeys, coverage: published?.coverage };
      }),
    }),
    environment: { VIGIL_HUB_RELEASE_SYNC_SECONDS: '3600' },
  });
});
afterAll(() => hub.close());

const TABLE =
  'query T($where: CellFilter) { indicatorTable(indicator: KIDNAPPING, by: [AREA, YEAR], where: $where) { dataVersion cells { area released } } }';

async function releasedBy(variables: unknown = {}): Promise<unknown> {
  const { data } = await hub.ask(TABLE, { variables });
  return (data?.['indicatorTable'] as { cells?: unknown } | null | undefined)?.cells;
}

async function release(id: 'alpha' | 'beta', y: number): Promise<void> {
  const partner = id === 'alpha' ? ALPHA : BETA;
  const of = hub.partners[id];
  if (of === undefined) throw new Error('no partner');
  of.releases = [
    await fixture.sign({ partner, partition: '2012', sequence: 1, figures: { 'L3 XA-01 2012': y } }),
  ];
  await hub.hub.syncReleases();
}

test('a release that comes changes the next answer, and each question has its own', async () => {
  expect((await hub.ask(TABLE)).errors.map(({ extensions }) => extensions['code'])).toEqual([
    'NOT_AVAILABLE',
  ]);
  await release('alpha', 40);
  const both = [
    { area: 'XA-01', released: 40 },
    { area: 'XA-02', released: 0 },
  ];
  expect([await releasedBy(), await releasedBy()]).toEqual([both, both]);
  const one = { where: { areas: ['XA-02'] } };
  expect([await releasedBy(one), await releasedBy(one)]).toEqual([both.slice(1), both.slice(1)]);
  await release('beta', 25);
  expect(await releasedBy()).toEqual([{ area: 'XA-01', released: 65 }, both[1]]);
});

test('every repetition is recorded, by whoever asks', async () => {
  const before = (await hub.audit()).length;
  const texts = new Set<string>();
  for (const principal of ['regional-body', 'court', 'regional-body'])
    texts.add((await hub.ask(TABLE, { principal })).text);
  expect(texts.size).toBe(1);
  const entries = (await hub.audit()).slice(before).map(({ entry }) => entry);
  expect(entries.map(({ organisation, outcomes }) => [organisation, outcomes])).toEqual([
    ['regional-body', ['OK']],
    ['court', ['OK']],
    ['regional-body', ['OK']],
  ]);
});

test('who asks, and whether a partner answers now, is told anew each time', async () => {
  const who = '{ viewer { organisation { id } } indicators { code } }';
  for (const principal of ['regional-body', 'court', 'regional-body']) {
    const { data } = await hub.ask(who, { principal });
    expect(data).toMatchObject({ viewer: { organisation: { id: principal } } });
  }
  const up = '{ partners { id status } }';
  const statusOf = async (): Promise<unknown> =>
    ((await hub.ask(up)).data?.['partners'] as { id: string; status: string }[]).map(({ status }) => status);
  expect(await statusOf()).toEqual(['UP', 'UP']);
  await hub.partners['beta']?.stop();
  await hub.hub.lookAtPartners();
  expect(await statusOf()).toEqual(['UP', 'DOWN']);
});

const schema = buildStatisticsSubgraph();
const isKept = (query: string): boolean => {
  const live = ['Query.viewer', 'Query.redFlags', 'Partner.status'];
  return usesOnly(schema, parse(query), (coordinate) => !live.includes(coordinate));
};

test('an operation counts as a function of releases only where all of it is, under every condition', () => {
  const table = 'indicatorTable(indicator: KIDNAPPING, by: [YEAR])';
  expect(isKept(`{ ${table} { cells { released } coverage { partner { id name } } } }`)).toBe(true);
  expect(isKept(`{ ${table} { coverage { partner { id status } } } }`)).toBe(false);
  expect(isKept(`{ a: ${table} { notice } redFlags { nodes { id } } }`)).toBe(false);
  expect(isKept(`query($w: Boolean!) { ${table} { notice } viewer @include(if: $w) { purpose } }`)).toBe(
    false,
  );
  expect(isKept('{ releases { nodes { ...R } } } fragment R on Release { partner { s: status } }')).toBe(
    false,
  );
  expect(isKept('{ somethingElse }')).toBe(false);
});

test('an answer is found by operation, state and variables alone, and one with errors is not kept', () => {
  let state: object[] = [{}];
  const kept = new KeptAnswers(() => state);
  const exchange: Exchange = newExchange('id', new Date(0), NO_FACTS);
  const [one, other] = [kept.forOperation(), kept.forOperation()];
  const answer = { data: '{"a":1}', errors: [] };
  one(exchange, { year: '2012' }).keep(answer);
  expect(one(exchange, { year: '2012' }).answer).toBe(answer);
  expect(one(exchange, { year: '2013' }).answer).toBeUndefined();
  expect(other(exchange, { year: '2012' }).answer).toBeUndefined();
  // What was found while one state held belongs to it, though another holds when it is written.
  const late = one(exchange, {});
  state = [{}];
  late.keep(answer);
  expect([one(exchange, { year: '2012' }).answer, one(exchange, {}).answer]).toEqual([undefined, undefined]);
  one(exchange, {}).keep({ data: 'null', errors: [{ message: 'no', extensions: {} }] });
  expect(one(exchange, {}).answer).toBeUndefined();
  const long = { text: 'x'.repeat(5_000) };
  one(exchange, long).keep(answer);
  expect(one(exchange, long).answer).toBeUndefined();
});
