/** Values that are refused, that could not be had, or that nobody asked for. */
import { expect, test } from '@jest/globals';
import { Flawed } from '@vigil/gateway';
import { write } from './support/write.js';

const UNAVAILABLE = { message: 'a partner is away', extensions: { code: 'PARTNER_UNAVAILABLE' } };
const WRONG = 'INTERNAL_SERVER_ERROR';

const SECRET = { sdl: 'type Query { list: [T] } type T { id: ID open: Int secret: String must: String! }' };

test('a denied field is null with UNAUTHORIZED_FIELD_OR_TYPE, whatever the data holds', () => {
  const input = { ...SECRET, query: '{ list { id secret } }', data: { list: [{ id: 1, secret: 'CANARY' }] } };
  const { text, errors, messages } = write({ ...input, denied: ['T.secret'] });
  expect(text).toBe('{"list":[{"id":"1","secret":null}]}');
  expect(errors).toEqual(['["list",0,"secret"] UNAUTHORIZED_FIELD_OR_TYPE']);
  expect(messages).toEqual(['not authorized to read this field']);
  // The twin that denies nothing shows it.
  expect(write(input).text).toContain('CANARY');
});

test('a denied field that must not be null takes its object with it', () => {
  const { data, errors } = write({
    ...SECRET,
    query: '{ list { id must } }',
    denied: ['T.must'],
    data: { list: [{ id: 1 }, null] },
  });
  expect(data).toEqual({ list: [null, null] });
  expect(errors).toEqual(['["list",0,"must"] UNAUTHORIZED_FIELD_OR_TYPE']);
});

test('what was not selected does not leave, wherever it stands', () => {
  const data = {
    canary: 'CANARY',
    list: [{ id: { canary: 'CANARY' }, open: ['CANARY'], secret: 'CANARY', canary: 'CANARY' }],
  };
  const { text } = write({ ...SECRET, query: '{ list { id open } }', data });
  expect(text).toBe('{"list":[{"id":null,"open":null}]}');
  // The twin that judges no value would let an object through in a scalar's place.
  const twin = write({
    sdl: 'scalar Blob type Query { list: [T] } type T { id: Blob open: Blob }',
    query: '{ list { id open } }',
    openScalars: true,
    data,
  });
  expect(twin.text).toContain('CANARY');
});

test('a flawed value is written, and its errors are told once for each key that shows it', () => {
  const { data, errors, messages } = write({
    sdl: 'type Query { list: [Int] }',
    query: '{ first: list second: list }',
    data: { list: new Flawed([1, 2], [UNAVAILABLE]) },
  });
  expect(data).toEqual({ first: [1, 2], second: [1, 2] });
  expect(errors).toEqual(['["first"] PARTNER_UNAVAILABLE', '["second"] PARTNER_UNAVAILABLE']);
  expect(messages).toEqual(['a partner is away', 'a partner is away']);
});

test('a flaw that the caller never asked to see is not told', () => {
  const { errors } = write({
    sdl: 'type Query { a: Int b: T } type T { c: Int d: Int }',
    query: '{ a b { c } }',
    data: { a: 1, b: { c: 1, d: new Flawed(null, [UNAVAILABLE]) }, e: new Flawed(null, [UNAVAILABLE]) },
  });
  expect(errors).toEqual([]);
});

test('a flawed null that must not be null spreads with its own error and no second one', () => {
  const input = { sdl: 'type Query { a: A } type A { list: [Int!]! }', query: '{ a { list } }' };
  const away = new Flawed(null, [UNAVAILABLE]);
  expect(write({ ...input, data: { a: { list: away } } })).toMatchObject({
    data: { a: null },
    errors: ['["a","list"] PARTNER_UNAVAILABLE'],
  });
  expect(write({ ...input, data: { a: { list: [1, away] } } })).toMatchObject({
    data: { a: null },
    errors: ['["a","list",1] PARTNER_UNAVAILABLE'],
  });
  // Whoever marks it and gives no reason: there is an error all the same.
  expect(write({ ...input, data: { a: { list: new Flawed(null, []) } } })).toMatchObject({
    data: { a: null },
    errors: [`["a","list"] ${WRONG}`],
  });
});

test('a flawed value that does not fit is null and told once; a flaw inside a flaw is told too', () => {
  const nested = new Flawed(new Flawed(1, [UNAVAILABLE]), [UNAVAILABLE]);
  const { data, errors } = write({
    sdl: 'type Query { a: Int b: Int }',
    query: '{ a b }',
    data: { a: new Flawed('text', [UNAVAILABLE]), b: nested },
  });
  expect(data).toEqual({ a: null, b: 1 });
  expect(errors).toEqual([
    '["a"] PARTNER_UNAVAILABLE',
    '["b"] PARTNER_UNAVAILABLE',
    '["b"] PARTNER_UNAVAILABLE',
  ]);
});

test("a subgraph's own words leave only with a code of the closed list", () => {
  const { errors, messages } = write({
    sdl: 'type Query { a: Int }',
    query: '{ a }',
    data: {
      a: new Flawed(null, [
        { message: 'CANARY connect 10.0.0.1', extensions: { code: 'ECONNREFUSED', stack: 'CANARY' } },
        { message: 'CANARY' },
      ]),
    },
    errors: [{ message: 'CANARY', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  });
  expect(errors).toEqual([`undefined ${WRONG}`, `["a"] ${WRONG}`, `["a"] ${WRONG}`]);
  expect(messages.join()).not.toContain('CANARY');
});

test('at most 1,000 errors leave, and values are judged all the same behind them', () => {
  const { data, errors } = write({
    sdl: 'type Query { list: [[Int]] }',
    query: '{ list }',
    data: { list: [[5], Array.from({ length: 1_200 }, () => 'CANARY'), ['CANARY', 7]] },
    errors: [UNAVAILABLE],
  });
  expect(errors).toHaveLength(1_000);
  expect(errors[0]).toBe('undefined PARTNER_UNAVAILABLE');
  expect(errors[999]).toBe(`["list",1,998] ${WRONG}`);
  expect(JSON.stringify(data)).not.toContain('CANARY');
  expect((data as { list: unknown[] }).list[2]).toEqual([null, 7]);
});

test('behind the last error that leaves, nobody reads the errors of a place any more', () => {
  const read: string[] = [];
  const noisy = (index: number): object => ({
    get message() {
      read.push(String(index));
      return 'x';
    },
    extensions: { code: 'PARTNER_UNAVAILABLE' },
  });
  const all = Array.from({ length: 1_000 }, (_item, index) => noisy(index)) as unknown as Flawed['errors'];
  const { errors } = write({
    sdl: 'type Query { list: [Int] }',
    query: '{ list }',
    data: { list: Array.from({ length: 50 }, () => new Flawed(null, all)) },
  });
  expect(errors).toHaveLength(1_000);
  // Once to take it out and once to mask it, for the first place alone.
  expect(read.length).toBeLessThanOrEqual(2_000);
});
