/** The log of requests: every one is in it before its answer leaves, and none of it is anybody's data. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AuditQueue, runHubProgram } from '@vigil/gateway';
import { startTestHub, type AuditRow, type TestHub } from './support/test-hub.js';
import { CANARY, makeEvent } from './support/test-rows.js';

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub({
    rows: { one: [makeEvent('one', 'a', '2012-01-01')], two: [makeEvent('two', 'b', '2012-02-01')] },
  });
});
afterAll(() => hub.close());

let before: number;
beforeEach(async () => {
  before = (await hub.audit()).length;
});

async function newEntries(): Promise<AuditRow[]> {
  return (await hub.audit()).slice(before);
}

/** Runs `vigil-hub audit verify` against the hub's database. */
async function verify(): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const code = await runHubProgram(
    ['--data-dir', `${hub.dataDir}-verify`, 'audit', 'verify'],
    {
      stdout: { write: (text) => (written.out += text) },
      stderr: { write: (text) => (written.err += text) },
    },
    { DATABASE_URL: hub.databaseUrl },
  );
  return { code, ...written };
}

describe('an entry', () => {
  test('says who asked what of whom and how it ended, in coordinates and codes', async () => {
    await hub.ask('{ events(first: 5) { nodes { id title acts { type } } } }', {
      principal: 'regional-body',
    });
    const [entry] = await newEntries();
    expect(entry?.entry).toMatchObject({
      organisation: 'regional-body',
      roles: ['REGIONAL_BODY'],
      purpose: 'OVERSIGHT',
      denied: ['Event.title'],
      partners: ['one', 'two'],
      outcomes: ['UNAUTHORIZED_FIELD_OR_TYPE'],
    });
    expect(entry?.entry['coordinates']).toEqual([
      'Act.type',
      'Event.acts',
      'Event.id',
      'EventConnection.nodes',
      'Query.events',
      'Query.events(first:)',
    ]);
    expect(entry?.entry['subject']).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  test('of the same caller has the same pseudonym, of another a different one, of nobody none', async () => {
    await hub.ask('{ __typename }', { principal: 'regional-body' });
    await hub.ask('{ viewer { purpose } }', { principal: 'regional-body' });
    await hub.ask('{ __typename }', { principal: 'coordinator' });
    await hub.ask('{ __typename }');
    const subjects = (await newEntries()).map(({ entry }) => entry['subject']);
    expect(subjects[0]).toBe(subjects[1]);
    expect(subjects[2]).not.toBe(subjects[0]);
    expect(subjects[3]).toBeNull();
  });

  test('is made of refusals too, whatever refused', async () => {
    const send = (body: string): Promise<unknown> =>
      hub.send({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await send('{');
    await send(JSON.stringify({ query: '{' }));
    await send(JSON.stringify({ query: '{ nothing }' }));
    await send(JSON.stringify({ query: `{ ${'a '.repeat(20_000)} }` }));
    await send(JSON.stringify({ query: `{ __typename } #${'x'.repeat(300_000)}` }));
    await hub.ask('{ __typename }', { token: 'x' });
    await hub.send({ method: 'GET' }, '/graphql?query=%7B__typename%7D');
    await hub.send({ method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect((await newEntries()).map(({ entry }) => entry['outcomes'])).toEqual([
      ['BAD_USER_INPUT'],
      ['GRAPHQL_PARSE_FAILED'],
      ['GRAPHQL_VALIDATION_FAILED'],
      ['LIMIT_EXCEEDED'],
      ['LIMIT_EXCEEDED'],
      ['UNAUTHENTICATED'],
      ['BAD_USER_INPUT'],
      ['BAD_USER_INPUT'],
    ]);
  });

  test('holds nothing that the caller typed and nothing that a partner answered', async () => {
    await hub.ask(
      `query CANARYoperation ($where: EventFilter) { CANARYalias: events(where: $where) { nodes { id title } }
         event(id: "one:${CANARY}literal") { ...CANARYfragment } }
       fragment CANARYfragment on Event { id title }`,
      { principal: 'case-officer@one', variables: { where: { countries: [`${CANARY}variable`] } } },
    );
    await hub.ask('{ events { nodes { id title acts { method } } } }', { principal: 'case-officer@one' });
    const texts = (await newEntries()).map(({ text }) => text).join('');
    expect(texts).not.toContain('CANARY');
    expect(texts).not.toContain('one:a');
    // The twin: the officer did read it.
    const { text } = await hub.ask('{ events { nodes { title } } }', { principal: 'case-officer@one' });
    expect(text).toContain(CANARY);
    expect(hub.logs.join('')).not.toContain('CANARY');
  });

  test('of the same question with other values has the same hash, of another question another', async () => {
    await hub.ask('{ event(id: "one:a") { id } }', { principal: 'regional-body' });
    await hub.ask('query Named { x: event(id: "two:zzz") { id } }', { principal: 'regional-body' });
    await hub.ask('{ event(id: "one:a") { area } }', { principal: 'regional-body' });
    const hashes = (await newEntries()).map(({ entry }) => entry['operationHash']);
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });
});

describe('the chain', () => {
  test('is gapless under many requests at once, and verifies', async () => {
    await Promise.all(Array.from({ length: 60 }, () => hub.ask('{ __typename }')));
    const rows = await hub.audit();
    expect(rows.map(({ sequence }) => Number(sequence))).toEqual(rows.map((_row, index) => index + 1));
    const { code, out } = await verify();
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(`audit log unbroken: ${rows.length} entries, head `),
    ]);
  });

  test('the database refuses to change, remove or empty it', async () => {
    await expect(hub.sql("UPDATE audit_entry SET entry = '{}' WHERE sequence = 1")).rejects.toThrow(
      'never changed',
    );
    await expect(hub.sql('DELETE FROM audit_entry WHERE sequence = 1')).rejects.toThrow('never changed');
    await expect(hub.sql('TRUNCATE audit_entry')).rejects.toThrow('never changed');
  });

  test.each([
    [
      'changed',
      `UPDATE audit_entry SET entry = replace(entry, '"roles":["PUBLIC_ANALYST"]', '"roles":[]') WHERE sequence = 2`,
      'entry 2',
    ],
    ['removed', 'DELETE FROM audit_entry WHERE sequence = 3', 'entry 3'],
  ])('an entry that was %s by the database owner is found', async (_name, statement, named) => {
    const other = await startTestHub();
    try {
      for (let n = 0; n < 4; n += 1) await other.ask('{ __typename }');
      await other.sql('ALTER TABLE audit_entry DISABLE TRIGGER USER');
      await other.sql(statement);
      const err: string[] = [];
      const code = await runHubProgram(
        ['--data-dir', `${other.dataDir}-verify`, 'audit', 'verify'],
        { stdout: { write: () => true }, stderr: { write: (text) => err.push(text) } },
        { DATABASE_URL: other.databaseUrl },
      );
      expect([code, err.join('')]).toEqual([1, expect.stringContaining(named)]);
    } finally {
      await other.close();
    }
  });
});

describe('no record, no answer', () => {
  test('when the entry cannot be written, the answer is held back', async () => {
    await hub.sql('ALTER TABLE audit_entry RENAME TO audit_entry_elsewhere');
    const answer = await hub.ask('{ events { nodes { id title } } }', { principal: 'case-officer@one' });
    const refusal = await hub.ask('{', {});
    await hub.sql('ALTER TABLE audit_entry_elsewhere RENAME TO audit_entry');
    for (const { status, text } of [answer, refusal]) {
      expect([status, text]).toEqual([
        500,
        '{"errors":[{"message":"the request could not be answered","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}\n',
      ]);
    }
    // The twin: with the table back, it is answered.
    expect((await hub.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect((await verify()).code).toBe(0);
  });
});

describe('the queue', () => {
  const entry = { n: 0 } as never;

  test('writes what arrives during a write together in the next one', async () => {
    const sizes: number[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const queue = new AuditQueue({
      append: async (entries) => {
        sizes.push(entries.length);
        if (sizes.length === 1) await gate;
      },
    });
    const first = queue.record(entry);
    await new Promise((resolve) => setImmediate(resolve));
    const others = Array.from({ length: 10 }, () => queue.record(entry));
    release();
    await Promise.all([first, ...others]);
    expect(sizes).toEqual([1, 10]);
  });

  test('a failed write fails its own entries only', async () => {
    let writes = 0;
    const queue = new AuditQueue({
      append: () => {
        writes += 1;
        return writes === 1 ? Promise.reject(new Error('disk full')) : Promise.resolve();
      },
    });
    await expect(queue.record(entry)).rejects.toThrow('disk full');
    await expect(queue.record(entry)).resolves.toBeUndefined();
  });
});
