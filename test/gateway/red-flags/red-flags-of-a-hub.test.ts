/** Red flags of a running hub: raised by releases alone, seen to by operators, on record for ever. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { ReleaseStore, releaseStoreEntities } from '@vigil/gateway';
import type { RedFlag } from '@vigil/shared';
import { signRelease } from '@vigil/shared';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { fixtureCoalition, type FixtureCoalition } from '../releases/release-fixture.js';
import { startTestHub, type Answer, type TestHub } from '../support/test-hub.js';
import { ALPHA, BETA, year } from './flag-fixture.js';

const FLAGS = `{ redFlags { nodes { id indicator country area period detectors severity ratioBand baseline context
  status acknowledgedBy raisedAt } pageInfo { hasNextPage } } }`;

let hub: TestHub;
let fixture: FixtureCoalition;

/** As partners' nodes give them; the hub reads them when it starts again. */
async function release(...documents: ReturnType<typeof year>[]): Promise<void> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: hub.databaseUrl,
    entities: [...releaseStoreEntities],
  }).initialize();
  try {
    const log = pino({ level: 'silent' });
    const store = await ReleaseStore.open({ dataSource, coalition: () => hub.coalition(), log });
    for (const document of documents)
      await store.store(await signRelease(document, fixture.keys.get(document.partner) ?? {}));
  } finally {
    await dataSource.destroy();
  }
  await hub.restart();
}

/** Beta watches the country as a whole in 2010 and 2011, and never releases 2011. */
const SPIKE = { '2011-06': 90 };
const documents = [
  year(ALPHA, '2010', 10),
  year(BETA, '2010', 10, { sequence: 1 }),
  year(ALPHA, '2011', 10, { unusual: SPIKE }),
];

beforeAll(async () => {
  fixture = await fixtureCoalition(ALPHA, BETA);
  hub = await startTestHub({
    rows: { one: [] },
    coalition: (coalition) => ({
      ...coalition,
      partners: [...coalition.partners, ...fixture.coalition.partners],
    }),
  });
  await release(...documents);
});
afterAll(() => hub.close());

/** A hub that has just started tells callers to come again while it judges. */
async function answer(): Promise<Answer> {
  let asked = await hub.ask(FLAGS);
  while (asked.errors.some(({ extensions }) => extensions['code'] === 'NOT_AVAILABLE'))
    asked = await hub.ask(FLAGS);
  expect(asked.errors).toEqual([]);
  return asked;
}

async function flags(): Promise<RedFlag[]> {
  const { data } = await answer();
  return (data?.['redFlags'] as { nodes: RedFlag[] }).nodes;
}

async function spike(): Promise<RedFlag> {
  const found = (await flags()).find(({ period, area }) => period === '2011-06' && area === null);
  if (found === undefined) throw new Error('the spike raised no flag');
  return found;
}

/** No timing is asserted: it waits as long as the test may run. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(20);
}

test('a month nine times its past is a flag of several detectors, in bands, and no partner is asked', async () => {
  const asked = hub.partners['one']?.requests.length;
  expect(await spike()).toMatchObject({
    indicator: 'KIDNAPPING',
    country: 'XA',
    severity: 'HIGH',
    ratioBand: '5 or more',
    // alpha is compared with alpha; that beta is missing is said
    baseline: 'SILENT_PARTNER',
    context: ['no report from partner beta'],
    status: 'RAISED',
    acknowledgedBy: null,
    raisedAt: '2012-02-01T00:00:00.000Z',
  });
  expect((await spike()).detectors.length).toBeGreaterThanOrEqual(3);
  expect(hub.partners['one']?.requests.length).toBe(asked);
});

test('a partner that is due and silent has a coverage flag on the first month of its silence', async () => {
  const silent = (await flags()).filter(({ detectors }) => detectors.length === 0);
  expect(silent).toEqual([
    expect.objectContaining({
      country: 'XA',
      area: null,
      period: '2011-01',
      severity: 'WATCH',
      ratioBand: 'not compared',
      baseline: 'SILENT_PARTNER',
      context: ['no report from partner beta'],
    }),
  ]);
});

test('asked again, and after a restart, the answer is the same to the byte', async () => {
  const { text } = await answer();
  expect((await answer()).text).toBe(text);
  await hub.restart();
  expect((await answer()).text).toBe(text);
});

test('`flags list` says the same as the graph', async () => {
  const { code, out } = await hub.command('flags', 'list', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual(await flags());
  const text = (await hub.command('flags', 'list', '--from', '2011-06', '--severity', 'HIGH')).out;
  expect(text).toContain((await spike()).id);
  expect(text).not.toContain('2011-01');
  expect((await hub.command('flags', 'list', '--from', '2013')).out).toBe('no red flags\n');
});

test('a flag is acknowledged in a role and closed with a reason: shown, audited, kept, once', async () => {
  const { id } = await spike();
  const acknowledge = ['flags', 'acknowledge', id, '--role', 'coordinator', '--by', 'secretariat'];
  expect(await hub.command(...acknowledge)).toMatchObject({
    code: 0,
    out: `flag ${id} is acknowledged by COORDINATOR\n`,
  });
  await until(async () => (await spike()).status === 'ACKNOWLEDGED');
  expect((await spike()).acknowledgedBy).toBe('COORDINATOR');
  expect((await hub.command(...acknowledge)).out).toBe(`flag ${id} is acknowledged by COORDINATOR already\n`);
  const close = ['flags', 'close', id, '--reason', 'seen, reported to the rapporteur', '--by', 'secretariat'];
  expect(await hub.command(...close)).toMatchObject({ code: 0, out: `flag ${id} is closed\n` });
  await until(async () => (await spike()).status === 'CLOSED');
  expect((await hub.command(...close)).out).toBe(`flag ${id} is closed already\n`);
  expect((await hub.command(...acknowledge)).code).toBe(2);
  expect((await hub.command('flags', 'list')).out).not.toContain(id);
  const steps = await hub.sql(
    `SELECT step, severity, role, reason, operator FROM red_flag_step WHERE flag = '${id}' ORDER BY position`,
  );
  expect(steps).toEqual([
    { step: 'RAISED', severity: 'HIGH', role: null, reason: null, operator: null },
    { step: 'ACKNOWLEDGED', severity: 'HIGH', role: 'COORDINATOR', reason: null, operator: 'secretariat' },
    {
      ...{ step: 'CLOSED', severity: 'HIGH', role: null, operator: 'secretariat' },
      reason: 'seen, reported to the rapporteur',
    },
  ]);
  const entries = (await hub.audit()).filter(({ entry }) => 'flag' in entry);
  expect(
    entries.map(({ entry }) => [entry['action'], entry['flag'], entry['role'], entry['operator']]),
  ).toEqual([
    ['FLAG_ACKNOWLEDGED', id, 'COORDINATOR', 'secretariat'],
    ['FLAG_CLOSED', id, null, 'secretariat'],
  ]);
  // the sentence stands with the flag; the chain has no field for one
  expect(entries.map(({ text }) => text).join()).not.toContain('rapporteur');
  expect((await hub.command('audit', 'verify')).code).toBe(0);
});

test('what happened to a flag cannot be changed or removed in the database', async () => {
  for (const statement of [
    "UPDATE red_flag_step SET severity = 'WATCH'",
    'DELETE FROM red_flag_step',
    'TRUNCATE red_flag_step',
  ])
    await expect(hub.sql(statement)).rejects.toThrow('never changed');
});

test.each([
  [['flags', 'acknowledge', '0123456789abcdef', '--role', 'COORDINATOR'], /raise no such flag/, 1],
  [['flags', 'acknowledge', '0123456789abcdef', '--role', 'PUBLIC_ANALYST'], /--role is one of/, 2],
  [['flags', 'acknowledge', '0123456789abcdef'], /--role/, 2],
  [['flags', 'close', '0123456789abcdef', '--reason', 'two\nlines'], /one line/, 2],
  [['flags', 'list', '--country', 'RUS'], /where.countries has an unknown code/, 2],
  [['flags', 'list', '--indicator', 'MURDER'], /--indicator takes KIDNAPPING, /, 2],
  [['flags', 'list', '--severity', 'LOUD'], /--severity takes WATCH, ELEVATED, HIGH/, 2],
  [['flags', 'list', '--status', 'OPEN'], /--status takes RAISED, ACKNOWLEDGED, CLOSED/, 2],
])('%j is one clear line', async (args, words, code) => {
  const ran = await hub.command(...args);
  expect(ran.err).toMatch(words);
  expect(ran.err.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.code).toBe(code);
});
