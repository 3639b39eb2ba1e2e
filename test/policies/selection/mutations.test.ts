/** Which kinds of operation are expanded, and by whom that is decided. */
import { describe, expect, test } from '@jest/globals';
import { expandOperation, printSelection, type OperationKind, type SelectionTree } from '@vigil/policies';
import { buildSchema, parse } from 'graphql';
import { oneLine } from '../support/expand.js';

const schema = buildSchema(`
  type Query { home: Home }
  type Mutation { move(to: String): Home }
  type Subscription { moved: Home }
  type Home { id: ID }
`);
const queriesOnly = buildSchema('type Query { a: Int }');

function expand(text: string, kinds?: readonly OperationKind[], on = schema): SelectionTree {
  return expandOperation({
    schema: on,
    document: parse(text),
    maxFields: 100,
    ...(kinds === undefined ? {} : { kinds }),
  });
}

function refusal(message: string): unknown {
  return expect.objectContaining({ code: 'BAD_USER_INPUT', audience: 'caller', message });
}

describe('a mutation', () => {
  test('is refused by default', () => {
    expect(() => expand('mutation { move { id } }')).toThrow(refusal('only queries are answered'));
  });

  test('is expanded on its own root where it is answered', () => {
    const tree = expand('mutation { a: move(to: "x") { id } b: move(to: "x") { id } }', [
      'query',
      'mutation',
    ]);
    expect([tree.kind, tree.rootType]).toEqual(['mutation', 'Mutation']);
    expect(oneLine(printSelection(tree, { names: 'RESPONSE' }).query)).toBe(
      'mutation { a: move(to: "x") { id } b: move(to: "x") { id } }',
    );
  });

  test('has nothing of introspection', () => {
    expect(() => expand('mutation { __schema { types { name } } }', ['mutation'])).toThrow(
      refusal('a field is selected that does not exist'),
    );
  });

  test('is refused where the schema has none', () => {
    expect(() => expand('mutation { a }', ['mutation'], queriesOnly)).toThrow(
      refusal('the schema has no type for a mutation'),
    );
  });
});

test('a query is a query, and refused where only mutations are answered', () => {
  expect(expand('{ home { id } }').kind).toBe('query');
  expect(() => expand('{ home { id } }', ['mutation'])).toThrow();
});

test('a subscription is refused, whatever is answered', () => {
  expect(() => expand('subscription { moved { id } }', ['query', 'mutation'])).toThrow(
    refusal('subscriptions are not answered'),
  );
});
