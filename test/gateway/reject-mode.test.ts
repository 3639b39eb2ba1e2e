/** Where the operator wants it so, an operation with a denied field is refused as a whole; nobody is asked anything. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createDecide, readConfig } from '@vigil/gateway';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { mapWithout } from './support/map-without.js';
import { startTestHub, type Answer, type TestHub } from './support/test-hub.js';
import { CANARY, makeEvent } from './support/test-rows.js';

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub({
    rows: { one: [makeEvent('one', 'a', '2012-01-01')] },
    environment: { VIGIL_HUB_ON_DENIED: 'reject' },
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  const one = hub.partners['one'];
  if (one !== undefined) one.asked.length = 0;
});

const REGIONAL = { principal: 'regional-body' };

function told({ errors }: Answer): unknown[] {
  return errors.map(({ message, extensions }) => [extensions['code'], message]);
}

describe('an operation with a denied field', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['plain', '{ events { nodes { id title } } }', {}],
    ['under an alias', '{ events { nodes { id area: title } } }', {}],
    [
      'in fragments',
      '{ events { nodes { ...A } } } fragment A on Event { ... { ...B } } fragment B on Event { id title }',
      {},
    ],
    ['twice', '{ events { nodes { a: title b: title } } }', {}],
    [
      'behind a condition that holds',
      'query ($x: Boolean!) { events { nodes { id title @include(if: $x) } } }',
      { x: true },
    ],
  ])('%s: is refused, the partner is not asked, and it is recorded', async (_name, query, variables) => {
    const answer = await hub.ask(query, { ...REGIONAL, variables });
    expect([answer.status, answer.data]).toEqual([200, undefined]);
    expect(told(answer)).toEqual([['UNAUTHORIZED_FIELD_OR_TYPE', 'not authorized to read Event.title']]);
    expect(answer.text).not.toContain(CANARY);
    expect(hub.partners['one']?.asked).toEqual([]);
    const [entry] = (await hub.audit()).slice(-1);
    expect(entry?.entry).toMatchObject({
      organisation: 'regional-body',
      denied: ['Event.title'],
      partners: [],
      outcomes: ['UNAUTHORIZED_FIELD_OR_TYPE'],
    });
  });

  test('the twins: without it, or with a condition that does not hold, it is answered', async () => {
    const plain = await hub.ask('{ events { nodes { id } } }', REGIONAL);
    const skipped = await hub.ask('query ($x: Boolean!) { events { nodes { id title @include(if: $x) } } }', {
      ...REGIONAL,
      variables: { x: false },
    });
    expect([plain.data, plain.errors]).toEqual([{ events: { nodes: [{ id: 'one:a' }] } }, []]);
    expect(skipped.text).toBe(plain.text);
  });

  test('what a name of nobody answers is the same as elsewhere', async () => {
    expect(told(await hub.ask('{ events { nodes { one__hidden } } }', REGIONAL))[0]).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot query field "one__hidden" on type "Event".',
    ]);
  });
});

describe('the setting', () => {
  test('is filter by default, and nothing else than the two', () => {
    expect(readConfig({}).onDenied).toBe('filter');
    expect(readConfig({ VIGIL_HUB_ON_DENIED: 'reject' }).onDenied).toBe('reject');
    expect(() => readConfig({ VIGIL_HUB_ON_DENIED: 'Reject' })).toThrow(/VIGIL_HUB_ON_DENIED/);
  });

  test('a denied field is named before a denied argument, each once', () => {
    const schema = buildSchema('type Query { a(x: Int): Int b: Int }');
    const document = parse('{ a(x: 1) b c: b }');
    const operation = getOperationAST(document);
    if (operation == null) throw new Error('no operation');
    const stage = createDecide({ limits: { fields: 100 }, onDenied: 'reject' });
    const map = mapWithout(['select Query.b', 'filterBy Query.a(x:)']);
    const decided = stage.decide({ schema, document, operation, conditions: {} }, map);
    const denied: string[] = [];
    expect(() => stage.judge(decided, {}, denied)).toThrow(
      expect.objectContaining({
        errors: [
          { code: 'UNAUTHORIZED_FIELD_OR_TYPE', message: 'not authorized to read Query.b' },
          { code: 'UNAUTHORIZED_ARGUMENT', message: 'not authorized to use Query.a(x:)' },
        ],
      }),
    );
    expect([...new Set(denied)]).toEqual(['Query.b', 'Query.a(x:)']);
  });
});
