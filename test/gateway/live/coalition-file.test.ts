/** The coalition file changes while the hub runs: everything that follows from it follows. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ISSUER, makeIssuerKey, startTestHub, type Answer, type TestHub } from '../support/test-hub.js';
import type { TestPartner } from '../support/test-partner.js';
import { makeEvent } from '../support/test-rows.js';

const ROWS = { one: [makeEvent('one', 'a', '2012-01-01')] };
const EVENTS = '{ events { nodes { id } } }';

let hub: TestHub;
let one: TestPartner;

beforeEach(async () => {
  hub = await startTestHub({ rows: ROWS });
  const { one: first } = hub.partners;
  if (first === undefined) throw new Error('no partner');
  one = first;
});
afterEach(() => hub.close());

function ask(query = EVENTS): Promise<Answer> {
  return hub.ask(query, { principal: 'regional-body' });
}

function ids({ data }: Answer): unknown {
  return (data?.['events'] as { nodes: { id: string }[] } | undefined)?.nodes.map(({ id }) => id);
}

test('a partner that joins is looked at, then asked; one that leaves is asked no more', async () => {
  const two = await hub.addPartner('two', [makeEvent('two', 'b', '2012-02-01')]);
  const entry = await hub.entryOf(two);
  const before = await hub.writeCoalition((coalition) => ({
    ...coalition,
    organisations: [...coalition.organisations, { id: 'two', name: 'Two' }],
    partners: [...coalition.partners, entry],
    agreements: [
      ...coalition.agreements,
      { ...coalition.agreements[0], id: 'agreement-two', partner: 'two' },
    ],
  }));
  await hub.hub.reload();
  expect(two.requests.slice(0, 2)).toEqual(['/graphql', '/extension']);
  expect(two.asked).toEqual([]);
  expect(ids(await ask())).toEqual(['two:b', 'one:a']);
  expect((await hub.ask('{ partners { id } }')).data).toEqual({ partners: [{ id: 'one' }, { id: 'two' }] });
  two.requests.length = 0;
  await hub.writeCoalition(() => ({
    ...before,
    partners: before.partners.filter(({ id }) => id !== 'two'),
    agreements: before.agreements.filter(({ partner }) => partner !== 'two'),
  }));
  await hub.hub.reload();
  expect(ids(await ask())).toEqual(['one:a']);
  expect(two.requests).toEqual([]);
});

test('without its agreement a body reads nothing more, with it again: permission maps follow the file', async () => {
  const whole = hub.coalition();
  await hub.writeCoalition((coalition) => ({ ...coalition, agreements: [] }));
  await hub.hub.reload();
  one.asked.length = 0;
  expect((await ask()).errors[0]?.extensions['code']).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  expect(one.asked).toEqual([]);
  await hub.writeCoalition(() => whole);
  await hub.hub.reload();
  expect(ids(await ask())).toEqual(['one:a']);
});

test('operations of late are prepared for the next graph, which asks nobody, and for each class of callers', async () => {
  const anonymous = async (): Promise<unknown> => (await hub.ask(EVENTS)).errors[0]?.extensions['code'];
  expect([ids(await ask()), await anonymous()]).toEqual([['one:a'], 'UNAUTHORIZED_FIELD_OR_TYPE']);
  one.asked.length = 0;
  await hub.writeCoalition((coalition) => ({ ...coalition, name: 'Another name' }));
  await hub.hub.reload();
  const told = hub.logs.filter((line) => line.includes('operations of late are prepared'));
  expect(told.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ operations: 2 }),
  ]);
  expect(one.asked).toEqual([]);
  // One text, two classes: what is ready for one is never the other's.
  expect(await anonymous()).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  expect(one.asked).toEqual([]);
  expect(ids(await ask())).toEqual(['one:a']);
});

test('a node at a new address is judged before it is asked for records', async () => {
  await one.move();
  one.sdl = 'type Query { other: String }';
  one.asked.length = 0;
  await hub.writeCoalition((coalition) => ({
    ...coalition,
    partners: coalition.partners.map((entry) => ({ ...entry, url: one.url })),
  }));
  await hub.hub.reload();
  expect((await ask()).errors[0]?.extensions).toEqual({ code: 'PARTNER_UNAVAILABLE', partner: 'one' });
  expect(one.asked).toEqual([]);
  one.sdl = null;
  await hub.hub.lookAtPartners();
  expect(ids(await ask())).toEqual(['one:a']);
});

test('a wrong file leaves the one before in force, is told in one line and shown, and by itself taken when mended', async () => {
  const file = join(hub.dataDir, 'coalition.json');
  const sound = hub.coalition();
  await writeFile(file, '{"format":');
  await hub.hub.reload();
  await hub.hub.reload();
  expect(ids(await ask())).toEqual(['one:a']);
  const told = hub.logs.filter((line) => line.includes('the coalition file is not taken'));
  expect(told).toHaveLength(1);
  expect(await hub.sql('SELECT coalition_problem AS problem FROM hub_state')).toEqual([
    { problem: 'coalition.json is not JSON' },
  ]);
  expect((await hub.command('partners', 'reload')).code).toBe(1);
  await hub.writeCoalition(() => ({ ...sound, name: 'Mended' }));
  expect(await hub.command('partners', 'reload')).toMatchObject({
    code: 0,
    out: 'the coalition file is in force\n',
  });
});

test('an issuer’s new key counts beside the old one, and the old one no more once it is taken out', async () => {
  const next = await makeIssuerKey('issuer-2');
  const old = await hub.forge({});
  const fresh = await hub.forge({}, { key: next.privateKey, kid: 'issuer-2' });
  const status = async (token: string): Promise<number> =>
    (await hub.ask('{ viewer { purpose } }', { token })).status;
  expect([await status(old), await status(fresh)]).toEqual([200, 401]);
  const keysOf = async (keys: (before: { kid: string }[]) => unknown[]): Promise<void> => {
    await hub.writeCoalition((coalition) => ({
      ...coalition,
      issuers: coalition.issuers.map((issuer) =>
        issuer.issuer === ISSUER ? { ...issuer, jwks: { keys: keys(issuer.jwks.keys) } } : issuer,
      ),
    }));
    await hub.hub.reload();
  };
  await keysOf((before) => [...before, next.publicKey]);
  expect([await status(old), await status(fresh)]).toEqual([200, 200]);
  await keysOf((before) => before.filter(({ kid }) => kid === 'issuer-2'));
  expect([await status(old), await status(fresh)]).toEqual([401, 200]);
});
