/**
 * Contextual arguments, `@context` and `@fromContext`: the stock gateway does not run them, Apollo's router does.
 * `..` leads from an object to the one it stands in; expected values by hand from the router's documentation
 * (apollographql.com/docs/federation/entities/use-contexts).
 */
import { describe, expect, test } from '@jest/globals';
import { LOST, entities, join, plain, says, step, subgraph, type FakeSubgraph } from './support/hand-plan.js';

const SCHEMA = `
  type Query { users: [User] team: Team holders: [Holder] }
  interface Holder { currency: String }
  type User implements Holder { id: ID currency: String account: Account limits: Limits }
  type Team implements Holder { id: ID currency: String account: Account }
  type Limits { daily: [Int] }
  type Account { id: ID payments: [[Payment]] }
  type Payment { id: ID amount: Int }
`;
const PAYMENTS = `query($representations: [_Any!]!, $contextualArgument_1_0: String) {
  _entities(representations: $representations) { ... on Payment { amount(in: $contextualArgument_1_0) } } }`;
const payments = (ids: string[]) => [ids.map((id) => ({ __typename: 'Payment', id }))];
const renamer = (path: string[]) =>
  ({ kind: 'KeyRenamer', path, renameKeyTo: 'contextualArgument_1_0' }) as const;

/** Says for each payment in which currency it was asked. */
function asking(): FakeSubgraph {
  return subgraph(({ representations: [list = []], variables }) => ({
    data: { _entities: list.map(() => ({ amount: String(variables['contextualArgument_1_0']) })) },
  }));
}

async function run(
  users: unknown,
  paths: string[][],
  errors: { message: string; path: (string | number)[] }[] = [],
) {
  const bank = asking();
  const steps = [
    step({
      subgraph: 'users',
      text: '{ users { __typename currency limits { daily } account { payments { __typename id } } } }',
    }),
    step({
      ...{ subgraph: 'bank', needs: [0], path: 'users.@.account.payments.@.@' },
      requires: '{ ... on Payment { __typename id } }',
      contextRewrites: paths.map(renamer),
      text: PAYMENTS,
    }),
  ];
  const { data } = await join({ schema: SCHEMA, steps, subgraphs: { users: says({ users }, errors), bank } });
  return { bank, data: plain(data) };
}

const user = (currency: unknown, ids: string[]) => ({
  __typename: 'User',
  currency,
  account: { payments: payments(ids) },
});
const UP = ['..', '..', '... on User', 'currency'];
const paid = (id: string, amount: unknown) => ({ __typename: 'Payment', id, amount });

describe('values from above', () => {
  test('objects that see the same value share a request, others have their own', async () => {
    const { bank, data } = await run([user('COP', ['1', '2']), user('EUR', ['3']), user('COP', ['4'])], [UP]);
    expect(bank.asked.map(({ representations, variables }) => [representations[0], variables])).toEqual([
      [['1', '2', '4'].map((id) => ({ __typename: 'Payment', id })), { contextualArgument_1_0: 'COP' }],
      [[{ __typename: 'Payment', id: '3' }], { contextualArgument_1_0: 'EUR' }],
    ]);
    expect(data).toMatchObject({
      users: [
        { account: { payments: [[paid('1', 'COP'), paid('2', 'COP')]] } },
        { account: { payments: [[paid('3', 'EUR')]] } },
        { account: { payments: [[paid('4', 'COP')]] } },
      ],
    });
  });

  test('one entity in two contexts is asked in both, and has two values', async () => {
    const { data } = await run([user('COP', ['1']), user('EUR', ['1'])], [UP]);
    expect(data).toMatchObject({
      users: [
        { account: { payments: [[paid('1', 'COP')]] } },
        { account: { payments: [[paid('1', 'EUR')]] } },
      ],
    });
  });

  test('null is a value; what is not there is no variable', async () => {
    const { bank } = await run([user(null, ['1']), user(undefined, ['2'])], [UP]);
    expect(bank.asked.map(({ variables }) => variables)).toEqual([{ contextualArgument_1_0: null }, {}]);
  });

  test('of several ways the first whose condition holds', async () => {
    const { bank } = await run([user('COP', ['1'])], [['..', '..', '... on Team', 'currency'], UP]);
    expect(bank.asked[0]?.variables).toEqual({ contextualArgument_1_0: 'COP' });
    const interfaces = await run([user('COP', ['1'])], [['..', '..', '... on Holder', 'currency']]);
    expect(interfaces.bank.asked[0]?.variables).toEqual({ contextualArgument_1_0: 'COP' });
  });

  test('fields below, lists included', async () => {
    const rich = { ...user('COP', ['1']), limits: { daily: [1, 2] } };
    const { bank } = await run([rich], [['..', '..', '... on User', 'limits', 'daily']]);
    expect(bank.asked[0]?.variables).toEqual({ contextualArgument_1_0: [1, 2] });
  });

  test('higher than the root there is nothing', async () => {
    const { bank } = await run([user('COP', ['1'])], [['..', '..', '..', '..', '..', 'currency']]);
    expect(bank.asked[0]?.variables).toEqual({});
  });
});

test('a value that could not be had: what depends on it is flawed for the same reason', async () => {
  const errors = [{ message: 'lost', path: ['users', 0, 'currency'] }];
  const { bank, data } = await run([user(null, ['1']), user('EUR', ['2'])], [UP], errors);
  expect(bank.asked).toHaveLength(1);
  expect(data).toMatchObject({
    users: [
      { account: { payments: [[paid('1', { flawed: null, codes: ['lost'] })]] } },
      { account: { payments: [[paid('2', 'EUR')]] } },
    ],
  });
});

test('one context failing spoils the objects that see it', async () => {
  const bank = subgraph(({ variables }) => {
    if (variables['contextualArgument_1_0'] === 'EUR') throw new Error('no');
    return { data: { _entities: [{ amount: 1 }] } };
  });
  const steps = [
    step({
      subgraph: 'users',
      text: '{ users { __typename currency account { payments { __typename id } } } }',
    }),
    step({
      ...{ subgraph: 'bank', needs: [0], path: 'users.@.account.payments.@.@' },
      ...{ requires: '{ ... on Payment { __typename id } }', contextRewrites: [renamer(UP)], text: PAYMENTS },
    }),
  ];
  const users = says({ users: [user('COP', ['1']), user('EUR', ['2'])] });
  const { data } = await join({ schema: SCHEMA, steps, subgraphs: { users, bank } });
  expect(plain(data)).toMatchObject({
    users: [{ account: { payments: [[paid('1', 1)]] } }, { account: { payments: [[paid('2', LOST)]] } }],
  });
});

test('below entities that are otherwise one, each place has its own object', async () => {
  const accounts = says({ _entities: [{ payments: payments(['1']) }] });
  const steps = [
    step({ subgraph: 'users', text: '{ users { __typename currency account { __typename id } } }' }),
    step({
      ...{
        subgraph: 'accounts',
        needs: [0],
        path: 'users.@.account',
        requires: '{ ... on Account { __typename id } }',
      },
      text: entities('... on Account { payments { __typename id } }'),
    }),
    step({
      ...{ subgraph: 'bank', needs: [1], path: 'users.@.account.payments.@.@' },
      ...{ requires: '{ ... on Payment { __typename id } }', contextRewrites: [renamer(UP)], text: PAYMENTS },
    }),
  ];
  const account = { __typename: 'Account', id: '9' };
  const users = says({
    users: ['COP', 'EUR'].map((currency) => ({ __typename: 'User', currency, account })),
  });
  const { data } = await join({ schema: SCHEMA, steps, subgraphs: { users, accounts, bank: asking() } });
  expect(plain(data)).toMatchObject({
    users: [{ account: { payments: [[paid('1', 'COP')]] } }, { account: { payments: [[paid('1', 'EUR')]] } }],
  });
});
