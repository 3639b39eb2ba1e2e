/** The operator's word on a partner, and on the hub's own keys, while the hub runs and while it is stopped. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { DELEGATION_SKEW_SECONDS, DELEGATION_LIFETIME_SECONDS } from '@vigil/shared';
import { decodeProtectedHeader } from 'jose';
import { startTestHub, type Answer, type TestHub } from '../support/test-hub.js';
import type { TestPartner } from '../support/test-partner.js';
import { makeEvent } from '../support/test-rows.js';

const ROWS = { one: [makeEvent('one', 'a', '2012-01-01')], two: [makeEvent('two', 'b', '2012-02-01')] };
const EVENTS = '{ events { nodes { id } } }';

let hub: TestHub;
let one: TestPartner;
let now: Date | null;

beforeEach(async () => {
  now = null;
  // Polls once an hour: what the hub hears of, it hears of by being told.
  hub = await startTestHub({
    rows: ROWS,
    now: () => now ?? new Date(),
    environment: { VIGIL_HUB_COALITION_CHECK_SECONDS: '3600' },
  });
  const { one: first } = hub.partners;
  if (first === undefined) throw new Error('no partner');
  one = first;
});
afterEach(() => hub.close());

function ask(): Promise<Answer> {
  return hub.ask(EVENTS, { principal: 'regional-body' });
}

async function statusOf(id: string): Promise<unknown> {
  const { data } = await hub.ask('{ partners { id status } }');
  return (data?.['partners'] as { id: string; status: string }[]).find((partner) => partner.id === id)
    ?.status;
}

/** No timing is asserted: it waits as long as the test may run. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(20);
}

describe('suspend', () => {
  test('ends every question to the partner, shows, is kept with who and why, and `admit` lifts it', async () => {
    expect((await hub.command('partners', 'suspend', 'one')).code).toBe(2);
    const args = ['partners', 'suspend', 'one', '--reason', 'keys lost, incident 12', '--by', 'secretariat'];
    expect(await hub.command(...args)).toMatchObject({ code: 0 });
    await until(async () => (await statusOf('one')) === 'SUSPENDED');
    one.requests.length = 0;
    expect((await ask()).data).toEqual({ events: { nodes: [{ id: 'two:b' }] } });
    await hub.hub.syncReleases();
    await hub.hub.lookAtPartners();
    expect(one.requests).toEqual([]);
    expect((await hub.command('partners', 'list')).out).toMatch(/^one +SUSPENDED/m);
    expect((await hub.command('partners', 'list')).out).toContain('keys lost, incident 12');
    expect((await hub.command(...args)).out).toContain('suspended already');

    const admitted = await hub.command('partners', 'admit', 'one', '--by', 'secretariat');
    expect(admitted).toMatchObject({ code: 0, err: '' });
    expect(admitted.out).toBe('partner one: contract ACCEPTED\npartner one: extension NONE\n');
    await until(async () => (await statusOf('one')) === 'UP');
    expect((await ask()).data).toEqual({ events: { nodes: [{ id: 'two:b' }, { id: 'one:a' }] } });

    const shown = JSON.parse((await hub.command('partners', 'show', 'one', '--json')).out) as {
      history: { decision: string; decidedBy: string; reason: string }[];
    };
    expect(shown.history.map(({ decision, decidedBy, reason }) => [decision, decidedBy, reason])).toEqual([
      ['ADMITTED', 'secretariat', 'admitted'],
      ['SUSPENDED', 'secretariat', 'keys lost, incident 12'],
    ]);
    const actions = (await hub.audit()).filter(({ entry }) => 'action' in entry);
    expect(actions.map(({ entry }) => [entry['action'], entry['operator'], entry['partner']])).toEqual([
      ['PARTNER_SUSPENDED', 'secretariat', 'one'],
      ['PARTNER_ADMITTED', 'secretariat', 'one'],
    ]);
    expect(actions.map(({ text }) => text).join()).not.toContain('incident');
    expect((await hub.command('audit', 'verify')).out).toContain('unbroken');
  });

  test('lets a request to the partner finish that is under way', async () => {
    let goOn = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      one.misbehave = (_request, response) => {
        goOn = () => {
          const event = { v0_id: 'one:a', v0_date: '2012-01-01', id: 'one:a' };
          response
            .writeHead(200, { 'content-type': 'application/json' })
            .end(JSON.stringify({ data: { events: { nodes: [event] } } }));
        };
        resolve();
        return true;
      };
    });
    const answering = ask();
    await reached;
    await hub.command('partners', 'suspend', 'one', '--reason', 'for a test');
    await until(async () => (await statusOf('one')) === 'SUSPENDED');
    goOn();
    expect((await answering).data).toEqual({ events: { nodes: [{ id: 'two:b' }, { id: 'one:a' }] } });
  });

  test('on a stopped hub holds from its start', async () => {
    await hub.hub.close();
    expect((await hub.command('partners', 'suspend', 'one', '--reason', 'for a test')).code).toBe(0);
    expect((await hub.command('partners', 'list')).out).toMatch(/^one +SUSPENDED/m);
    one.requests.length = 0;
    await hub.restart();
    expect(await statusOf('one')).toBe('SUSPENDED');
    expect(one.requests).toEqual([]);
  });

  test('reaches a hub whose connection broke', async () => {
    const client = new pg.Client({ connectionString: hub.databaseUrl });
    await client.connect();
    // Every connection of the hub, the one it listens on among them.
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await client.end();
    await hub.command('partners', 'suspend', 'one', '--reason', 'for a test');
    await until(async () => (await statusOf('one')) === 'SUSPENDED');
  });
});

test('what a command cannot do is one line: a partner nobody knows, one whose schema is refused or that is away', async () => {
  expect(await hub.command('partners', 'show', 'nobody')).toMatchObject({
    code: 1,
    err: 'vigil-hub: partner nobody is not in the coalition file\n',
  });
  one.sdl = 'type Query { other: String }';
  expect((await hub.command('partners', 'admit', 'one')).err).toBe(
    'vigil-hub: partner one is admitted, but its schema is refused\n',
  );
  await one.stop();
  expect((await hub.command('partners', 'admit', 'one')).err).toMatch(/its node does not answer/);
  expect((await hub.command('partners', 'suspend', 'one', '--reason', 'x', '--by', 'a b')).code).toBe(2);
});

describe('delegation keys', () => {
  const kidsPublished = async (): Promise<string[]> => {
    const { text } = await hub.send({ method: 'GET' }, '/.well-known/jwks.json');
    return (JSON.parse(text) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  };
  const kidUsed = async (): Promise<string | undefined> => {
    one.asked.length = 0;
    expect((await ask()).errors).toEqual([]);
    return decodeProtectedHeader((one.asked[0]?.headers.authorization ?? '').replace('Bearer ', '')).kid;
  };
  const keysListed = async (): Promise<unknown> =>
    JSON.parse((await hub.command('keys', 'list', '--json')).out) as unknown;

  test('one follows another: both published, the old one signs until activated, then it is retired', async () => {
    const [old] = await kidsPublished();
    expect(await hub.command('keys', 'rotate', '--activate')).toMatchObject({ code: 2 });
    expect((await hub.command('keys', 'rotate')).code).toBe(0);
    await until(async () => (await kidsPublished()).length === 2);
    const [, next] = await kidsPublished();
    // The partners get the hub's file, as an operator would give it to them.
    await hub.readCoalition();
    expect(await keysListed()).toEqual([
      { kid: old, state: 'SIGNS', from: null },
      { kid: next, state: 'NEXT', from: null },
    ]);
    expect(await kidUsed()).toBe(old);
    expect((await hub.command('keys', 'rotate')).out).toContain('waits already');

    expect((await hub.command('keys', 'rotate', '--activate')).code).toBe(0);
    await until(async () => (await kidUsed()) === next);
    // Delegations of the old key may be under way.
    expect((await hub.command('keys', 'rotate', '--retire')).code).toBe(2);
    expect(await kidsPublished()).toEqual([old, next]);
    expect(one.refused).toEqual([]);
  });

  test('a key whose time was set signs by itself from then on', async () => {
    const [old] = await kidsPublished();
    await hub.command('keys', 'rotate', '--overlap-days', '2');
    await until(async () => (await kidsPublished()).length === 2);
    await hub.readCoalition();
    expect(await kidUsed()).toBe(old);
    now = new Date(Date.now() + 3 * 86_400_000);
    const [, next] = await kidsPublished();
    expect(await kidUsed()).toBe(next);
  });
});

describe('clocks', () => {
  test('a token holds until 5 seconds after it expires and not longer; one from 6 seconds ahead does not', async () => {
    const seconds = 1_800_000_000;
    const ends = await hub.forge({ iat: seconds - 60, exp: seconds });
    const begins = await hub.forge({ iat: seconds, exp: seconds + 60 });
    const at = async (token: string, moment: number): Promise<number> => {
      now = new Date(moment * 1000);
      return (await hub.ask('{ viewer { purpose } }', { token })).status;
    };
    expect([await at(ends, seconds + 4), await at(ends, seconds + 5)]).toEqual([200, 401]);
    expect([await at(begins, seconds - 5), await at(begins, seconds - 6)]).toEqual([200, 401]);
  });

  test('the README’s figures for partners are those of the contract', () => {
    expect([DELEGATION_SKEW_SECONDS, DELEGATION_LIFETIME_SECONDS]).toEqual([5, 20]);
  });
});

test('a reader that has seen enough ends a command quietly: | head -1', () => {
  const bin = join(dirname(fileURLToPath(import.meta.url)), '../../../gateway/bin/vigil-hub.mjs');
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `set -o pipefail; "${process.execPath}" "${bin}" partners list | true`],
    {
      encoding: 'utf8',
      // Not a socket: bash would take itself for a remote shell and read the account's own settings.
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: hub.databaseUrl,
        VIGIL_HUB_DATA_DIR: hub.dataDir,
      },
    },
  );
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});
