/** The graph follows what partners serve while the hub runs; what is unsound leaves the graph in use as it is. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { markExtension, markSdl } from '../support/test-extension.js';
import { startTestHub, type Answer, type TestHub } from '../support/test-hub.js';
import type { TestPartner } from '../support/test-partner.js';
import { makeEvent } from '../support/test-rows.js';

const ROWS = { one: [makeEvent('one', 'a', '2012-01-01')], two: [makeEvent('two', 'b', '2012-02-01')] };
const MARK = '{ event(id: "one:a") { id one__mark } }';

let hub: TestHub;
let one: TestPartner;
let two: TestPartner;

beforeEach(async () => {
  hub = await startTestHub({ rows: ROWS, environment: { VIGIL_HUB_EXTENSION_CHANGES_PER_HOUR: '3' } });
  const { one: first, two: second } = hub.partners;
  if (first === undefined || second === undefined) throw new Error('no partners');
  [one, two] = [first, second];
});
afterEach(() => hub.close());

function ask(query: string): Promise<Answer> {
  return hub.ask(query, { principal: 'regional-body' });
}

function codes({ errors }: Answer): unknown[] {
  return errors.map(({ extensions }) => extensions['code']);
}

test('an extension that appears, changes its shape and vanishes is in the graph as it is', async () => {
  expect(codes(await ask(MARK))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  one.extension = markExtension('one', 'TEXT');
  await hub.hub.lookAtPartners();
  expect((await ask(MARK)).data).toEqual({ event: { id: 'one:a', one__mark: 'as text' } });
  one.extension = markExtension('one', 'OBJECT');
  await hub.hub.lookAtPartners();
  expect(codes(await ask(MARK))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect((await ask('{ event(id: "one:a") { one__mark { label } } one__shape }')).data).toEqual({
    event: { one__mark: { label: 'as object' } },
    one__shape: 'OBJECT',
  });
  one.extension = null;
  await hub.hub.lookAtPartners();
  const answer = await ask('{ event(id: "one:a") { one__mark { label } } }');
  expect(codes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});

test('a refused extension changes nothing, is told once, and the fields of the one before still answer', async () => {
  one.extension = markExtension('one', 'TEXT');
  await hub.hub.lookAtPartners();
  // Not classified: the hub would not know who may read it.
  one.extensionSdl = markSdl('one', 'TEXT', 'one__more: String');
  await hub.hub.lookAtPartners();
  await hub.hub.lookAtPartners();
  expect((await ask(MARK)).data).toEqual({ event: { id: 'one:a', one__mark: 'as text' } });
  const told = hub.logs.filter((line) => line.includes('extension of the partner is not taken'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('Event.one__more');
  const { out } = await hub.command('partners', 'list');
  expect(out).toMatch(/^one +ACTIVE +ANSWERS +ACCEPTED +REFUSED/m);
  expect(out).toContain('Event.one__more');
});

test("one partner's unsound extension does not keep another's sound one out", async () => {
  one.extensionSdl = 'type Query { broken';
  two.extension = markExtension('two', 'NUMBERS');
  await hub.hub.lookAtPartners();
  expect((await ask('{ event(id: "two:b") { two__mark } }')).data).toEqual({
    event: { two__mark: [1, 2, 3] },
  });
});

test('a partner that is away keeps its extension: its fields are announced as missing, others answer', async () => {
  one.extension = markExtension('one', 'TEXT');
  await hub.hub.lookAtPartners();
  await one.stop();
  await hub.hub.lookAtPartners();
  const answer = await ask('{ event(id: "one:a") { one__mark } other: event(id: "two:b") { id } }');
  expect(answer.data?.['other']).toEqual({ id: 'two:b' });
  expect([...new Set(codes(answer))]).toEqual(['PARTNER_UNAVAILABLE']);
  await one.start();
  expect((await ask(MARK)).data).toEqual({ event: { id: 'one:a', one__mark: 'as text' } });
});

test('an extension survives a restart of the hub while its partner is away', async () => {
  one.extension = markExtension('one', 'TEXT');
  await hub.hub.lookAtPartners();
  await one.stop();
  await hub.restart();
  expect(codes(await ask(MARK))).toContain('PARTNER_UNAVAILABLE');
  await one.start();
  expect((await ask(MARK)).data).toEqual({ event: { id: 'one:a', one__mark: 'as text' } });
});

test('a partner that changes its extension at every look is held back, is told once, and `admit` lifts it', async () => {
  for (let version = 0; version < 8; version += 1) {
    one.extension = markExtension('one', 'TEXT', `one__v${version}: Int @classified(class: PUBLIC)`);
    await hub.hub.lookAtPartners();
  }
  // Three changes an hour were allowed: versions 0 to 2.
  // In the graph, though the node does not serve it any more.
  expect(codes(await ask('{ event(id: "one:a") { one__v2 } }'))).toEqual(['PARTNER_UNAVAILABLE']);
  expect(codes(await ask('{ event(id: "one:a") { one__v7 } }'))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  const switches = hub.logs.filter((line) => line.includes('graph in use'));
  expect(switches).toHaveLength(1 + 3);
  expect(hub.logs.filter((line) => line.includes('times an hour'))).toHaveLength(1);
  expect((await hub.command('partners', 'admit', 'one')).out).toContain('extension ACCEPTED');
  await hub.hub.reload();
  expect((await ask('{ event(id: "one:a") { one__v7 } }')).errors).toEqual([]);
});

describe('a contract that is not the coalition’s', () => {
  const OTHER = 'type Query { other: String }';

  test('ends every question to the partner, its extension leaves, and it is taken back when it is mended', async () => {
    one.extension = markExtension('one', 'TEXT');
    await hub.hub.lookAtPartners();
    one.sdl = OTHER;
    await hub.hub.lookAtPartners();
    expect(codes(await ask(MARK))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    one.asked.length = 0;
    const answer = await ask('{ events { nodes { id } } }');
    expect(answer.data).toEqual({ events: { nodes: [{ id: 'two:b' }] } });
    expect(answer.errors[0]?.extensions).toEqual({ code: 'PARTNER_UNAVAILABLE', partner: 'one' });
    expect(one.asked).toEqual([]);
    await hub.hub.lookAtPartners();
    expect(hub.logs.filter((line) => line.includes('schema of the partner is refused'))).toHaveLength(1);
    one.sdl = null;
    await hub.hub.lookAtPartners();
    expect((await ask(MARK)).data).toEqual({ event: { id: 'one:a', one__mark: 'as text' } });
  });

  test('at the start: no record is asked for before the contract is there', async () => {
    one.sdl = OTHER;
    one.asked.length = 0;
    await hub.restart();
    expect((await ask('{ event(id: "one:a") { id } }')).data).toEqual({ event: null });
    expect(one.asked).toEqual([]);
  });
});
