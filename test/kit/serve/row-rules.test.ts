/** Which events exist for whom: the file's flag, and the consent of every person in it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NodeParts } from '@vigil/kit';
import { seedFile, type SeedFile } from './case-file-seed.js';
import { OFFICER, OTHER_BODY, REGIONAL_BODY, type Caller } from './hub-double.js';
import { everythingAllowed } from './made-up-maps.js';
import { createServingNode, type ServingNode } from './serving-node.js';

let node: ServingNode;
const ids = new Map<string, string>();

const GRANT = { state: 'GRANTED' };
const PAST = '2012-12-31T00:00:00Z';
const FUTURE = '2099-12-31T00:00:00Z';
const victim = (consent: NonNullable<SeedFile['victims']>[number]['consent']): SeedFile =>
  consent === undefined ? {} : { victims: [{ consent }] };

/** [what is in the file, the file, visible to regional-body, visible to other-body]; decided by hand */
const FILES: [string, SeedFile, boolean, boolean][] = [
  ['nobody', {}, true, true],
  ['a confidential flag', { confidential: true }, false, false],
  ['a victim who agrees', victim([GRANT]), true, true],
  ['a victim never asked', victim(false), false, false],
  ['a victim noted as not asked', victim([{ state: 'NOT_ASKED' }]), false, false],
  ['a victim who refused', victim([{ state: 'REFUSED' }]), false, false],
  ['a victim who withdrew', victim([{ state: 'WITHDRAWN', withdrawnAt: PAST }]), false, false],
  ['a victim whose consent ran out', victim([{ ...GRANT, expiresAt: PAST }]), false, false],
  ['a victim whose consent is marked expired', victim([{ state: 'EXPIRED' }]), false, false],
  ['a victim whose consent still runs', victim([{ ...GRANT, expiresAt: FUTURE }]), true, true],
  ['a victim who agrees for one body', victim([{ ...GRANT, recipient: 'regional-body' }]), true, false],
  [
    'a victim who agrees for everybody but one body',
    victim([GRANT, { state: 'REFUSED', recipient: 'regional-body', recordedAt: '2011-01-01T00:00:00Z' }]),
    false,
    true,
  ],
  [
    'a victim who took back everything after agreeing for one body',
    victim([
      { ...GRANT, recipient: 'regional-body' },
      { state: 'WITHDRAWN', withdrawnAt: '2012-07-01T00:00:00Z' },
    ]),
    false,
    false,
  ],
  [
    'a victim who agreed for one body after refusing everybody',
    victim([
      { ...GRANT, recipient: 'regional-body' },
      { state: 'REFUSED', recordedAt: '2012-05-01T00:00:00Z' },
    ]),
    true,
    false,
  ],
  [
    'a victim whose time for one body ran out, after an older grant for everybody',
    victim([
      { ...GRANT, recordedAt: '2012-05-01T00:00:00Z' },
      { ...GRANT, recipient: 'regional-body', expiresAt: PAST },
    ]),
    false,
    true,
  ],
  [
    'a victim whose consent for one body is marked expired, after an older grant for everybody',
    victim([
      { ...GRANT, recordedAt: '2012-05-01T00:00:00Z' },
      { state: 'EXPIRED', recipient: 'regional-body' },
    ]),
    false,
    true,
  ],
  [
    'a victim who agreed for everybody while a time for one body still ran, and it ran out',
    victim([
      { ...GRANT, recordedAt: '2012-08-01T00:00:00Z' },
      { ...GRANT, recipient: 'regional-body', expiresAt: PAST },
    ]),
    false,
    true,
  ],
  [
    'a victim who agreed for everybody after the time for one body had run out',
    victim([
      { ...GRANT, recordedAt: '2013-02-01T00:00:00Z' },
      { ...GRANT, recipient: 'regional-body', expiresAt: PAST },
    ]),
    true,
    true,
  ],
  [
    'a victim whose grant for everybody ran out while the one for one body still runs',
    victim([
      { ...GRANT, expiresAt: PAST },
      { ...GRANT, recipient: 'regional-body', expiresAt: FUTURE },
    ]),
    true,
    false,
  ],
  [
    'a victim whose agreement is dated in the future',
    victim([{ ...GRANT, recordedAt: FUTURE }]),
    false,
    false,
  ],
  [
    'a witness whose agreement for one body is dated in the future',
    {
      events: [{ witnesses: [{ consent: [{ ...GRANT, recipient: 'regional-body', recordedAt: FUTURE }] }] }],
    },
    false,
    false,
  ],
  ['two victims, one of whom was not asked', { victims: [{}, { consent: false }] }, false, false],
  ['a witness who agrees', { events: [{ witnesses: [{}] }] }, true, true],
  ['a witness never asked', { events: [{ witnesses: [{ consent: false }] }] }, false, false],
  [
    'a witness who withdrew',
    { events: [{ witnesses: [{ consent: [{ state: 'WITHDRAWN', withdrawnAt: PAST }] }] }] },
    false,
    false,
  ],
  [
    'a witness of another event of the same file, never asked',
    { events: [{}, { witnesses: [{ consent: false }] }] },
    false,
    false,
  ],
];

beforeAll(async () => {
  node = await createServingNode();
  for (const [what, file] of FILES) {
    const [first] = await seedFile(node.context.dataSource, file);
    ids.set(what, `synthetic-one:${first ?? ''}`);
  }
});
afterAll(() => node.close());

async function visible(caller: Caller, url?: string): Promise<string[]> {
  const answer = await node.ask(
    { query: '{ events(first: 100) { nodes { id } } }' },
    { caller, ...(url === undefined ? {} : { url }) },
  );
  const { events } = answer.json.data as { events: { nodes: { id: string }[] } };
  return FILES.map(([what]) => what).filter((what) => events.nodes.some(({ id }) => id === ids.get(what)));
}

const expected = (column: 2 | 3): string[] => FILES.filter((file) => file[column]).map(([what]) => what);

describe('a file with', () => {
  test.each(FILES)(
    '%s is there for those whom its people agreed to',
    async (what, _file, regional, other) => {
      const question = {
        query: 'query ($id: ID!) { event(id: $id) { id } }',
        variables: { id: ids.get(what) },
      };
      const forRegional = await node.ask(question);
      const forOther = await node.ask(question, { caller: OTHER_BODY });
      const found = JSON.stringify({ data: { event: { id: ids.get(what) } } });
      const missing = '{"data":{"event":null}}';
      expect([forRegional.text, forOther.text]).toEqual([
        regional ? found : missing,
        other ? found : missing,
      ]);
    },
  );
});

test('a listing shows each body exactly the events that exist for it', async () => {
  expect(await visible(REGIONAL_BODY)).toEqual(expected(2));
  expect(await visible(OTHER_BODY)).toEqual(expected(3));
});

test('the owner’s officer works with every file', async () => {
  expect(await visible(OFFICER)).toEqual(FILES.map(([what]) => what));
});

test('a denied event, a missing one and an id of somebody else give the same bytes by the same statements', async () => {
  const seen = new Set<string>();
  const denied = ids.get('a confidential flag') ?? '';
  for (const id of [denied, 'synthetic-one:AAAAAAAAAAAAAAAAAAAAAA', 'synthetic-two:x', 'nonsense', '']) {
    node.statements();
    const answer = await node.ask({ query: 'query ($id: ID!) { event(id: $id) { id } }', variables: { id } });
    seen.add(JSON.stringify([answer.status, answer.text, node.statements()]));
    expect((await node.records()).at(-1)?.details['rows']).toBe(0);
  }
  expect(seen.size).toBe(1);
});

test('a victim who belongs to another file is not shown with an act', async () => {
  const { dataSource } = node.context;
  await seedFile(dataSource, { victims: [{ consent: false }], events: [{ country: 'XB' }] });
  const [stranger] = await dataSource.query<{ id: string }[]>(
    `SELECT v.id FROM victim v JOIN event e ON e.case_file_id = v.case_file_id WHERE e.country = 'XB'`,
  );
  const [shown] = await seedFile(dataSource, { victims: [{}], events: [{ acts: [{ victim: 0 }] }] });
  await dataSource.query(
    'UPDATE act SET victim_id = $1 WHERE event_id = (SELECT id FROM event WHERE public_id = $2)',
    [stranger?.id, shown],
  );
  const answer = await node.ask({
    query: 'query ($id: ID!) { event(id: $id) { acts { type victim { id } } } }',
    variables: { id: `synthetic-one:${shown ?? ''}` },
  });
  expect(answer.text).toBe('{"data":{"event":{"acts":[{"type":"DETENTION","victim":null}]}}}');
});

test('broken twin: a node that takes everybody for its own officer shows what the hand count says it must not', async () => {
  const officers: NodeParts['permissions'] = (claims) => node.parts.permissions({ ...claims, ...OFFICER });
  const url = await node.serveWith({
    permissions: officers,
    vetoed: officers,
    execute: (operation, caller) =>
      node.parts.execute(operation, { ...caller, claims: { ...caller.claims, ...OFFICER } }),
  });
  expect(await visible(REGIONAL_BODY, url)).not.toEqual(expected(2));
});

test('a policy that opens everything opens no file over the heads of the people in it', async () => {
  const open: NodeParts['permissions'] = () => everythingAllowed('synthetic-one');
  const url = await node.serveWith({ permissions: open, vetoed: open });
  expect(await visible(REGIONAL_BODY, url)).toEqual(expected(2));
});
