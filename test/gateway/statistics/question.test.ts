import { describe, expect, test } from '@jest/globals';
import { parseQuestion } from '@vigil/gateway';
import type { CellFilter, Dimension } from '@vigil/shared';

const PARTNERS = new Set(['alpha']);

function parse(by: readonly Dimension[], where: CellFilter = {}) {
  return parseQuestion({ indicator: 'KIDNAPPING', by, where }, PARTNERS);
}

describe('what is refused', () => {
  test.each<[string, CellFilter]>([
    ['a country that ISO 3166-1 does not know', { countries: ['XA', 'ZZ'] }],
    ['a country by another code', { countries: ['RUS'] }],
    ['an area that ISO 3166-2 does not know', { areas: ['XA-99'] }],
    ['a partner that the coalition does not know', { partners: ['nobody'] }],
    ['an empty list', { countries: [] }],
    ['a day where a month is meant', { from: '2012-01-01' }],
    ['a thirteenth month', { to: '2012-13' }],
    ['a month beside a year', { from: '2012-01', to: '2013' }],
    ['an end before the beginning', { from: '2013', to: '2012' }],
  ])('%s', (_, where) => {
    expect(() => parse(['COUNTRY', 'YEAR'], where)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', audience: 'caller' }),
    );
  });

  test('a dimension named twice', () => {
    expect(() => parse(['YEAR', 'YEAR'])).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  test('the message names the field, never the value', () => {
    expect(() => parse([], { countries: ['CANARY'] })).toThrow(/^where\.countries has an unknown code$/);
  });
});

describe('what a question needs', () => {
  test.each<[string, Dimension[], CellFilter, Dimension[]]>([
    ['what it keeps', ['AREA', 'YEAR'], {}, ['AREA', 'YEAR']],
    ['what it looks at', ['YEAR'], { areas: ['XA-01'], sexes: ['FEMALE'] }, ['AREA', 'SEX', 'YEAR']],
    ['months when a bound is a month', ['COUNTRY'], { from: '2012-03' }, ['COUNTRY', 'MONTH']],
    ['years when a bound is a year', ['COUNTRY'], { to: '2012' }, ['COUNTRY', 'YEAR']],
    ['nothing for partners: every table has them', [], { partners: ['alpha'] }, []],
  ])('%s', (_, by, where, needed) => {
    expect([...parse(by, where).needed].sort()).toEqual(needed);
  });

  test('an explicit null is as good as nothing said', () => {
    expect(parse(['YEAR'], { countries: null, from: null, partners: null })).toEqual(parse(['YEAR']));
  });
});
