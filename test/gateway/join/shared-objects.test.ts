/** Where equal objects are kept once, and where they must not be. Expected values by hand. */
import { expect, test } from '@jest/globals';
import type { DataObject, PlanStep } from '@vigil/gateway';
import { entities, join, plain, says, step, subgraph, type FakeSubgraph } from './support/hand-plan.js';

const SCHEMA = `
  type Query { shops: [Shop] }
  type Shop { id: ID boxes: [Box] keeper: Person }
  type Box { w: Int h: Int label: Label }
  type Label { text: String }
  type Person { id: ID name: String friends: [Person] }
`;
const shop = (id: string, more: object = {}) => ({ __typename: 'Shop', id, ...more });
const PERSON = '{ ... on Person { __typename id } }';
const SHOP = '{ ... on Shop { __typename id } }';

async function shops(
  steps: readonly PlanStep[],
  subgraphs: Record<string, FakeSubgraph>,
): Promise<DataObject[]> {
  const { data, errors } = await join({ schema: SCHEMA, steps, subgraphs });
  expect(errors).toEqual([]);
  return data?.['shops'] as DataObject[];
}

test('what one answer says twice in one place is one object, and is asked about once', async () => {
  const keeper = (id: string) => ({ keeper: { __typename: 'Person', id } });
  const steps = [
    step({ subgraph: 'first', text: '{ shops { __typename id keeper { __typename id } } }' }),
    step({
      ...{ subgraph: 'people', needs: [0], path: 'shops.@.keeper', requires: PERSON },
      text: entities('... on Person { name }'),
    }),
  ];
  const subgraphs = {
    first: says({ shops: [shop('1', keeper('7')), shop('2', keeper('8')), shop('3', keeper('7'))] }),
    people: says({ _entities: [{ name: 'Ana' }, { name: 'Luz' }] }),
  };
  const [one, two, three] = await shops(steps, subgraphs);
  expect(one?.['keeper']).toBe(three?.['keeper']);
  expect([one, two, three].map((given) => (plain(given?.['keeper']) as { name: string }).name)).toEqual([
    'Ana',
    'Luz',
    'Ana',
  ]);
});

test('what differs further down is not one', async () => {
  const boxes = (text: string) => ({ boxes: [{ w: 1, label: { text } }] });
  const steps = [step({ subgraph: 'first', text: '{ shops { __typename id boxes { w label { text } } } }' })];
  const given = [shop('1', boxes('a')), shop('2', boxes('b')), shop('3', boxes('a'))];
  expect(plain(await shops(steps, { first: says({ shops: given }) }))).toEqual(given);
});

/** Two shops with equal boxes as far as `first` knows, and with different ones as `second` does. */
const boxSteps = [
  step({ subgraph: 'first', text: '{ shops { __typename id boxes { w } } }' }),
  step({
    ...{ subgraph: 'second', needs: [0], path: 'shops.@', requires: SHOP },
    text: entities('... on Shop { boxes { h } }'),
  }),
];
const boxesOf = (second: FakeSubgraph) => ({
  first: says({ shops: [shop('1', { boxes: [{ w: 1 }] }), shop('2', { boxes: [{ w: 1 }] })] }),
  second,
});

test('values that two fetches make together are kept apart: one box does not become another', async () => {
  const second = says({ _entities: [{ boxes: [{ h: 10 }] }, { boxes: [{ h: 20 }] }] });
  const [one, two] = await shops(boxSteps, boxesOf(second));
  expect([plain(one?.['boxes']), plain(two?.['boxes'])]).toEqual([[{ w: 1, h: 10 }], [{ w: 1, h: 20 }]]);
  // The twin: with one object for both, the later height would be that of both.
  const shared = { w: 1, h: 10 };
  const twin = [[shared], [Object.assign(shared, { h: 20 })]];
  expect(twin).not.toEqual([plain(one?.['boxes']), plain(two?.['boxes'])]);
});

test('a failure of one of them stays with its own', async () => {
  const second = says({ _entities: [{ boxes: [{ h: 10 }] }, { boxes: [{ h: null }] }] }, [
    { message: 'lost', path: ['_entities', 1, 'boxes', 0, 'h'] },
  ]);
  const [one, two] = await shops(boxSteps, boxesOf(second));
  const lost = { flawed: null, codes: ['lost'] };
  expect([plain(one?.['boxes']), plain(two?.['boxes'])]).toEqual([[{ w: 1, h: 10 }], [{ w: 1, h: lost }]]);
});

test('errors inside an answer are about one of its objects, not about all that are equal', async () => {
  const keeper = { __typename: 'Person', id: '7', name: null };
  const first = says({ shops: [shop('1', { keeper }), shop('2', { keeper })] }, [
    { message: 'lost', path: ['shops', 1, 'keeper', 'name'] },
  ]);
  const steps = [
    step({ subgraph: 'first', text: '{ shops { __typename id keeper { __typename id name } } }' }),
  ];
  expect(plain(await shops(steps, { first }))).toEqual([
    shop('1', { keeper }),
    shop('2', { keeper: { ...keeper, name: { flawed: null, codes: ['lost'] } } }),
  ]);
});

test('thousands of unlike objects, thousands of equal ones, and circles of friends', async () => {
  const person = (id: number) => ({
    __typename: 'Person',
    id: String(id % 10),
    friends: [{ __typename: 'Person', id: String(id) }],
  });
  const given = Array.from(
    { length: 5_000 },
    (_none, id) =>
      shop(String(id), { keeper: person(id) }) as ReturnType<typeof shop> & {
        keeper: ReturnType<typeof person>;
      },
  );
  const steps = [
    step({
      subgraph: 'first',
      text: '{ shops { __typename id keeper { __typename id friends { __typename id } } } }',
    }),
    step({
      ...{ subgraph: 'people', needs: [0], path: 'shops.@.keeper.friends.@', requires: PERSON },
      text: entities('... on Person { name }'),
    }),
  ];
  const people = subgraph(({ representations: [list = []] }) => ({
    data: { _entities: list.map((one) => ({ name: `n${(one as { id: string }).id}` })) },
  }));
  const joined = plain(await shops(steps, { first: says({ shops: given }), people }));
  expect(people.asked[0]?.representations[0]).toHaveLength(5_000);
  const named = given.map(({ keeper, ...rest }, id) => ({
    ...rest,
    keeper: { ...keeper, friends: [{ __typename: 'Person', id: String(id), name: `n${id}` }] },
  }));
  expect(joined).toEqual(named);
});
