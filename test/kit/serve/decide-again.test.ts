/** The partner decides again, with its own copy of the policies: what the hub says is allowed is not enough. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { NEVER, type PermissionMap } from '@vigil/policies';
import { CANARY, seedFile } from './case-file-seed.js';
import { COLLEAGUE, OFFICER, REGIONAL_BODY, type Caller } from './hub-double.js';
import { everythingAllowed, mapOf } from './made-up-maps.js';
import { createServingNode, post, type Answer, type ServingNode } from './serving-node.js';

let node: ServingNode;

beforeAll(async () => {
  node = await createServingNode();
  await seedFile(node.context.dataSource, {
    victims: [{}],
    perpetrators: 1,
    events: [{ acts: [{ victim: 0, perpetrators: [0] }], witnesses: [{}], evidence: 1 }],
  });
});
afterAll(() => node.close());

const RECORD_TABLES = /\b(case_file|event|act|victim|perpetrator|witness|consent|evidence|intervention)\b/;
const select = (fields: string): { query: string } => ({ query: `{ events { nodes { ${fields} } } }` });
const code = (answer: Answer): string | undefined => answer.json.errors?.[0]?.extensions.code;

/** by hand from the table of classes: CONFIDENTIAL and IDENTIFYING */
const DENIED_TO_BODIES = [
  ['Event.title', 'title'],
  ['Event.exactLocation', 'exactLocation'],
  ['Event.description', 'description'],
  ['Event.witnesses', 'witnesses { id }'],
  ['Event.evidence', 'evidence { id }'],
  ['Act.method', 'acts { method }'],
  ['Victim.legalName', 'acts { victim { legalName } }'],
  ['Victim.contact', 'acts { victim { contact } }'],
  ['Perpetrator.unit', 'acts { perpetrators { unit } }'],
  ['Perpetrator.legalName', 'acts { perpetrators { legalName } }'],
  ['Witness.testimony', 'witnesses { testimony }'],
  ['Evidence.content', 'evidence { content }'],
];

describe('a hub that delegates a denied coordinate', () => {
  test.each(DENIED_TO_BODIES)(
    '%s is refused as a whole, read nowhere, and written down',
    async (coordinate, fields) => {
      node.statements();
      const answer = await node.ask(select(`id country ${fields}`));
      expect(code(answer)).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
      expect(answer.json.data).toBeUndefined();
      expect(answer.text).not.toContain(CANARY);
      expect(node.statements().filter((text) => RECORD_TABLES.test(text))).toEqual([]);
      const last = (await node.records()).at(-1);
      expect(last).toMatchObject({
        action: 'hub.refused',
        object: 'events',
        details: { outcome: 'UNAUTHORIZED_FIELD_OR_TYPE', organisation: 'regional-body', rows: 0 },
      });
      expect(last?.details['denied']).toContain(coordinate);
    },
  );

  test('a sealed field is denied to the owner’s officer too, who reads it on the node itself', async () => {
    expect(code(await node.ask(select('description'), { caller: OFFICER }))).toBe(
      'UNAUTHORIZED_FIELD_OR_TYPE',
    );
  });

  test('the owner’s officer reads what is confidential', async () => {
    const answer = await node.ask(select('title witnesses { reliability }'), { caller: OFFICER });
    expect(answer.text).toContain(CANARY);
    expect(answer.text).toContain('"reliability":"HIGH"');
  });

  const nobody: [string, Caller][] = [
    ['without an organisation', { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' }],
    ['from an organisation without an agreement', { ...REGIONAL_BODY, organisation: 'stranger' }],
    ['for a purpose that the agreement does not name', { ...REGIONAL_BODY, purpose: 'RESEARCH' }],
    ['of the owner’s organisation, but no officer', COLLEAGUE],
    ['officer of another partner', { ...OFFICER, organisation: 'synthetic-two' }],
    ['court', { organisation: 'court', roles: ['COURT'], purpose: 'LEGAL_PROCEEDINGS' }],
  ];
  test.each(nobody)('a caller %s gets no event at all', async (_who, caller) => {
    node.statements();
    expect(code(await node.ask(select('id'), { caller }))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    expect(node.statements().filter((text) => RECORD_TABLES.test(text))).toEqual([]);
  });

  test('a denied input refuses the request under its own code', async () => {
    const map = node.parts.permissions({ ...node.hub.claims(''), ...REGIONAL_BODY });
    const url = await node.serveWith({
      permissions: () => ({
        ...map,
        allows: (action, coordinate, owner) =>
          coordinate !== 'EventFilter.areas' && map.allows(action, coordinate, owner),
      }),
    });
    const question = { query: '{ events(where: { areas: ["XA-01"] }) { nodes { id } } }' };
    expect(code(await node.ask(question, { url }))).toBe('UNAUTHORIZED_ARGUMENT');
    expect(code(await node.ask(question))).toBeUndefined();
  });
});

describe('policies', () => {
  test('a hub with other policies is refused, and the log says that both need the same', async () => {
    node.statements();
    const answer = await node.ask(select('id'), { policyVersion: 'f'.repeat(64) });
    expect(code(answer)).toBe('NOT_AVAILABLE');
    expect(node.statements().filter((text) => RECORD_TABLES.test(text))).toEqual([]);
    expect(node.logged.join('')).toMatch(/both sides need the same set/);
  });

  test('a map that allows nothing lets nothing through', async () => {
    const url = await node.serveWith({
      permissions: () => mapOf('synthetic-one', () => NEVER),
    });
    expect(code(await node.ask(select('id'), { url }))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
  });
});

describe('the record', () => {
  test('is written before the answer leaves', async () => {
    const order: string[] = [];
    const url = await node.serveWith({
      record: async (claims, outcome) => {
        await node.parts.record(claims, outcome);
        order.push('recorded');
      },
    });
    await node.ask(select('id'), { url });
    order.push('answered');
    expect(order).toEqual(['recorded', 'answered']);
  });

  test('says who asked for which coordinates and how many rows left, and no value', async () => {
    const question = {
      query: 'query ($areas: [String!]) { events(where: { areas: $areas }) { nodes { id area } } }',
      variables: { areas: ['XA-01'] },
    };
    await node.ask(question);
    const last = (await node.records()).at(-1);
    expect(last).toMatchObject({
      actor: 'hub:hub',
      action: 'hub.answered',
      object: 'events',
      details: {
        outcome: 'ANSWERED',
        organisation: 'regional-body',
        roles: ['REGIONAL_BODY'],
        purpose: 'OVERSIGHT',
        rows: 1,
        // by hand
        coordinates: [
          'Event.area',
          'Event.id',
          'EventConnection.nodes',
          'EventFilter.areas',
          'Query.events',
          'Query.events(where:)',
        ],
      },
    });
    expect(JSON.stringify(last)).not.toContain('XA-01');
  });

  test('that cannot be written lets nothing leave', async () => {
    const url = await node.serveWith({ record: () => Promise.reject(new Error('disk full')) });
    const answer = await node.ask(select('id'), { url });
    expect(answer.status).toBe(500);
    expect(answer.json.data).toBeUndefined();
    expect(code(answer)).toBe('INTERNAL_SERVER_ERROR');
    expect(answer.text).not.toContain('disk');
  });

  test('of a request that could not be read is written too', async () => {
    const body = '{"query": 1}';
    const token = await node.hub.delegate(body, { coordinates: [] });
    const answer = await post(`${node.url}/graphql`, body, token);
    expect(code(answer)).toBe('BAD_USER_INPUT');
    expect((await node.records()).at(-1)).toMatchObject({ action: 'hub.refused', object: 'unread' });
  });
});

describe('logs', () => {
  test('hold no token, no value of a record and none of a filter', () => {
    const all = node.logged.join('');
    expect(all).not.toContain('eyJ'); // how every compact JWS begins: base64url of {"
    expect(all).not.toContain(CANARY);
    expect(all).not.toContain('XA-01');
    expect(all).toContain('"path":"/graphql"');
  });
});

describe('broken twin', () => {
  test('a node that trusts the hub’s decision lets the canary out', async () => {
    const open = (): PermissionMap => everythingAllowed('synthetic-one');
    const url = await node.serveWith({ denied: () => [], permissions: open, vetoed: open });
    const answer = await node.ask(select('id title'), { url });
    expect(answer.text).toContain(CANARY);
  });

  test('one that compares nothing and keeps its own policies hides the field in every record', async () => {
    const url = await node.serveWith({ denied: () => [] });
    const answer = await node.ask(select('id title'), { url });
    expect(answer.text).not.toContain(CANARY);
    expect(answer.json.errors).toMatchObject([
      { path: ['events', 'nodes', 0, 'title'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } },
    ]);
  });
});
