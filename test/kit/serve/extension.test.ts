/** `POST /extension`: which events a partner's own resolvers see, who reads what they answer, what is written down. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PermissionMap } from '@vigil/policies';
import { seedFile } from './case-file-seed.js';
import { COLLEAGUE, OFFICER, OTHER_BODY, REGIONAL_BODY } from './hub-double.js';
import { everythingAllowed } from './made-up-maps.js';
import { createServingNode, post, type Answer, type AskOptions, type ServingNode } from './serving-node.js';
import { SDL, installTestExtension } from './test-extension.js';

let node: ServingNode;
/** `synthetic-one:<public id>` of one event each */
const ids = { open: '', second: '', confidential: '', refused: '', oneBody: '' };
const MISSING = 'synthetic-one:AAAAAAAAAAAAAAAAAAAAAA';

beforeAll(async () => {
  node = await createServingNode();
  const seed = async (file: Parameters<typeof seedFile>[1]): Promise<string> =>
    `synthetic-one:${(await seedFile(node.context.dataSource, file))[0] ?? ''}`;
  const acts = [{ type: 'DETENTION' }, { type: 'DETENTION' }, { type: 'TORTURE' }];
  const onVictim = acts.map((act) => ({ ...act, victim: 0 }));
  ids.open = await seed({ victims: [{}], events: [{ acts: onVictim, witnesses: [{}], evidence: 1 }] });
  ids.second = await seed({ events: [{ date: '2013-02-03', acts: [{ type: 'DETENTION' }] }] });
  ids.confidential = await seed({ confidential: true, events: [{ acts }] });
  ids.refused = await seed({ victims: [{ consent: [{ state: 'REFUSED' }] }], events: [{ acts }] });
  ids.oneBody = await seed({
    victims: [{ consent: [{ state: 'GRANTED', recipient: 'other-body' }] }],
    events: [{ acts }],
  });
  await installTestExtension(node);
});
afterAll(() => node.close());

const represent = (list: readonly (string | object)[]): object[] =>
  list.map((one) => (typeof one === 'string' ? { __typename: 'Event', id: one } : one));

function entities(
  list: readonly (string | object)[],
  fields: string,
  options: AskOptions = {},
): Promise<Answer> {
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Event { ${fields} } } }`;
  const question = { query, variables: { representations: represent(list) } };
  return node.ask(question, { extension: SDL, ...options });
}

const entitiesOf = (answer: Answer): unknown[] => (answer.json.data as { _entities: unknown[] })._entities;
const codes = (answer: Answer): string[] =>
  (answer.json.errors ?? []).map(({ extensions }) => extensions.code);
const lastRecord = async (): Promise<unknown> => (await node.records()).at(-1);
const RECORD_TABLES = /\b(case_file|event|act|victim|perpetrator|witness|consent|evidence|intervention)\b/;

describe('a question to the extension', () => {
  test('is answered in the order of the ids, by one call for all events, and written down', async () => {
    const before = await entities([ids.open], 'synthetic_one__seen { calls }');
    const [{ calls }] = (entitiesOf(before) as { synthetic_one__seen: { calls: number } }[]).map(
      ({ synthetic_one__seen: seen }) => seen,
    ) as [{ calls: number }];
    const answer = await entities(
      [ids.second, ids.open],
      '__typename id synthetic_one__actCount synthetic_one__seen { calls together organisation shout(loud: true) }',
    );
    const seen = { calls: calls + 1, together: 2, organisation: 'regional-body', shout: 'REGIONAL-BODY' };
    expect(answer.json).toEqual({
      data: {
        _entities: [
          { __typename: 'Event', id: ids.second, synthetic_one__actCount: 1, synthetic_one__seen: seen },
          { __typename: 'Event', id: ids.open, synthetic_one__actCount: 3, synthetic_one__seen: seen },
        ],
      },
    });
    expect(await lastRecord()).toMatchObject({
      actor: 'hub:hub',
      action: 'hub.answered',
      object: 'extension:_entities',
      details: {
        outcome: 'ANSWERED',
        organisation: 'regional-body',
        rows: 2,
        // by hand: what the text above names, federation's own left out
        coordinates: [
          'Event.id',
          'Event.synthetic_one__actCount',
          'Event.synthetic_one__seen',
          'synthetic_one__Seen.calls',
          'synthetic_one__Seen.organisation',
          'synthetic_one__Seen.shout',
          'synthetic_one__Seen.shout(loud:)',
          'synthetic_one__Seen.together',
        ],
      },
    });
  });

  test('gives arguments, enums included, to the resolver', async () => {
    const answer = await entities(
      [ids.open],
      'a: synthetic_one__actCount(type: TORTURE) b: synthetic_one__actCount',
    );
    expect(entitiesOf(answer)).toEqual([{ a: 1, b: 3 }]);
  });

  test('gives required fields from this node’s own records, generalised, whatever the hub says they are', async () => {
    const lie = { __typename: 'Event', id: ids.open, country: 'ZZ', startDate: '1999-12-31' };
    const answer = await entities([lie], 'synthetic_one__place');
    expect(entitiesOf(answer)).toEqual([{ synthetic_one__place: 'XA 2012-05-01' }]);
  });

  test('answers the SDL of what is installed, and nothing else, under its own coordinate', async () => {
    const service = { query: '{ _service { sdl } }' };
    const answer = await node.ask(service, { extension: SDL, coordinates: ['Query._service'] });
    expect(answer.json).toEqual({ data: { _service: { sdl: SDL } } });
    const bare = await node.ask(service, { extension: SDL, coordinates: [] });
    expect(bare.status).toBe(401);
  });

  test('answers own root fields; a public one to everybody', async () => {
    const nobody = { organisation: null, roles: ['PUBLIC_ANALYST' as const], purpose: 'STATISTICS' as const };
    const answer = await node.ask({ query: '{ synthetic_one__kinds }' }, { extension: SDL, caller: nobody });
    expect(answer.json).toEqual({ data: { synthetic_one__kinds: ['one', 'two'] } });
    const denied = await node.ask(
      { query: '{ synthetic_one__eventCount }' },
      { extension: SDL, caller: nobody },
    );
    expect(codes(denied)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
  });

  test.each([
    ['introspection', '{ __schema { queryType { name } } }', 'NOT_AVAILABLE'],
    ['a directive', '{ synthetic_one__kinds @skip(if: false) }', 'BAD_USER_INPUT'],
    ['two operations', 'query a { synthetic_one__kinds } query b { synthetic_one__kinds }', 'BAD_USER_INPUT'],
    ['a field of the contract', '{ events { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a mutation', 'mutation { synthetic_one__kinds }', 'BAD_USER_INPUT'],
  ])('%s is refused', async (_what, query, code) => {
    const answer = await node.ask({ query }, { extension: SDL, coordinates: [] });
    expect(codes(answer)).toEqual([code]);
    expect(await lastRecord()).toMatchObject({ action: 'hub.refused', details: { outcome: code, rows: 0 } });
  });

  test('for more than 500 events is refused as a whole', async () => {
    const many = Array.from({ length: 501 }, () => ids.open);
    const answer = await entities(many, 'id');
    expect(codes(answer)).toEqual(['LIMIT_EXCEEDED']);
    expect(answer.json.data).toBeNull();
    expect(entitiesOf(await entities(many.slice(1), 'id'))).toHaveLength(500);
  });
});

describe('events that do not exist for the caller', () => {
  const FIELDS = '__typename id synthetic_one__actCount synthetic_one__seen { together }';
  const hidden = (): string[] => [ids.confidential, ids.refused, ids.oneBody];

  test('are null like missing, foreign and malformed ones, byte for byte, and no resolver hears of them', async () => {
    const bytes = async (list: (string | object)[]): Promise<string> => (await entities(list, FIELDS)).text;
    const missing = await bytes([MISSING]);
    expect(missing).toBe('{"data":{"_entities":[null]}}');
    const others: (string | object)[] = [
      ...hidden(),
      ids.open.replace('synthetic-one:', 'synthetic-two:'),
      ids.open.replace('synthetic-one:', ''),
      `${ids.open}'`,
      '',
      { __typename: 'Event', id: 7 },
      { __typename: 'synthetic_one__Seen', id: ids.open },
      { id: ids.open },
      { __typename: 'Event', id: ids.open, title: 'not required' },
      { __typename: 'Event', id: ids.open, country: { deep: true } },
    ];
    for (const one of others) expect(await bytes([one])).toBe(missing);
    const mixed = await entities([...others, ids.second], 'synthetic_one__seen { together }');
    expect(entitiesOf(mixed)).toEqual([...others.map(() => null), { synthetic_one__seen: { together: 1 } }]);
    expect(await lastRecord()).toMatchObject({ details: { rows: 1 } });
  });

  test('take the same statements as missing ones', async () => {
    const asked = async (id: string): Promise<string[]> => {
      node.statements();
      await entities([id], FIELDS);
      return node.statements();
    };
    expect(await asked(ids.confidential)).toEqual(await asked(MISSING));
    expect(await asked('synthetic-two:AAAAAAAAAAAAAAAAAAAAAA')).toEqual(await asked(MISSING));
  });

  test('exist for those to whom they exist', async () => {
    const shown = async (options: AskOptions): Promise<unknown[]> =>
      entitiesOf(await entities([ids.open, ...hidden()], 'id', options));
    expect(await shown({ caller: OTHER_BODY })).toEqual([{ id: ids.open }, null, null, { id: ids.oneBody }]);
    expect(await shown({ caller: OFFICER })).toEqual([ids.open, ...hidden()].map((id) => ({ id })));
  });

  test('are not in the tables that the partner’s own SQL reads, in root fields neither', async () => {
    const count = async (options: AskOptions = {}): Promise<unknown> =>
      (await node.ask({ query: '{ synthetic_one__eventCount }' }, { extension: SDL, ...options })).json.data;
    expect(await count()).toEqual({ synthetic_one__eventCount: 2 });
    expect(await count({ caller: OTHER_BODY })).toEqual({ synthetic_one__eventCount: 3 });
    expect(await count({ caller: OFFICER })).toEqual({ synthetic_one__eventCount: 5 });
  });

  test('a node that skips the row rules, or takes foreign ids, is caught by the same question', async () => {
    const noRules = await node.serveWith({
      executeExtension: (question) => node.parts.executeExtension(question, { ruleOf: () => 'TRUE' }),
    });
    expect(entitiesOf(await entities([ids.confidential], 'id', { url: noRules }))).not.toEqual([null]);
    const anyId = await node.serveWith({
      executeExtension: (question) =>
        node.parts.executeExtension(question, {
          publicIds: (list) => list.map((one) => (one as { id: string }).id.split(':')[1] ?? null),
        }),
    });
    const foreign = ids.open.replace('synthetic-one:', 'synthetic-two:');
    expect(entitiesOf(await entities([foreign], 'id', { url: anyId }))).not.toEqual([null]);
  });

  test('columns that name somebody or a place are not in the tables that the SQL reads', async () => {
    const answer = await node.ask({ query: '{ synthetic_one__sealedColumns }' }, { extension: SDL });
    const { synthetic_one__sealedColumns: names } = answer.json.data as Record<string, string>;
    expect(names).toContain('event.title');
    expect(names).toContain('victim.sex');
    // by hand: the IDENTIFYING fields of the contract and the partner's own reference; no row of closed tables
    expect(names).not.toMatch(/legal_name|contact|testimony|exact_location|description|content|reference/);
    expect(names).not.toMatch(/consent|import_staging/);
  });
});

describe('a hub that asks for more than it may', () => {
  const OWN: [string, string][] = [
    ['Event.synthetic_one__title', 'synthetic_one__title'],
    ['synthetic_one__Seen.secret', 'synthetic_one__seen { secret }'],
    ['Event.synthetic_one__exactDay', 'synthetic_one__exactDay'],
    ['Event.synthetic_one__witnessed', 'synthetic_one__witnessed'],
  ];
  test.each(OWN)('%s is refused to a body, read nowhere, and written down', async (coordinate, fields) => {
    node.statements();
    const answer = await entities([ids.open], `id ${fields}`);
    expect(codes(answer)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(answer.json.data).toBeUndefined();
    expect(node.statements().filter((text) => RECORD_TABLES.test(text))).toEqual([]);
    expect(await lastRecord()).toMatchObject({
      action: 'hub.refused',
      object: 'extension:_entities',
      details: { outcome: 'UNAUTHORIZED_FIELD_OR_TYPE', denied: [coordinate], rows: 0 },
    });
  });

  test('what a body is refused the owner’s officer reads', async () => {
    const answer = await entities([ids.open], 'synthetic_one__exactDay synthetic_one__seen { secret }', {
      caller: OFFICER,
    });
    expect(entitiesOf(answer)).toEqual([
      { synthetic_one__exactDay: '2012-05-01', synthetic_one__seen: { secret: 'CANARY-SECRET' } },
    ]);
  });

  test.each([
    ['another purpose', { ...REGIONAL_BODY, purpose: 'RESEARCH' as const }],
    ['an officer of another partner', { ...OFFICER, organisation: 'synthetic-two' }],
    ['a colleague who is no officer', COLLEAGUE],
  ])('%s gets nothing', async (_who, caller) => {
    node.statements();
    expect(codes(await entities([ids.open], 'id', { caller }))).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(node.statements().filter((text) => RECORD_TABLES.test(text))).toEqual([]);
  });

  test('a delegation for other coordinates than the body’s is no delegation; a node that does not look is caught', async () => {
    const coordinates = ['Event.id'];
    node.statements();
    const answer = await entities([ids.open], 'id synthetic_one__actCount', { coordinates });
    expect(answer.status).toBe(401);
    expect(node.statements().filter((text) => RECORD_TABLES.test(text))).toEqual([]);
    expect(await lastRecord()).toMatchObject({
      action: 'hub.refused',
      details: { outcome: 'UNAUTHENTICATED' },
    });
    const blind = await node.serveWith({ requireSameCoordinates: () => undefined });
    const taken = await entities([ids.open], 'id synthetic_one__actCount', { coordinates, url: blind });
    expect(entitiesOf(taken)).not.toEqual([null]);
  });

  test('a node that does not decide again would answer it', async () => {
    const permissions = (): PermissionMap => everythingAllowed('synthetic-one');
    const trusting = await node.serveWith({
      denied: () => [],
      extensions: {
        close: () => Promise.resolve(),
        use: (work) =>
          node.parts.extensions.use((served) => work(served === null ? null : { ...served, permissions })),
      },
    });
    const answer = await entities([ids.open], 'synthetic_one__title', { url: trusting });
    expect(answer.text).toContain('CANARY-');
  });

  test('a node that compares nothing and keeps its own policies has no event to tell of', async () => {
    const careless = await node.serveWith({ denied: () => [] });
    const answer = await entities([ids.open], 'synthetic_one__title', { url: careless });
    expect(answer.text).toBe('{"data":{"_entities":[null]}}');
  });

  test('a delegation counts once, for this body, and not without one', async () => {
    const question = JSON.stringify({ query: '{ synthetic_one__kinds }' });
    const token = await node.hub.delegate(question, { coordinates: ['Query.synthetic_one__kinds'] });
    const url = `${node.url}/extension`;
    expect((await post(url, question, token)).status).toBe(200);
    const lines = (await node.records()).length;
    expect((await post(url, question, token)).status).toBe(401);
    expect((await post(url, `${question} `, token)).status).toBe(401);
    expect((await post(url, question, null)).status).toBe(401);
    expect((await node.records()).length).toBe(lines);
  });

  test('with other policies than this node has is not answered', async () => {
    const answer = await entities([ids.open], 'id', { policyVersion: 'other' });
    expect(codes(answer)).toEqual(['NOT_AVAILABLE']);
  });
});

describe('dates', () => {
  test('below CONFIDENTIAL are answered as the first of their month, in UTC', async () => {
    // by hand: 23:30 on 31 May, two hours west of Greenwich, is 1 June there
    const answer = await entities([ids.open], 'synthetic_one__day synthetic_one__moment');
    expect(entitiesOf(answer)).toEqual([
      { synthetic_one__day: '2012-05-01', synthetic_one__moment: '2012-06-01T00:00:00.000Z' },
    ]);
  });
});
