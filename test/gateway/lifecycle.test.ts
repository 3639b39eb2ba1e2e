/** A hub while it stops, while its database is away, and what it tells its operator. */
import { describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { startTestHub, type TestHub } from './support/test-hub.js';
import { makeEvent } from './support/test-rows.js';

const ROWS = { one: [makeEvent('one', 'a', '2012-01-01')] };

async function isRefused(hub: TestHub): Promise<boolean> {
  return hub.ask('{ __typename }').then(
    () => false,
    () => true,
  );
}

test('a request that is under way when the hub stops is answered and recorded, a later one is not taken', async () => {
  const hub = await startTestHub({ rows: ROWS });
  try {
    const one = hub.partners['one'];
    if (one === undefined) throw new Error('no partner');
    let goOn = (): void => undefined;
    const asked = new Promise<void>((reached) => {
      one.misbehave = (_request, response) => {
        reached();
        goOn = () => {
          const event = { v0_id: 'one:a', v0_date: '2012-01-01', id: 'one:a' };
          const data = { events: { nodes: [event] } };
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
        };
        return true;
      };
    });
    const answering = hub.ask('{ events { nodes { id } } }', { principal: 'regional-body' });
    await asked;
    const closing = hub.hub.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    goOn();
    expect((await answering).data).toEqual({ events: { nodes: [{ id: 'one:a' }] } });
    await closing;
    expect(await isRefused(hub)).toBe(true);
    expect((await hub.audit()).at(-1)?.entry).toMatchObject({ partners: ['one'], outcomes: ['OK'] });
  } finally {
    await hub.close();
  }
});

test('without its database the hub lives, says that it is not ready, answers nothing, and still stops', async () => {
  const hub = await startTestHub({ rows: ROWS });
  try {
    expect((await hub.send({ method: 'GET' }, '/health/ready')).status).toBe(200);
    const url = new URL(hub.databaseUrl);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await client.end();
    expect((await hub.send({ method: 'GET' }, '/health/live')).status).toBe(200);
    const ready = await hub.send({ method: 'GET' }, '/health/ready');
    expect([ready.status, ready.text]).toEqual([503, '{"status":"unavailable"}']);
    const answer = await hub.ask('{ events { nodes { id } } }', { principal: 'regional-body' });
    expect([answer.status, answer.data]).toEqual([500, undefined]);
    expect(hub.logs.join('')).not.toContain(url.password === '' ? 'postgresql://' : url.password);
  } finally {
    await hub.close();
  }
});

describe("the operator's port", () => {
  test('is open only when configured, holds totals, and names no caller', async () => {
    const hub = await startTestHub({ rows: ROWS, environment: { VIGIL_HUB_ADMIN_PORT: '0' } });
    try {
      await hub.ask('{ events { nodes { id title } } }', { principal: 'regional-body' });
      await hub.ask('{', {});
      const { adminUrl } = hub.hub;
      const text = await (await fetch(`${adminUrl ?? ''}/metrics`)).text();
      expect(text).toContain('vigil_hub_requests_total{outcome="UNAUTHORIZED_FIELD_OR_TYPE"} 1');
      expect(text).toContain('vigil_hub_requests_total{outcome="GRAPHQL_PARSE_FAILED"} 1');
      expect(text).toContain('vigil_hub_partner_requests_total{partner="one",outcome="ANSWERED"} 1');
      expect(text).toContain('vigil_hub_partner_up{partner="one"} 1');
      expect(text).not.toMatch(/regional-body|CANARY/);
      expect((await fetch(`${adminUrl ?? ''}/graphql`)).status).toBe(404);
    } finally {
      await hub.close();
    }
  });

  test('is closed otherwise', async () => {
    const hub = await startTestHub();
    try {
      expect(hub.hub.adminUrl).toBeNull();
    } finally {
      await hub.close();
    }
  });
});

describe('partners as the public sees them', () => {
  test('status follows the last contacts: UP, DOWN after a failure, DEGRADED when it is back', async () => {
    const hub = await startTestHub({ rows: ROWS });
    const status = async (): Promise<unknown> =>
      (await hub.ask('{ partners { id status } }')).data?.['partners'];
    try {
      await hub.hub.syncReleases();
      expect(await status()).toEqual([{ id: 'one', status: 'UP' }]);
      await hub.partners['one']?.stop();
      await hub.hub.syncReleases();
      expect(await status()).toEqual([{ id: 'one', status: 'DOWN' }]);
      await hub.partners['one']?.start();
      await hub.hub.syncReleases();
      expect(await status()).toEqual([{ id: 'one', status: 'DEGRADED' }]);
    } finally {
      await hub.close();
    }
  });

  test('one that is suspended is not asked for anything, its own officers included', async () => {
    const hub = await startTestHub({
      rows: ROWS,
      coalition: (coalition) => ({
        ...coalition,
        partners: coalition.partners.map((partner) => ({ ...partner, status: 'SUSPENDED' })),
      }),
    });
    try {
      await hub.hub.syncReleases();
      const answer = await hub.ask(
        '{ events { nodes { id } } event(id: "one:a") { id } partners { status } }',
        {
          principal: 'case-officer@one',
        },
      );
      expect(answer.data).toEqual({
        events: { nodes: [] },
        event: null,
        partners: [{ status: 'SUSPENDED' }],
      });
      expect(hub.partners['one']?.requests).toEqual([]);
    } finally {
      await hub.close();
    }
  });
});
