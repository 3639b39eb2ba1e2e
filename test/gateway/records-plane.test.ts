/** What reaches partners, and what comes back, when a caller may see some of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestHub, type TestHub } from './support/test-hub.js';
import { CANARY, makeEvent } from './support/test-rows.js';

const UNAUTHORIZED = { code: 'UNAUTHORIZED_FIELD_OR_TYPE' };

describe('the records plane, over real HTTP to recording partners', () => {
  let hub: TestHub;

  beforeAll(async () => {
    hub = await startTestHub({
      rows: {
        one: [makeEvent('one', 'a', '2012-01-01'), makeEvent('one', 'b', '2012-03-01')],
        two: [makeEvent('two', 'c', '2012-02-01')],
      },
      // The body's agreement is with partner one alone.
      coalition: (coalition) => ({
        ...coalition,
        agreements: coalition.agreements.filter(({ partner }) => partner === 'one'),
      }),
    });
  });
  afterAll(() => hub.close());
  beforeEach(() => {
    for (const partner of Object.values(hub.partners)) partner.asked.length = 0;
  });

  test('a regional body reads the events its agreement opens, and the other partner gets no request', async () => {
    const answer = await hub.ask('{ events { nodes { id startDate partner { id name } } } }', {
      principal: 'regional-body',
    });
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({
      events: {
        nodes: [
          { id: 'one:b', startDate: '2012-03-01', partner: { id: 'one', name: 'Partner one' } },
          { id: 'one:a', startDate: '2012-01-01', partner: { id: 'one', name: 'Partner one' } },
        ],
      },
    });
    expect(hub.partners['one']?.asked).toHaveLength(1);
    expect(hub.partners['two']?.asked).toEqual([]);
  });

  test('denied fields are null with their code at their place, the rest is answered, the partner is not asked for them', async () => {
    const answer = await hub.ask(
      `{ events(first: 1) { nodes {
           id heading: title description
           acts { type method victim { sex legalName contact } perpetrators { type unit legalName } }
           witnesses { id connection legalName testimony }
           evidence { kind content } } } }`,
      { principal: 'regional-body' },
    );
    const [node] = (answer.data?.['events'] as { nodes: Record<string, unknown>[] }).nodes;
    expect(node).toEqual({
      id: 'one:b',
      heading: null,
      description: null,
      acts: [
        {
          type: 'DETENTION',
          method: null,
          victim: { sex: 'FEMALE', legalName: null, contact: null },
          perpetrators: [{ type: 'STATE', unit: null, legalName: null }],
        },
      ],
      witnesses: null,
      evidence: null,
    });
    const at = ['events', 'nodes', 0] as const;
    expect(answer.errors.map(({ path, extensions }) => ({ path, extensions }))).toEqual(
      [
        [...at, 'heading'],
        [...at, 'description'],
        [...at, 'acts', 0, 'method'],
        [...at, 'acts', 0, 'victim', 'legalName'],
        [...at, 'acts', 0, 'victim', 'contact'],
        [...at, 'acts', 0, 'perpetrators', 0, 'unit'],
        [...at, 'acts', 0, 'perpetrators', 0, 'legalName'],
        [...at, 'witnesses'],
        [...at, 'evidence'],
      ].map((path) => ({ path, extensions: UNAUTHORIZED })),
    );
    expect(answer.text).not.toContain(CANARY);
    const [asked] = hub.partners['one']?.asked ?? [];
    expect(asked?.query).not.toMatch(
      /title|heading|description|method|legalName|contact|unit|witness|evidence/,
    );
    expect(asked?.claims.coordinates).not.toContain('Event.title');
  });

  test('a selection of denied fields only asks the partner for no field of the record', async () => {
    const answer = await hub.ask('{ events(first: 1) { nodes { acts { method } } } }', {
      principal: 'regional-body',
    });
    expect(answer.data).toEqual({ events: { nodes: [{ acts: [{ method: null }] }] } });
    expect(answer.errors.map(({ path }) => path)).toEqual([['events', 'nodes', 0, 'acts', 0, 'method']]);
    expect(hub.partners['one']?.refused).toEqual([]);
  });

  test('an officer reads more of the own organisation and nothing of another', async () => {
    const query = '{ events { nodes { id title witnesses { connection legalName } } } }';
    const answer = await hub.ask(query, { principal: 'case-officer@two' });
    expect(answer.data).toEqual({
      events: {
        nodes: [
          {
            id: 'two:c',
            title: `${CANARY}title`,
            witnesses: [{ connection: `${CANARY}connection`, legalName: null }],
          },
        ],
      },
    });
    expect(answer.errors.map(({ path }) => path)).toEqual([
      ['events', 'nodes', 0, 'witnesses', 0, 'legalName'],
    ]);
    expect(hub.partners['one']?.asked).toEqual([]);
  });

  test('who has no permission gets null, the code, and asks nobody', async () => {
    const answer = await hub.ask(
      '{ events(where: { countries: ["XA"] }) { nodes { id } } event(id: "one:a") { id } }',
    );
    expect(answer.data).toEqual({ events: null, event: null });
    expect(answer.errors.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
      { path: ['events'], extensions: UNAUTHORIZED },
      { path: ['event'], extensions: UNAUTHORIZED },
    ]);
    expect(hub.partners['one']?.asked).toEqual([]);
    expect(hub.partners['two']?.asked).toEqual([]);
  });

  test('an alias that shadows a key neither reveals nor forges a value', async () => {
    const answer = await hub.ask(
      '{ events(first: 1) { nodes { id: country partner { id: name name: id } } } }',
      {
        principal: 'regional-body',
      },
    );
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({
      events: { nodes: [{ id: 'XA', partner: { id: 'Partner one', name: 'one' } }] },
    });
    expect(hub.partners['one']?.asked[0]?.query).not.toContain('id: country');
  });

  test('the same field under two names is answered under both', async () => {
    const answer = await hub.ask(
      `{ early: events(first: 1, orderBy: START_DATE_ASC) { a: nodes { id } b: nodes { country __typename } }
         late: events(first: 1) { nodes { id } pageInfo { more: hasNextPage } } }`,
      { principal: 'regional-body' },
    );
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual({
      early: { a: [{ id: 'one:a' }], b: [{ country: 'XA', __typename: 'Event' }] },
      late: { nodes: [{ id: 'one:b' }], pageInfo: { more: true } },
    });
  });

  test('@skip and @include with variables are decided before a partner is asked', async () => {
    const answer = await hub.ask(
      'query ($no: Boolean!) { events(first: 1) { nodes { id country @include(if: $no) area @skip(if: $no) } } }',
      { principal: 'regional-body', variables: { no: false } },
    );
    expect(answer.data).toEqual({ events: { nodes: [{ id: 'one:b', area: 'XA-01' }] } });
    expect(hub.partners['one']?.asked[0]?.query).not.toMatch(/country|@|\$/);
  });

  test('a delegation names one partner, this body, a pseudonym of that partner alone, and no token goes on', async () => {
    const token = await hub.token('regional-body');
    await hub.ask('{ events(first: 1) { nodes { id } } }', { token });
    const [asked] = hub.partners['one']?.asked ?? [];
    expect(asked?.claims).toMatchObject({
      iss: 'test-hub',
      aud: 'one',
      organisation: 'regional-body',
      roles: ['REGIONAL_BODY'],
      purpose: 'OVERSIGHT',
    });
    expect(asked?.claims.sub).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(asked?.headers)).not.toContain(token);
    expect(asked?.body).not.toContain('regional-body');
    expect(hub.partners['one']?.refused).toEqual([]);
  });

  describe('event(id:)', () => {
    const read = (id: string): ReturnType<TestHub['ask']> =>
      hub.ask('query ($id: ID!) { event(id: $id) { id area } }', {
        principal: 'regional-body',
        variables: { id },
      });

    test('is asked of the partner that the id names', async () => {
      expect((await read('one:a')).data).toEqual({ event: { id: 'one:a', area: 'XA-01' } });
      expect(hub.partners['two']?.asked).toEqual([]);
    });

    test('a missing, a denied, a foreign and a malformed id give the same bytes', async () => {
      const answers = await Promise.all(
        [
          'one:nothing',
          'two:c',
          'nobody:a',
          'one:',
          ':a',
          'one',
          '',
          'one:a b',
          'one:a:b',
          '__proto__:a',
        ].map(read),
      );
      expect([...new Set(answers.map(({ text }) => text))]).toEqual(['{"data":{"event":null}}\n']);
      expect(hub.partners['two']?.asked).toEqual([]);
    });

    test('another event than the one asked for is not passed on', async () => {
      const one = hub.partners['one'];
      if (one === undefined) throw new Error('no partner');
      one.misbehave = (_request, response) => {
        const event = { v0_id: 'one:b', v0_date: '2012-03-01', id: 'one:b', area: 'XA-02' };
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ data: { event } }));
        return true;
      };
      const answer = await read('one:a');
      one.misbehave = null;
      expect(answer.data).toEqual({ event: null });
      expect(answer.errors[0]?.extensions).toEqual({ code: 'PARTNER_UNAVAILABLE', partner: 'one' });
    });
  });
});

describe('the caller sees themselves', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub({ rows: { one: [] } });
  });
  afterAll(() => hub.close());

  test('viewer names organisation, purpose and what may be read', async () => {
    const query = '{ viewer { organisation { id name } roles purpose readable } }';
    const { data } = await hub.ask(query, { principal: 'regional-body' });
    const viewer = data?.['viewer'] as { readable: string[] };
    expect(viewer).toMatchObject({
      organisation: { id: 'regional-body', name: 'Regional body' },
      roles: ['REGIONAL_BODY'],
      purpose: 'OVERSIGHT',
    });
    expect(viewer.readable).toEqual(
      expect.arrayContaining(['Event.country', 'Partner.name', 'Query.events']),
    );
    expect(viewer.readable).not.toEqual(expect.arrayContaining(['Event.title']));
    expect(viewer.readable.filter((coordinate) => !/^[A-Z]\w*\.\w+$/.test(coordinate))).toEqual([]);
  });

  test('without a token: a public analyst, who reads statistics and no record', async () => {
    const { data } = await hub.ask('{ viewer { organisation { id } roles purpose readable } }');
    const viewer = data?.['viewer'] as { readable: string[] };
    expect(viewer).toMatchObject({ organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' });
    expect(viewer.readable.some((coordinate) => coordinate.startsWith('Event.'))).toBe(false);
  });
});
