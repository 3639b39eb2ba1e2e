/**
 * The hash in a data key is short enough that two texts can be made to have the same. Here the hash is the text's
 * length, so that they have it without trying: no two values may share a place all the same.
 */
import { expect, test } from '@jest/globals';
import { createDataKeys } from '@vigil/gateway';
import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, type GraphQLOutputType } from 'graphql';

const product = new GraphQLObjectType({ name: 'Product', fields: { price: { type: GraphQLInt } } });
const other = new GraphQLObjectType({ name: 'Other', fields: { price: { type: GraphQLInt } } });

function field(printedArguments: string, returnType: GraphQLOutputType = GraphQLInt, repetition = 0) {
  return { fieldName: 'price', arguments: [], printedArguments, repetition, returnType, children: null };
}

const nameFields = createDataKeys(
  () => false,
  (text) => String(text.length),
);

test('two arguments with one hash get two keys, the same argument gets one', () => {
  const [one, two, three] = [field('at: 1'), field('at: 2'), field('at: 3')];
  const again = field('at: 2');
  const keys = nameFields({
    type: product,
    parts: [
      { on: product, fields: [one, two, three] },
      { on: other, fields: [again] },
    ],
  });
  expect(new Set([one, two, three].map((asked) => keys.get(asked))).size).toBe(3);
  expect(keys.get(again)).toBe(keys.get(two));
});

test('so do a repetition and another shape', () => {
  const asked = [
    field('at: 1'),
    field('at: 2', new GraphQLNonNull(GraphQLInt)),
    field('at: 3', GraphQLInt, 1),
    field(''),
  ];
  const keys = nameFields({ type: product, parts: [{ on: product, fields: asked }] });
  expect(new Set(asked.map((one) => keys.get(one))).size).toBe(4);
  // The planner's own inputs stand under the bare name.
  expect(keys.get(asked[3] ?? field(''))).toBe('price');
});

test('a hash that nothing shares is what it is, whatever else is asked', () => {
  const one = field('at: 1');
  const alone = nameFields({ type: product, parts: [{ on: product, fields: [one] }] }).get(one);
  const beside = nameFields({ type: product, parts: [{ on: product, fields: [field('at: 10'), one] }] });
  expect(beside.get(one)).toBe(alone);
});
