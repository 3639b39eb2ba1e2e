/** When steps run, and where what they bring is put. Expected values by hand. */
import { describe, expect, test } from '@jest/globals';
import { compileJoin, type PlanStep } from '@vigil/gateway';
import { buildSchema } from 'graphql';
import { join, plain, says, step, subgraph } from './support/hand-plan.js';

const SCHEMA = `
  type Query { a: Int b: Int c: Int d: Int }
  type Mutation { one: Int two: Int three: Done }
  type Done { ok: Boolean query: Query }
`;
const field = (name: string, needs: number[] = []): PlanStep =>
  step({ subgraph: name, needs, text: `{ ${name} }` });

test('a step starts the moment those it needs are done, and waits for no other', async () => {
  const events: string[] = [];
  const gates = new Map<string, () => void>();
  const gated = (name: string) =>
    subgraph(async () => {
      events.push(`${name} asked`);
      await new Promise<void>((resolve) => gates.set(name, resolve));
      return { data: { [name]: 1 } };
    });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const steps = [field('a'), field('b'), field('c', [0]), field('d', [0, 1, 1])];
  const subgraphs = { a: gated('a'), b: gated('b'), c: gated('c'), d: gated('d') };
  const joined = join({ schema: SCHEMA, steps, subgraphs });
  await turn();
  expect(events).toEqual(['a asked', 'b asked']);
  gates.get('a')?.();
  await turn();
  expect(events).toEqual(['a asked', 'b asked', 'c asked']);
  gates.get('b')?.();
  await turn();
  expect(events).toEqual(['a asked', 'b asked', 'c asked', 'd asked']);
  gates.get('c')?.();
  gates.get('d')?.();
  expect(plain((await joined).data)).toEqual({ a: 1, b: 1, c: 1, d: 1 });
});

test('no steps: nothing is asked, and the data are empty', async () => {
  const joined = await join({ schema: SCHEMA, steps: [], subgraphs: {} });
  expect(plain(joined)).toEqual({ data: {}, errors: [] });
});

describe('mutations', () => {
  test('in the order of their needs, also behind one that failed', async () => {
    const order: string[] = [];
    const doing = (name: string, fails: boolean) =>
      subgraph(() => {
        order.push(name);
        if (fails) throw new Error('no');
        return { data: { [name]: 1 } };
      });
    const steps = [
      step({ subgraph: 'x', text: 'mutation { one }' }),
      step({ subgraph: 'y', needs: [0], text: 'mutation { two }' }),
    ];
    const { data } = await join({
      schema: SCHEMA,
      steps,
      subgraphs: { x: doing('one', true), y: doing('two', false) },
    });
    expect(order).toEqual(['one', 'two']);
    expect(plain(data)).toEqual({ one: { flawed: null, codes: ['PARTNER_UNAVAILABLE'] }, two: 1 });
  });

  test('nothing is asked again when it gave no data', async () => {
    const x = says(null, [{ message: 'no' }]);
    await join({
      schema: SCHEMA,
      steps: [step({ subgraph: 'x', text: 'mutation { one two }' })],
      subgraphs: { x },
    });
    expect(x.asked).toHaveLength(1);
  });

  test('a query below a mutation is put where it was asked', async () => {
    const steps = [
      step({ subgraph: 'x', text: 'mutation { three { ok query { __typename } } }' }),
      step({ subgraph: 'y', needs: [0], path: 'three.query', text: '{ a b }' }),
    ];
    const subgraphs = {
      x: says({ three: { ok: true, query: { __typename: 'Query' } } }),
      y: says({ a: 1, b: 2 }),
    };
    const { data } = await join({ schema: SCHEMA, steps, subgraphs });
    expect(plain(data)).toEqual({ three: { ok: true, query: { __typename: 'Query', a: 1, b: 2 } } });
    expect(subgraphs.y.asked).toHaveLength(1);
  });
});

test("the caller's variables go with every question", async () => {
  const a = says({ a: 1 });
  await join({ schema: SCHEMA, steps: [field('a')], subgraphs: { a }, variables: { v0: [1, null] } });
  expect(a.asked[0]?.variables).toEqual({ v0: [1, null] });
});

test('a step without a source is refused before anything is asked', () => {
  expect(() => compileJoin([field('a')], { sources: new Map(), schema: buildSchema(SCHEMA) })).toThrow(
    expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR', audience: 'operator' }),
  );
});
