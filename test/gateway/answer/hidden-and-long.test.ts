/** What a caller does not see leaves no trace, and an answer has an end. */
import { describe, expect, test } from '@jest/globals';
import { write } from './support/write.js';

const SEEN = `
  type Query { thing: Thing things: [Thing!] colour: Colour sure: Thing! holder: Holder }
  interface Thing { id: ID }
  type Box implements Thing { id: ID size: Int }
  type Holder { thing: Thing! }
  enum Colour { RED }
`;
const WHOLE = `${SEEN.replace('RED', 'RED INFRARED')} type Shadow implements Thing { id: ID }`;
const SHADOW = { __typename: 'Shadow', id: 'CANARY' };
const query = '{ thing { id ... on Box { size } } }';

describe('an object of a type that exists and is hidden', () => {
  test('is null without an error, as if there were nothing', () => {
    const hidden = write({ sdl: SEEN, wholeSdl: WHOLE, query, data: { thing: SHADOW } });
    const absent = write({ sdl: SEEN, wholeSdl: WHOLE, query, data: { thing: null } });
    expect(hidden).toEqual(absent);
    expect(hidden).toMatchObject({ text: '{"thing":null}', errors: [] });
  });

  test('is null without an error where all types are asked the same', () => {
    const data = { thing: SHADOW };
    const hidden = write({ sdl: SEEN, wholeSdl: WHOLE, query: '{ thing { id } }', data, uniform: true });
    expect(hidden).toMatchObject({ text: '{"thing":null}', errors: [] });
  });

  test('spreads upwards with the same error as nothing at all where null may not be', () => {
    const sure = { sdl: SEEN, wholeSdl: WHOLE, query: '{ sure { id } }' };
    const hidden = write({ ...sure, data: { sure: SHADOW } });
    expect(hidden).toEqual(write({ ...sure, data: { sure: null } }));
    expect(hidden.errors).toEqual(['["sure"] INTERNAL_SERVER_ERROR']);
    const held = write({
      sdl: SEEN,
      wholeSdl: WHOLE,
      query: '{ holder { thing { id ... on Box { size } } } }',
      data: { holder: { thing: SHADOW } },
    });
    expect(held).toMatchObject({
      text: '{"holder":null}',
      errors: ['["holder","thing"] INTERNAL_SERVER_ERROR'],
    });
  });

  test('a name that no object type has is a mistake, and told', () => {
    for (const __typename of ['Unicorn', 'Colour', 'String']) {
      const wrong = write({ sdl: SEEN, wholeSdl: WHOLE, query, data: { thing: { __typename, id: '1' } } });
      expect(wrong.errors).toEqual(['["thing"] INTERNAL_SERVER_ERROR']);
    }
  });

  // Section 3.9: a value that is none of the enum's raises a field error.
  test('a hidden value of an enum is null with an error, as any value that callers cannot have', () => {
    const data = { colour: 'INFRARED' };
    expect(write({ sdl: SEEN, wholeSdl: WHOLE, query: '{ colour }', data })).toMatchObject({
      text: '{"colour":null}',
      errors: ['["colour"] INTERNAL_SERVER_ERROR'],
    });
  });
});

describe('an answer that grows beyond its bound', () => {
  // 100 objects of `{"id":"…100 characters…"}` are 10,900 characters with their commas and brackets, by hand: 109 each.
  const things = Array.from({ length: 100 }, () => ({ __typename: 'Box', id: 'x'.repeat(100) }));
  const asked = { sdl: SEEN, query: '{ things { id } }', data: { things } };

  test('is not written, and the caller is told which limit it met', () => {
    expect(write({ ...asked, maxCharacters: 10_000 })).toMatchObject({
      text: 'null',
      errors: ['undefined LIMIT_EXCEEDED'],
      messages: ['the answer is longer than the hub writes'],
    });
    expect(write({ ...asked, maxCharacters: 12_000 }).errors).toEqual([]);
  });

  test('a few long texts are looked at as many short ones are', () => {
    const long = { ...asked, data: { things: [{ __typename: 'Box', id: 'x'.repeat(5_000) }] } };
    const aliases = Array.from({ length: 10 }, (_item, index) => `a${index}: id`).join(' ');
    expect(write({ ...long, query: `{ things { ${aliases} } }`, maxCharacters: 20_000 }).text).toBe('null');
  });

  test('the same object in many places counts as often as it is shown', () => {
    const [one] = things;
    const same = { ...asked, data: { things: Array.from({ length: 100 }, () => one) } };
    expect(write({ ...same, maxCharacters: 10_000 }).text).toBe('null');
  });
});
