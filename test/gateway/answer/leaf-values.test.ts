/** Which values leave as scalars and enums, and how they are spelled. */
import { expect, test } from '@jest/globals';
import { write } from './support/write.js';

const SDL = `
  scalar Date scalar DateTime scalar Sealed scalar Foreign
  enum Mood { GOOD BAD }
  type Query {
    string: String id: ID int: Int float: Float boolean: Boolean mood: Mood
    date: Date time: DateTime sealed: Sealed foreign: Foreign
  }
`;

function leaf(field: string, value: unknown, openScalars = false): { text: string; errors: number } {
  const { text, errors } = write({ sdl: SDL, query: `{ ${field} }`, data: { [field]: value }, openScalars });
  return { text: text.slice(`{"${field}":`.length, -1), errors: errors.length };
}

// Sections 3.5.1 to 3.5.5 and 3.9: what a service may answer; nothing is converted but an ID.
test.each<[string, unknown, string]>([
  ['string', 'text', '"text"'],
  ['string', '', '""'],
  ['id', 'a', '"a"'],
  ['id', 7, '"7"'],
  ['id', -7, '"-7"'],
  ['int', 0, '0'],
  ['int', -0, '0'],
  ['int', 2_147_483_647, '2147483647'],
  ['int', -2_147_483_648, '-2147483648'],
  ['float', 1.5, '1.5'],
  ['float', 3, '3'],
  ['float', 1e21, '1e+21'],
  ['float', 5e-324, '5e-324'],
  ['float', 3_000_000_000, '3000000000'],
  ['boolean', true, 'true'],
  ['boolean', false, 'false'],
  ['mood', 'GOOD', '"GOOD"'],
  ['date', '2026-11-22', '"2026-11-22"'],
  ['time', '2026-11-22T10:00:00.000Z', '"2026-11-22T10:00:00.000Z"'],
  ['foreign', 'a', '"a"'],
  ['foreign', 1.5, '1.5'],
  ['foreign', true, 'true'],
])('%s %p is written as %s', (field, value, text) => {
  expect(leaf(field, value)).toEqual({ text, errors: 0 });
});

test.each<[string, unknown]>([
  ['string', 1],
  ['string', true],
  ['string', {}],
  ['string', ['a']],
  ['id', 1.5],
  ['id', true],
  ['id', {}],
  ['int', 2_147_483_648],
  ['int', -2_147_483_649],
  ['int', 1.5],
  ['int', '1'],
  ['int', NaN],
  ['int', true],
  ['float', Infinity],
  ['float', NaN],
  ['float', '1.5'],
  ['boolean', 1],
  ['boolean', 'true'],
  ['mood', 'SECRET'],
  ['mood', 'constructor'],
  ['mood', 1],
  ['date', '2026-11-31'],
  ['date', 20_261_122],
  ['time', '2026-11-22'],
  ['time', '2026-11-22T10:00:00Z'],
  ['sealed', 'a.b.c'],
  ['foreign', {}],
  ['foreign', ['a']],
  ['foreign', Infinity],
  ['string', 7n],
  ['foreign', Symbol('s')],
  ['foreign', () => 1],
])('%s is null with an error for %p', (field, value) => {
  expect(leaf(field, value)).toEqual({ text: 'null', errors: 1 });
});

test('a scalar of a supergraph of somebody else may be any JSON (section 3.5), a built-in one may not', () => {
  const json = { a: [1, { b: null }], __proto: 'x' };
  expect(leaf('foreign', json, true)).toEqual({ text: JSON.stringify(json), errors: 0 });
  expect(leaf('date', 20_261_122, true)).toEqual({ text: '20261122', errors: 0 });
  expect(leaf('string', json, true)).toEqual({ text: 'null', errors: 1 });
});

test('what JSON cannot tell is null with an error even where anything may stand', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const hidden: unknown = JSON.parse('{"deep":[{"n":1e400}]}');
  const odd = [{ toJSON: () => undefined }, { toJSON: () => null }, new Date(NaN)];
  for (const value of [7n, Symbol('s'), () => 1, cyclic, Infinity, NaN, hidden, ...odd]) {
    expect(leaf('foreign', value, true)).toEqual({ text: 'null', errors: 1 });
  }
});

test('texts are escaped as JSON.stringify does, lone surrogates included', () => {
  const texts = [
    '"quoted" \\ back\nslash\u0000\u001f\u007f',
    '\u2028 and \u2029',
    'pair \ud83d\ude00 kept',
    'lone \ud83d high',
    'lone \ude00 low',
    'reversed \ude00\ud83d',
    'ünïcödé \ud7ff\ue000\uffff',
    '</script>',
  ];
  for (const text of texts) {
    expect(leaf('string', text).text).toBe(JSON.stringify(text));
    expect(leaf('id', text).text).toBe(JSON.stringify(text));
    expect(leaf('foreign', text).text).toBe(JSON.stringify(text));
  }
});
