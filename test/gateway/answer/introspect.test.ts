/** Introspection is answered from the caller's view, and from nothing else. */
import { expect, test } from '@jest/globals';
import { compileIntrospection } from '@vigil/gateway';
import { expandOperation, type SelectionTree } from '@vigil/policies';
import { buildSchema, executeSync, getIntrospectionQuery, parse } from 'graphql';

const VIEW = buildSchema(`
  enum Mood { GOOD BAD @deprecated(reason: "never") }
  type Query { a(of: Mood): Int old: Int @deprecated b: T }
  type T { id: ID! }
`);

function treeOf(query: string, variables: object = {}): SelectionTree {
  return expandOperation({ schema: VIEW, document: parse(query), variables, maxFields: 5_000 });
}

test('the well-known query is answered as graphql-js answers it', () => {
  const query = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true });
  const expected = executeSync({ schema: VIEW, document: parse(query) });
  expect(expected.errors).toBeUndefined();
  expect(JSON.stringify(compileIntrospection(treeOf(query), VIEW)({}))).toBe(JSON.stringify(expected.data));
});

test("it stands under the caller's own names, without the parts that are data", () => {
  const tree = treeOf(
    '{ x: __type(name: "T") { n: name fields { name } } a gone: __type(name: "U") { name } }',
  );
  expect(JSON.parse(JSON.stringify(compileIntrospection(tree, VIEW)({})))).toEqual({
    x: { n: 'T', fields: [{ name: 'id' }] },
    gone: null,
  });
});

test('a view that lacks a type answers null for it', () => {
  const tree = treeOf('{ __type(name: "T") { name } }');
  const smaller = buildSchema('type Query { a: Int }');
  expect(compileIntrospection(tree, VIEW)({})['__type']).not.toBeNull();
  expect(compileIntrospection(tree, smaller)({})['__type']).toBeNull();
});

test('variables are those of the request; without any the values are kept', () => {
  const query = `query ($old: Boolean = true, $name: String!) {
    __type(name: $name) { fields(includeDeprecated: $old) { name } }
  }`;
  const introspect = compileIntrospection(treeOf(query, { name: 'Query' }), VIEW);
  const names = (variables: object): unknown =>
    (introspect({ ...variables })['__type'] as { fields: { name: string }[] }).fields.map(({ name }) => name);
  expect(names({ name: 'Query' })).toEqual(['a', 'old', 'b']);
  expect(names({ name: 'Query', old: false })).toEqual(['a', 'b']);
  expect(names({ name: 'T' })).toEqual(['id']);
  const fixed = compileIntrospection(treeOf('{ __schema { queryType { name } } }'), VIEW);
  expect(fixed({ any: 1 })).toBe(fixed({}));
});

test('an operation that asks nothing of the schema runs nothing', () => {
  expect(Object.keys(compileIntrospection(treeOf('{ __typename a }'), VIEW)({}))).toEqual([]);
});
