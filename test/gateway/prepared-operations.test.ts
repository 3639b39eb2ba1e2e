/**
 * What is kept of an operation, and for whom: nothing is done twice for one, nothing is shared between two who may
 * see different things, nothing of a caller's values is kept, and all of it is bounded by bytes.
 */
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  PreparedOperations,
  createDecide,
  createReceive,
  warmOperations,
  type Standing,
} from '@vigil/gateway';
import { readVariables, type SubjectClass } from '@vigil/policies';
import { buildSchema } from 'graphql';
import { mapWithout } from './support/map-without.js';

const LIMITS = {
  ...{ tokens: 1_000, depth: 20, aliases: 50, directives: 50, rootFields: 20 },
  ...{ fields: 100, cost: 1_000, listItems: 100 },
};

const schema = buildSchema(`
  type Query { thing(id: ID, where: Where): Thing }
  type Thing { id: ID! name: String secret: String }
  input Where { name: String }
`);

type Prepared = ReturnType<Standing['graph']['prepare']>;

/** How often each step was done. */
let done: Record<'parse' | 'check' | 'decide' | 'plan', number>;
let operations: PreparedOperations;

function makeOperations(maxBytes?: number): PreparedOperations {
  const receive = createReceive({ limits: LIMITS });
  // Fewer than the document may have, so that this step refuses something by itself.
  const decide = createDecide({ limits: { fields: 60 } });
  return new PreparedOperations({
    receive: {
      parse: (text) => ((done.parse += 1), receive.parse(text)),
      weigh: (...given) => receive.weigh(...given),
      check: (...given) => ((done.check += 1), receive.check(...given)),
    },
    decide: { decide: (...given) => ((done.decide += 1), decide.decide(...given)) },
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
}

beforeEach(() => {
  done = { parse: 0, check: 0, decide: 0, plan: 0 };
  operations = makeOperations();
});

function graph(bytes = 1_000): Standing['graph'] {
  return {
    prepare: () => {
      done.plan += 1;
      return { bytes, run: () => Promise.reject(new Error('nothing runs here')) };
    },
  };
}

const SUBJECT: SubjectClass = { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' };

const STANDING: Standing = {
  subject: SUBJECT,
  map: mapWithout([], 'all'),
  view: { schema, hash: 'view' },
  graph: graph(),
};

interface Asked {
  query: string;
  operationName?: string;
  variables?: Record<string, unknown>;
}

/** The way that a request takes. */
function ask({ query, operationName, variables = {} }: Asked, standing = STANDING): Prepared {
  const checked = operations.check(operations.document(query), { query, operationName }, standing.view);
  const { coerced } = readVariables(standing.view.schema, checked.operation, variables);
  return operations.executable(operations.decide(checked, standing, coerced));
}

const QUERY = 'query ($id: ID, $more: Boolean = false) { thing(id: $id) { id name @include(if: $more) } }';
const ONCE = { parse: 1, check: 1, decide: 1, plan: 1 };

describe('an operation that comes again', () => {
  test('is neither parsed, validated, decided nor planned again, whatever its values are', () => {
    const first = ask({ query: QUERY, variables: { id: '1' } });
    expect(ask({ query: QUERY, variables: { id: '2' } })).toBe(first);
    expect(ask({ query: QUERY, variables: { more: false } })).toBe(first);
    expect(done).toEqual(ONCE);
  });

  test('with another value of @include is another operation of the same document', () => {
    const without = ask({ query: QUERY });
    const withMore = ask({ query: QUERY, variables: { more: true } });
    expect(withMore).not.toBe(without);
    expect(ask({ query: QUERY, variables: { more: true } })).toBe(withMore);
    expect(done).toEqual({ ...ONCE, decide: 2, plan: 2 });
  });

  test.each<[string, Partial<Standing>, Partial<typeof done>]>([
    ['another permission map', { map: mapWithout(['select Thing.name'], 'some') }, { decide: 2, plan: 2 }],
    ['another view', { view: { schema, hash: 'other' } }, { check: 2, decide: 2, plan: 2 }],
    ['another graph', { graph: graph() }, { decide: 2, plan: 2 }],
  ])('for %s is prepared for that one', (_name, other, again) => {
    const first = ask({ query: QUERY });
    expect(ask({ query: QUERY }, { ...STANDING, ...other })).not.toBe(first);
    expect(ask({ query: QUERY })).toBe(first);
    expect(done).toEqual({ ...ONCE, ...again });
  });

  test('under another name is another operation, and no name passes for the beginning of a text', () => {
    const query = 'query A { thing { id } } query B { thing { name } }';
    expect(ask({ query, operationName: 'B' })).not.toBe(ask({ query, operationName: 'A' }));
    expect(done).toEqual({ parse: 1, check: 2, decide: 2, plan: 2 });
    // As one text, name and query would be the same: `A`, then a line with the document.
    expect(() => ask({ query: '{ thing { id } }', operationName: 'A\n{ thing { id } }' })).toThrow();
    expect(() => ask({ query: '{ thing { id } }', operationName: '' })).toThrow();
  });
});

describe('what is kept', () => {
  test.each<[string, Asked, Partial<typeof done>]>([
    ['is no GraphQL', { query: '{ thing' }, { parse: 2 }],
    ['is over a limit', { query: `{ ${'thing { id } '.repeat(21)} }` }, { parse: 2 }],
    ['is not valid', { query: '{ nothing }' }, { parse: 1, check: 2 }],
    ['expands too far', { query: `{ thing { ${'id '.repeat(70)} } }` }, { parse: 1, check: 1, decide: 2 }],
  ])('is not what %s', (_name, asked, expected) => {
    for (let time = 0; time < 2; time += 1) expect(() => ask(asked)).toThrow();
    expect(done).toEqual({ parse: 0, check: 0, decide: 0, plan: 0, ...expected });
    expect([...operations.lately()]).toEqual([]);
  });

  test('is no value that a caller gave, wherever it stood', () => {
    const query = `query ($id: ID, $where: Where, $more: Boolean!) {
      thing(id: $id, where: $where) { id name @include(if: $more) }
    }`;
    ask({ query, variables: { id: 'CANARY-id', where: { name: 'CANARY-name' }, more: true } });
    const [kept] = [...operations.lately()];
    expect(kept?.conditions).toEqual({ more: true });
    expect(textsIn(kept)).toContain('where');
    expect([...textsIn(kept)].filter((text) => text.includes('CANARY'))).toEqual([]);
  });

  test('is not an operation that could not be planned; others are none the worse', () => {
    const broken: Standing = {
      ...STANDING,
      graph: {
        prepare: ({ fields }) => {
          done.plan += 1;
          if (fields.some(({ responseKey }) => responseKey === 'bad')) throw new Error('no plan');
          return { bytes: 1, run: () => Promise.reject(new Error('nothing runs here')) };
        },
      },
    };
    for (let time = 0; time < 2; time += 1)
      expect(() => ask({ query: '{ bad: thing { id } }' }, broken)).toThrow('no plan');
    expect(done.plan).toBe(2);
    ask({ query: '{ good: thing { id } }' }, broken);
    ask({ query: '{ good: thing { id } }' }, broken);
    expect([done.plan, [...operations.lately()].map(({ checked }) => checked.query)]).toEqual([
      3,
      ['{ good: thing { id } }'],
    ]);
  });

  test('is bounded by bytes: those unused for longest go, and one that is larger than all of it is not kept', () => {
    // 70 % of the bytes are for ready operations: room for two plans of 200,000, not for three.
    operations = makeOperations(700_000);
    const heavy: Standing = { ...STANDING, graph: graph(200_000) };
    const query = (n: number): string => `{ a${n}: thing { id } }`;
    for (const n of [1, 2, 3]) ask({ query: query(n) }, heavy);
    expect([...operations.lately()].map(({ checked }) => checked.query)).toEqual([query(3), query(2)]);
    ask({ query: query(2) }, heavy);
    expect(done.plan).toBe(3);
    ask({ query: query(1) }, heavy);
    expect(done.plan).toBe(4);
    ask({ query: query(4) }, { ...STANDING, graph: graph(10_000_000) });
    expect([...operations.lately()].map(({ checked }) => checked.query)).not.toContain(query(4));
  });

  test('is nothing for a graph that is not used any more', () => {
    const old = graph();
    ask({ query: QUERY }, { ...STANDING, graph: old });
    ask({ query: QUERY });
    operations.forget(old);
    expect([...operations.lately()].map(({ standing }) => standing.graph)).toEqual([STANDING.graph]);
  });
});

/** Every text that can be reached from a value, schemas left out. */
function textsIn(value: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  const seen = new Set<unknown>([schema]);
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') texts.add(next);
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    for (const key of Reflect.ownKeys(next)) waiting.push(key, Reflect.get(next, key));
  }
  return texts;
}

describe('before another graph goes live', () => {
  const maps = { for: () => STANDING.map };
  const viewFor = (): Standing['view'] => STANDING.view;
  const query = (n: number): string => `{ a${n}: thing { id } }`;

  test('operations of late are prepared on it, those asked last first, while others are served', async () => {
    for (const n of [1, 2, 3]) ask({ query: query(n) });
    const order: unknown[] = [];
    const next: Standing['graph'] = {
      prepare: ({ fields }) => {
        order.push(fields[0]?.responseKey);
        setImmediate(() => order.push('another request'));
        return { bytes: 1, run: () => Promise.reject(new Error('nothing runs here')) };
      },
    };
    const ready = await warmOperations(
      { graph: next, maps, viewFor },
      { operations, elapsed: () => 0, maxOperations: 2 },
    );
    expect([ready, order]).toEqual([2, ['a3', 'another request', 'a2', 'another request']]);
    ask({ query: query(3) }, { ...STANDING, graph: next });
    expect(order).toHaveLength(4);
  });

  test('no longer than the time for it', async () => {
    for (const n of [1, 2, 3]) ask({ query: query(n) });
    const times = [0, 0, 1_500, 2_500];
    const options = { operations, elapsed: () => times.shift() ?? 9_999, maxMilliseconds: 2_000 };
    expect(await warmOperations({ graph: graph(), maps, viewFor }, options)).toBe(2);
  });

  test('one that is not valid any more is left to whoever asks it', async () => {
    ask({ query: '{ thing { secret } }' });
    ask({ query: '{ thing { id } }' });
    const fewer = buildSchema('type Query { thing: Thing } type Thing { id: ID! }');
    const ready = await warmOperations(
      { graph: graph(), maps, viewFor: () => ({ schema: fewer, hash: 'fewer' }) },
      { operations, elapsed: () => 0 },
    );
    expect(ready).toBe(1);
  });

  test('with the same conditions, and for the class of callers that asked', async () => {
    ask({ query: QUERY, variables: { more: true } });
    const subjects: SubjectClass[] = [];
    const keys: unknown[] = [];
    await warmOperations(
      {
        graph: {
          prepare: ({ fields }) => {
            keys.push(fields[0]?.children?.map(({ responseKey }) => responseKey));
            return { bytes: 1, run: () => Promise.reject(new Error('nothing runs here')) };
          },
        },
        maps: { for: (subject) => (subjects.push(subject), STANDING.map) },
        viewFor,
      },
      { operations, elapsed: () => 0 },
    );
    expect([subjects, keys]).toEqual([[SUBJECT], [['id', 'name']]]);
  });
});
