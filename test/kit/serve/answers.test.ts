/** What leaves a node: generalised dates, names that link nothing, no canary, no more statements than levels. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CANARY, seedFile } from './case-file-seed.js';
import { OFFICER, OTHER_BODY, REGIONAL_BODY, type Caller } from './hub-double.js';
import { createServingNode, post, type ServingNode } from './serving-node.js';

let node: ServingNode;
let first: string;
let second: string;

beforeAll(async () => {
  node = await createServingNode();
  const [one, two] = await seedFile(node.context.dataSource, {
    victims: [{}],
    perpetrators: 1,
    events: [
      {
        date: '2012-05-17',
        acts: [{ victim: 0, perpetrators: [0], date: '2012-05-18' }, { type: 'TORTURE' }],
        witnesses: [{}, {}],
        evidence: 1,
        interventions: [{ date: '2012-08-09' }, {}],
      },
      { date: '2012-06-01', precision: 'MONTH', acts: [{ victim: 0, perpetrators: [0] }] },
    ],
  });
  first = `synthetic-one:${one ?? ''}`;
  second = `synthetic-one:${two ?? ''}`;
});
afterAll(() => node.close());

const EVERYTHING_ALLOWED = `id partner { id } startDate datePrecision country area verification
  acts { id type startDate victim { id sex ageBand group } perpetrators { id type } }
  interventions { id type date status }`;

interface Person {
  id: string;
}
interface Shown {
  acts: {
    id: string;
    type: string;
    startDate: string | null;
    victim: Person | null;
    perpetrators: Person[];
  }[];
  witnesses: Person[];
  evidence: { id: string; collectedAt: string }[];
  interventions: { id: string; date: string | null; type: string | null; status: string | null }[];
}

async function read(id: string, fields: string, caller: Caller = REGIONAL_BODY): Promise<Shown> {
  const answer = await node.ask(
    { query: `query ($id: ID!) { event(id: $id) { ${fields} } }`, variables: { id } },
    { caller },
  );
  expect(answer.json.errors).toBeUndefined();
  return (answer.json.data as { event: Shown }).event;
}

describe('an answer', () => {
  test('is what the data says, with every date cut to its month', async () => {
    const event = await read(first, EVERYTHING_ALLOWED);
    expect(event).toMatchObject({
      id: first,
      partner: { id: 'synthetic-one' },
      startDate: '2012-05-01',
      datePrecision: 'MONTH',
      country: 'XA',
      area: 'XA-01',
      verification: 'CORROBORATED',
    });
    const detention = event.acts.find(({ type }) => type === 'DETENTION');
    expect(detention).toMatchObject({
      startDate: '2012-05-01',
      victim: { sex: 'FEMALE', ageBand: 'A25_34', group: 'JOURNALIST' },
      perpetrators: [{ type: 'STATE' }],
    });
    expect(event.acts.find(({ type }) => type === 'TORTURE')).toMatchObject({
      startDate: null,
      victim: null,
      perpetrators: [],
    });
    expect(event.interventions.map(({ date }) => date).sort()).toEqual(['2012-08-01', null].sort());
  });

  test('holds no canary for a body, however much it selects', async () => {
    const answer = await node.ask({ query: `{ events { nodes { ${EVERYTHING_ALLOWED} } } }` });
    expect(answer.json.errors).toBeUndefined();
    expect(answer.text).toContain(first);
    expect(answer.text).not.toContain(CANARY);
  });

  test('gives codes of interventions and no free text that stands in their place', async () => {
    const words = { type: `letter to ${CANARY}name`, status: 'CANARY_WILL_CALL' };
    const [id] = await seedFile(node.context.dataSource, {
      events: [{ date: null, interventions: [words, {}] }],
    });
    const { interventions } = await read(
      `synthetic-one:${id ?? ''}`,
      'interventions { id date type status }',
    );
    expect(interventions.map(({ type, status }) => ({ type, status }))).toEqual(
      expect.arrayContaining([
        { type: null, status: null },
        { type: 'LEGAL_AID', status: 'ACTION_PENDING' },
      ]),
    );
    expect(interventions).toHaveLength(2);
  });

  test('gives aliases and repeated root fields what each of them asks for', async () => {
    const answer = await node.ask({
      query: `query ($a: ID!, $b: ID!) {
        a: event(id: $a) { id } b: event(id: $b) { when: startDate } none: event(id: "x") { id }
        page: events(first: 1, orderBy: START_DATE_ASC) { nodes { id vigil__typename: __typename } } }`,
      variables: { a: first, b: second },
    });
    expect(answer.json).toEqual({
      data: {
        a: { id: first },
        b: { when: '2012-06-01' },
        none: null,
        page: { nodes: [{ id: first, vigil__typename: 'Event' }] },
      },
    });
  });
});

describe('ids below an event', () => {
  const FIELDS = 'acts { id victim { id } perpetrators { id } } interventions { id }';
  const idsOf = ({ acts, interventions }: Shown): string[] =>
    [
      ...acts.flatMap(({ id, victim, perpetrators }) => [
        id,
        victim?.id ?? '',
        ...perpetrators.map((one) => one.id),
      ]),
      ...interventions.map(({ id }) => id),
    ].filter((id) => id !== '');

  test('are the same each time for one organisation, and 22 letters', async () => {
    const ids = idsOf(await read(first, FIELDS));
    expect(ids).toHaveLength(6); // by hand: 2 acts, 1 victim, 1 perpetrator, 2 interventions
    expect(new Set(ids).size).toBe(6);
    expect(ids.every((id) => /^[A-Za-z0-9_-]{22}$/.test(id))).toBe(true);
    expect(idsOf(await read(first, FIELDS))).toEqual(ids);
  });

  test('share nothing between two organisations', async () => {
    const mine = idsOf(await read(first, FIELDS));
    const theirs = idsOf(await read(first, FIELDS, OTHER_BODY));
    expect(mine.filter((id) => theirs.includes(id))).toEqual([]);
  });

  test('do not tell that one person is in two events', async () => {
    const here = (await read(first, FIELDS)).acts.flatMap(({ victim, perpetrators }) => [
      victim,
      ...perpetrators,
    ]);
    const there = (await read(second, FIELDS)).acts.flatMap(({ victim, perpetrators }) => [
      victim,
      ...perpetrators,
    ]);
    const ids = [...here, ...there].flatMap((one) => (one === null ? [] : [one.id]));
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });

  test('are the keyed hash that the design names, computed here by hand', async () => {
    const [{ id: local } = { id: '' }] =
      await node.context.dataSource.query<{ id: string }[]>('SELECT id FROM victim');
    const key = await readFile(join(node.dataDir, 'keys', 'id.key'));
    const expected = createHmac('sha256', key)
      .update(`victim|${first}|regional-body|${local}`)
      .digest('base64url');
    const victims = (await read(first, FIELDS)).acts.flatMap(({ victim }) =>
      victim === null ? [] : [victim.id],
    );
    expect(victims).toEqual([expected.slice(0, 22)]);
  });
});

describe('statements', () => {
  const selects = (): string[] =>
    node.statements().filter((text) => /\bFROM (event|act|witness|evidence|intervention)\b/.test(text));
  const OFFICERS = `${EVERYTHING_ALLOWED} title acts { method perpetrators { unit } }
    witnesses { id connection reliability } evidence { id kind sha256 collectedAt }`;

  test('one for the events and one for each level below, however many events there are', async () => {
    for (const size of [1, 2]) {
      node.statements();
      const answer = await node.ask(
        { query: `{ events(first: ${size}) { nodes { ${OFFICERS} } } }` },
        { caller: OFFICER },
      );
      expect(answer.json.errors).toBeUndefined();
      // by hand: events, acts, victims, perpetrators, witnesses, evidence, interventions
      expect(selects()).toHaveLength(7);
    }
  });

  test('only for levels that are selected', async () => {
    node.statements();
    await node.ask({ query: '{ events { nodes { id acts { type } } } }' });
    expect(selects()).toHaveLength(2);
  });

  test('no confidential column is read unless it is asked for, and no sealed one ever', async () => {
    node.statements();
    await node.ask({ query: `{ events { nodes { ${EVERYTHING_ALLOWED} } } }` });
    expect(selects().join('\n')).not.toMatch(/\.(title|method|unit|connection|reliability|sha256)\b/);
    await node.ask({ query: `{ events { nodes { ${OFFICERS} } } }` }, { caller: OFFICER });
    const officers = selects().join('\n');
    expect(officers).toMatch(/\.title\b/);
    expect(officers).not.toMatch(/legal_name|contact|testimony|exact_location|description|content/);
  });

  test('the officer too is shown the month of collection: the day is read on the node itself', async () => {
    const { evidence } = await read(first, 'evidence { id collectedAt }', OFFICER);
    expect(evidence.map(({ collectedAt }) => collectedAt)).toEqual(['2012-05-01']);
  });
});

describe('a request that is not well made is refused with one code, and no word of its own', () => {
  const many = Array.from({ length: 1_001 }, (_, at) => `a${at}: __typename`).join(' ');
  test.each([
    ['no JSON', 'nonsense', 'BAD_USER_INPUT'],
    ['a list', '[]', 'BAD_USER_INPUT'],
    ['a batch', '[{"query":"{ events { nodes { id } } }"}]', 'BAD_USER_INPUT'],
    ['an extra member', '{"query":"{ events { nodes { id } } }","extensions":{}}', 'BAD_USER_INPUT'],
    ['no GraphQL', '{"query":"{ secret"}', 'GRAPHQL_PARSE_FAILED'],
    ['a field that is not there', '{"query":"{ secret }"}', 'GRAPHQL_VALIDATION_FAILED'],
    ['a mutation', '{"query":"mutation { secret }"}', 'BAD_USER_INPUT'],
    ['two operations', '{"query":"query a { __typename } query b { __typename }"}', 'BAD_USER_INPUT'],
    ['a directive', '{"query":"{ events { nodes { id @skip(if: true) } } }"}', 'BAD_USER_INPUT'],
    ['too many fields', JSON.stringify({ query: `{ ${many} }` }), 'LIMIT_EXCEEDED'],
    [
      'a variable of another type',
      '{"query":"query ($first: Int) { events(first: $first) { nodes { id } } }","variables":{"first":"secret"}}',
      'BAD_USER_INPUT',
    ],
    [
      'a fragment in itself',
      '{"query":"{ ...secret } fragment secret on Query { ...secret }"}',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s', async (_what, body, code) => {
    node.statements();
    const token = await node.hub.delegate(body, { ...REGIONAL_BODY, coordinates: [] });
    const answer = await post(`${node.url}/graphql`, body, token);
    expect(answer.json.errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(answer.text).not.toContain('secret');
    expect(node.statements().filter((text) => /\bcase_file\b/.test(text))).toEqual([]);
  });
});
