/** Under which name a value stands in the joined data. Texts by hand; hashes are told by their pattern only. */
import { describe, expect, test } from '@jest/globals';
import { oneLine, smallGraph } from './small-graph.js';

const graph = smallGraph({
  shop: `
    type Query { price(currency: String, at: Int, of: Of): Int product: Product constructor: Int toString(x: Int): Int things: [Thing] }
    type Mutation { add(by: Int): Int reset: Int }
    input Of { a: Int b: Int }
    type Product { id: ID name(in: String): String best: Product }
    type Other { id: Int! name(in: String): Int! best: Product size: [Int] sub: Sub }
    type Sub { x: Int }
    union Thing = Product | Other`,
});

function asked(query: string, variables = {}): string {
  return graph
    .plan(query, { variables })
    .steps.map(({ operation }) => oneLine(operation.document))
    .join(' | ');
}

/** Names that were made, in order of the text. */
function made(query: string, variables = {}): string[] {
  return asked(query, variables).match(/\w+__[0-9a-z]{8}_*(?=:)/g) ?? [];
}

test('a field without arguments keeps its bare name, whatever the caller calls it', () => {
  expect(asked('{ a: product { id: name b: best { x: id } } }')).toBe('{ product { name best { id } } }');
});

test('a field with arguments never bears the bare name', () => {
  expect(asked('{ price(at: 1) }')).toMatch(/^\{ price__[0-9a-z]{8}: price\(at: 1\) \}$/);
});

test('equal arguments in another order are equal, others are not', () => {
  const [one, ...others] = made('{ price(at: 1, currency: "x") }');
  expect(others).toEqual([]);
  expect(made('{ a: price(currency: "x", at: 1) b: price(at: 1, currency: "x") }')).toEqual([one]);
  expect(made('{ price(currency: "y", at: 1) }')).not.toEqual([one]);
  expect(new Set(made('{ a: price(at: 1) b: price(at: 2) c: price }')).size).toBe(2);
});

test('a variable goes by its place among the variables, not by its name', () => {
  const plan = graph.plan('query ($secretName: Int) { price(at: $secretName, of: { a: $secretName }) }');
  expect([...plan.variableNames]).toEqual([['v0', 'secretName']]);
  expect(plan.steps[0]?.operation.text).not.toContain('secretName');
  expect(plan.steps[0]?.operation.variableNames).toEqual(['v0']);
  expect(made('query ($a: Int) { price(at: $a) }')).toEqual(made('query ($b: Int) { price(at: $b) }'));
});

test('a caller may call a variable what the planner calls its own', () => {
  const plan = graph.plan('query ($representations: Int) { price(at: $representations) }');
  expect([...plan.variableNames]).toEqual([['v0', 'representations']]);
  expect(plan.steps[0]?.operation.entityLists).toEqual([]);
});

test('a variable that nothing uses any more is not declared', () => {
  const text = 'query ($a: Boolean!, $b: Int = 3) { price(at: $b) product @include(if: $a) { id } }';
  expect(asked(text, { a: false })).toMatch(
    /^query \(\$v1: Int = 3\) \{ price__[0-9a-z]{8}: price\(at: \$v1\) \}$/,
  );
});

test('a variable that is not declared is refused', () => {
  expect(() => graph.plan('{ price(at: $nobody) }')).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', audience: 'caller' }),
  );
});

test('names that every object of JavaScript has are not used', () => {
  expect(asked('{ constructor }')).toMatch(/^\{ constructor__[0-9a-z]{8}: constructor \}$/);
  expect(asked('{ __proto__: constructor }')).toBe(asked('{ constructor }'));
});

test('a made name is never the name of a field', () => {
  const [name = ''] = made('{ price(at: 1) }');
  const clashing = smallGraph({ shop: `type Query { price(at: Int): Int ${name}: Int }` });
  const [step] = clashing.plan(`{ price(at: 1) ${name} }`).steps;
  expect(step && oneLine(step.operation.document)).toBe(`{ ${name}_: price(at: 1) ${name} }`);
});

describe('fields of one name below a union', () => {
  test('that cannot be merged get names apart (specification, section 5.3.2)', () => {
    expect(
      asked('{ things { ... on Product { id name } ... on Other { other: id otherName: name } } }'),
    ).toMatch(
      /^\{ things \{ __typename \.\.\. on Product \{ id name \} \.\.\. on Other \{ id__\w{8}: id name__\w{8}: name \} \} \}$/,
    );
  });

  test('that can be merged share the name', () => {
    expect(asked('{ things { ... on Product { best { id } } ... on Other { best { name } } } }')).toBe(
      '{ things { __typename ... on Product { best { id } } ... on Other { best { name } } } }',
    );
  });

  test('clash through what lies below them, too', () => {
    const deep = smallGraph({
      one: `
        type Query { u: [U] }
        union U = A | B
        type A { f: V } type B { f: V }
        union V = X | Y
        type X { n: Int } type Y { n: String }`,
    });
    const [step] = deep.plan(
      '{ u { ... on A { f { ... on X { n } } } ... on B { f { ... on Y { m: n } } } } }',
    ).steps;
    expect(step && oneLine(step.operation.document)).toMatch(
      /\.\.\. on A \{ f \{ __typename \.\.\. on X \{ n \} \} \} \.\.\. on B \{ f \{ __typename \.\.\. on Y \{ n__\w{8}: n \} \} \}/,
    );
  });
});

describe('one field under two names', () => {
  test('is asked once when the same is asked below', () => {
    expect(asked('{ a: product { x: id best { id } } b: product { best { y: id } id } }')).toBe(
      '{ product { id best { id } } }',
    );
  });

  test('is asked twice when something else is: an error below one must not take the other (section 6.4.4)', () => {
    expect(asked('{ a: product { id } b: product { best { id } } }')).toMatch(
      /^\{ product \{ id \} product__\w{8}: product \{ best \{ id \} \} \}$/,
    );
  });

  test('is asked once when refusals leave the same', () => {
    const { steps } = graph.plan('{ a: product { id } b: product { id best { id } } }', {
      denied: ['Product.best'],
    });
    expect(steps.map(({ operation }) => oneLine(operation.document))).toEqual(['{ product { id } }']);
  });
});

describe('at the root of a mutation', () => {
  test('every field is run as often as it is written, in its order', () => {
    const text = asked('mutation { a: add(by: 1) r: reset b: add(by: 1) s: reset }');
    expect(text).toMatch(
      /^mutation \{ add__\w{8}: add\(by: 1\) reset add__\w{8}: add\(by: 1\) reset__\w{8}: reset \}$/,
    );
    expect(new Set(made('mutation { a: add(by: 1) b: add(by: 1) c: add(by: 1) }')).size).toBe(3);
  });
});
