/** Date, DateTime and Sealed: what passes, in which form, and that a refusal never repeats a value. */
import { describe, expect, test } from '@jest/globals';
import { buildCommonsSubgraph, buildStatisticsSubgraph, isCompactJwe } from '@vigil/shared';
import type { GraphQLScalarType } from 'graphql';
import fc from 'fast-check';
import { SAMPLE_SEALED } from '../sealing/sample-sealed.js';

const scalar = (name: string): GraphQLScalarType =>
  (buildCommonsSubgraph().getType(name) ?? buildStatisticsSubgraph().getType(name)) as GraphQLScalarType;
const date = scalar('Date');
const dateTime = scalar('DateTime');
const sealed = scalar('Sealed');

/** The five parts of RFC 7516, appendix A.1.7, some of them shortened. */
const HEADER = Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM"}').toString('base64url');
const JWE = `${HEADER}.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJRgckCL9kiMT03JGe.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX.XFBoMYUZodetZdvTiFvSkQ`;

describe('Date is a day', () => {
  test.each(['2013-05-06', '2012-02-29', '2000-12-31'])('%s passes unchanged', (value) => {
    expect(date.serialize(value)).toBe(value);
    expect(date.parseValue(value)).toBe(value);
  });

  // 2013 is no leap year; RFC 3339 full-date
  test.each([
    '2013-02-29',
    '2013-13-01',
    '2013-5-6',
    '2013-05-06T00:00:00Z',
    '06.05.2013',
    '',
    20130506,
    null,
    {},
  ])('%p is refused without repeating it', (value) => {
    expect(() => date.serialize(value)).toThrow(/^Date must be a day such as 2013-05-06$/);
    expect(() => date.parseValue(value)).toThrow(/^Date must be a day such as 2013-05-06$/);
  });
});

describe('DateTime is a moment, printed in UTC in one form', () => {
  test.each([
    ['2013-05-06T07:08:09Z', '2013-05-06T07:08:09.000Z'],
    ['2013-05-06T09:08:09+02:00', '2013-05-06T07:08:09.000Z'],
    ['2013-05-06t07:08:09z', '2013-05-06T07:08:09.000Z'],
    ['2013-05-06T07:08:09.123456Z', '2013-05-06T07:08:09.123Z'],
  ])('%s becomes %s', (value, printed) => {
    expect(dateTime.serialize(value)).toBe(printed);
    expect(dateTime.parseValue(value)).toBe(printed);
  });

  test('a JavaScript Date passes on the way out', () => {
    expect(dateTime.serialize(new Date(Date.UTC(2013, 4, 6, 7, 8, 9)))).toBe('2013-05-06T07:08:09.000Z');
  });

  test.each([
    '2013-05-06',
    '2013-05-06T07:08:09',
    '2013-05-06T25:00:00Z',
    '2013-05-06 07:08:09Z',
    1367824089,
    null,
    {},
  ])('%p is refused without repeating it', (value) => {
    expect(() => dateTime.serialize(value)).toThrow(
      /^DateTime must be a moment such as 2013-05-06T07:08:09Z$/,
    );
  });
});

describe('Sealed lets nothing out in plain', () => {
  test("a compact JWE with the coalition's header passes", () => {
    expect(isCompactJwe(SAMPLE_SEALED)).toBe(true);
    expect(sealed.serialize(SAMPLE_SEALED)).toBe(SAMPLE_SEALED);
  });

  // The last but one is a JWE of RFC 7516: whoever chose its header could write anything into it.
  test.each(['CANARY-name', 'a.b.c.d.e', `${HEADER}.a.b.c`, `${SAMPLE_SEALED}.x`, '', 5, JWE, null])(
    '%p does not',
    (value) => {
      expect(isCompactJwe(value)).toBe(false);
      expect(() => sealed.serialize(value)).toThrow(/^a sealed field holds something that is not sealed$/);
    },
  );

  test('an empty part is refused, that of the key too', () => {
    for (const at of [0, 1, 2, 3, 4]) {
      const parts = SAMPLE_SEALED.split('.').map((part, index) => (index === at ? '' : part));
      expect(isCompactJwe(parts.join('.'))).toBe(false);
    }
  });

  test('no ordinary text passes, and the refusal does not repeat it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(() => sealed.serialize(text)).toThrow(/^a sealed field holds something that is not sealed$/);
      }),
    );
  });

  test('it is never an input', () => {
    expect(() => sealed.parseValue(SAMPLE_SEALED)).toThrow(/^Sealed is never an input$/);
  });
});
