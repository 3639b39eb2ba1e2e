/**
 * Requests that cost more to answer than to write: each is refused before it is validated, so nothing is planned
 * and nobody is asked. The twin is the same shape, small.
 */
import type { AttackCase, AttackTable, Question, Twin } from '../support/attack-case.js';

const times = (count: number, make: (n: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_item, n) => make(n)).join(between);

/** Each fragment spreads the next one twice: n fragments are 2^n fields. */
const doubling = (count: number): string =>
  `{ event(id: "one:a") { ...F0 } } ${times(count, (n) => `fragment F${n} on Event { ...F${n + 1} ...F${n + 1} }`)} fragment F${count} on Event { area }`;

const nested = (depth: number): string =>
  `{ __schema { types { ${'fields { type { '.repeat(depth / 2)}name${' } }'.repeat(depth / 2)} } } }`;

const small = (query: string, shows: string, variables?: Record<string, unknown>): Twin => ({
  attack: { query, ...(variables === undefined ? {} : { variables }) },
  shows,
});

function tooMuch(title: string, attack: Question, twin: Twin): AttackCase {
  return { title, attack, expect: { refused: 'LIMIT_EXCEEDED' }, twin };
}

const AREA = small('{ event(id: "one:a") { area } }', 'XA-01');

const DOCUMENTS: readonly AttackCase[] = [
  tooMuch('a kilobyte of doubling fragments', { query: doubling(20) }, small(doubling(3), 'XA-01')),
  tooMuch(
    'the same on the root',
    {
      query: `{ ...F0 } ${times(20, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F20 on Query { __typename }`,
    },
    AREA,
  ),
  tooMuch('a depth of 3,000 fields', { query: nested(3_000) }, small(nested(4), 'name')),
  tooMuch(
    'a depth of 3,000 inline fragments',
    {
      query: `{ ${'... { '.repeat(3_000)}__typename${' }'.repeat(3_000)} }`,
    },
    small('{ ... { ... { __typename } } }', 'Query'),
  ),
  tooMuch(
    'a depth of 3,000 lists in a literal',
    {
      query: `{ event(id: ${'['.repeat(3_000)}${']'.repeat(3_000)}) { area } }`,
    },
    AREA,
  ),
  tooMuch(
    'a depth of 3,000 objects in a literal',
    {
      query: `{ one__sites(where: ${'{ any: '.repeat(3_000)}{}${' }'.repeat(3_000)}) { name } }`,
    },
    small('{ one__sites(where: { any: { any: {} } }) { name } }', 'prison of one'),
  ),
  tooMuch(
    '5,000 aliases',
    { query: `{ ${times(5_000, (n) => `a${n}: __typename`)} }` },
    small('{ a0: __typename a1: __typename }', '"a1":"Query"'),
  ),
  tooMuch(
    '5,000 aliases, spread over fragments',
    {
      query: `{ ${times(50, (n) => `...F${n}`)} } ${times(50, (f) => `fragment F${f} on Query { ${times(60, (n) => `a${f}_${n}: __typename`)} }`)}`,
    },
    small('{ ...F } fragment F on Query { a: __typename }', '"a":"Query"'),
  ),
  tooMuch(
    '10,000 directives on one field',
    {
      query: `{ __typename ${times(1_900, () => '@include(if: true)')} }`,
    },
    small('{ __typename @include(if: true) }', 'Query'),
  ),
  tooMuch('10,000 directives that nobody knows', { query: `{ __typename ${'@a '.repeat(10_000)} }` }, AREA),
  tooMuch('100,000 tokens', { query: `{ ${'a '.repeat(100_000)} }` }, AREA),
  tooMuch('5,000 root fields', { query: `{ ${'__typename '.repeat(4_900)} }` }, AREA),
  tooMuch(
    'one field 5,000 times',
    { query: `{ event(id: "one:a") { ${'area '.repeat(4_900)} } }` },
    small('{ event(id: "one:a") { area area } }', 'XA-01'),
  ),
  tooMuch(
    '2,000 fragments that are each valid, used once',
    {
      query: `{ event(id: "one:a") { ${times(800, (n) => `...F${n}`)} } } ${times(800, (n) => `fragment F${n} on Event { area }`)}`,
    },
    AREA,
  ),
  tooMuch(
    'a list of 5,000 values in a literal',
    {
      query: `{ events(where: { countries: [${'"XA" '.repeat(5_000)}] }) { nodes { id } } }`,
    },
    small('{ events(where: { countries: ["XA"] }) { nodes { id } } }', 'one:a'),
  ),
  tooMuch(
    'a list of 5,000 values in a variable',
    {
      query: 'query ($c: [String!]) { events(where: { countries: $c }) { nodes { id } } }',
      variables: { c: new Array<string>(5_000).fill('XA') },
    },
    small('query ($c: [String!]) { events(where: { countries: $c }) { nodes { id } } }', 'one:a', {
      c: ['XA'],
    }),
  ),
  tooMuch(
    'a list of 5,000 values deep in a variable that is not even declared',
    {
      query: '{ __typename }',
      variables: { x: { y: [{ z: new Array<number>(5_000).fill(0) }] } },
    },
    small('{ __typename }', 'Query', { x: 1 }),
  ),
  tooMuch('a body of a megabyte', { query: `{ __typename } #${'x'.repeat(1_000_000)}` }, AREA),
  tooMuch(
    'thirty listings in one request',
    {
      query: `{ ${times(30, (n) => `e${n}: events(first: 100) { nodes { id } }`)} }`,
    },
    small('{ e0: events { nodes { id } } e1: events { nodes { id } } }', 'one:a'),
  ),
  tooMuch(
    'forty looks at the whole schema',
    {
      query: `{ ${times(19, (n) => `s${n}: __schema { types { name } }`)} }`,
    },
    small('{ s: __schema { queryType { name } } }', 'Query'),
  ),
];

const REFUSED_OTHERWISE: readonly AttackCase[] = [
  {
    title: 'a fragment that spreads itself',
    attack: { query: '{ event(id: "one:a") { ...F } } fragment F on Event { area ...F }' },
    expect: { refused: 'GRAPHQL_VALIDATION_FAILED' },
    twin: AREA,
  },
  {
    title: 'fragments that spread one another in a circle',
    attack: {
      query: `{ event(id: "one:a") { ...F0 } } ${times(20, (n) => `fragment F${n} on Event { ...F${(n + 1) % 20} area }`)}`,
    },
    expect: { refused: 'GRAPHQL_VALIDATION_FAILED' },
    twin: AREA,
  },
  {
    title: 'five hundred mistakes in one document: ten are told',
    attack: { query: `{ event(id: "one:a") { ${times(500, (n) => `wrong${n}`)} } }` },
    expect: { refused: 'GRAPHQL_VALIDATION_FAILED' },
    hides: ['wrong11', 'wrong400'],
    twin: AREA,
  },
  {
    title: 'a page of 101 events',
    attack: { query: '{ events(first: 101) { nodes { id } } }' },
    expect: { data: { events: null }, errors: ['events LIMIT_EXCEEDED'] },
    twin: small('{ events(first: 100) { nodes { id } } }', 'one:a'),
  },
  tooMuch(
    'a page of 2,147,483,647 events',
    { query: '{ events(first: 2147483647) { nodes { id } } }' },
    small('{ events(first: 100) { nodes { id } } }', 'one:a'),
  ),
  tooMuch(
    'the same in a variable',
    {
      query: 'query ($n: Int) { events(first: $n) { nodes { id } } }',
      variables: { n: 2_147_483_647 },
    },
    small('query ($n: Int) { events(first: $n) { nodes { id } } }', 'one:a', { n: 100 }),
  ),
  tooMuch(
    'the same in the default of a variable',
    { query: 'query ($n: Int = 2147483647) { events(first: $n) { nodes { id } } }' },
    small('query ($n: Int = 100) { events(first: $n) { nodes { id } } }', 'one:a'),
  ),
  ...[0, -1].map((first): AttackCase => ({
    title: `a page of ${first} events`,
    attack: { query: `{ events(first: ${first}) { nodes { id } } }` },
    expect: { data: { events: null }, errors: ['events BAD_USER_INPUT'] },
    twin: small('{ events(first: 1) { nodes { id } } }', 'one:a'),
  })),
];

export const limits: AttackTable = {
  subject: 'requests that are larger than anybody needs',
  cases: [...DOCUMENTS, ...REFUSED_OTHERWISE],
};
