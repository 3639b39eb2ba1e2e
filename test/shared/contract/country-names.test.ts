/** Countries as lists write them: the UN's and the World Bank's names, and the numbers of political science. */
import { describe, expect, test } from '@jest/globals';
import { countryByAnyName, countryByCow, isCountryCode } from '@vigil/shared';

describe('names', () => {
  // UN M49, World Bank, and the lists of humanitarian data exchanges
  test.each([
    ['Iran (Islamic Republic of)', 'IR'],
    ['Palestine, State of', 'PS'],
    ['State of Palestine', 'PS'],
    ['OPT', 'PS'],
    ['occupied Palestinian territory', 'PS'],
    ['Tanzania, United Republic of', 'TZ'],
    ['Congo (Democratic Republic of the)', 'CD'],
    ['Democratic Republic of the Congo', 'CD'],
    ['Dem. Rep. of the Congo', 'CD'],
    ['DRC', 'CD'],
    ['CAR', 'CF'],
    ['Republic of Korea', 'KR'],
    ["Dem. People's Republic of Korea", 'KP'],
    ["Korea (the Democratic People's Republic of)", 'KP'],
    ['Venezuela (Bolivarian Republic of)', 'VE'],
    ['Viet Nam', 'VN'],
    ['Netherlands (Kingdom of the)', 'NL'],
    ['Gambia, The', 'GM'],
    ['Philippines (the)', 'PH'],
    ['Holy See', 'VA'],
    ['United States Virgin Islands', 'VI'],
    ['China, Hong Kong Special Administrative Region', 'HK'],
    ['Türkiye', 'TR'],
    ['United Arab Emirate', 'AE'],
    ['FYROM', 'MK'],
  ])('%s is %s', (name, alpha2) => {
    expect(countryByAnyName(name)?.alpha2).toBe(alpha2);
  });

  test.each(['Somaliland', 'USSR', 'Czechoslovakia', 'Serbia and Montenegro', 'Germany East', 'Gaza', 'the'])(
    '%s is no country of ISO 3166-1: a mapping decides about it',
    (name) => {
      expect(countryByAnyName(name)).toBeUndefined();
    },
  );

  test('Congo and Guinea alone are the states that ISO calls so, and no neighbour', () => {
    expect(
      ['Congo', 'Guinea', 'Niger', 'Dominica', 'Sudan'].map((name) => countryByAnyName(name)?.alpha2),
    ).toEqual(['CG', 'GN', 'NE', 'DM', 'SD']);
  });
});

describe('state numbers of the Correlates of War project', () => {
  const on = (number: string, date: string | null): string | undefined => countryByCow(number, date)?.alpha2;

  // State System Membership list of the project: number, abbreviation, name
  test.each([
    ['2', 'US'],
    ['20', 'CA'],
    ['41', 'HT'],
    ['200', 'GB'],
    ['220', 'FR'],
    ['341', 'ME'],
    ['347', 'XK'],
    ['404', 'GW'],
    ['437', 'CI'],
    ['438', 'GN'],
    ['484', 'CG'],
    ['490', 'CD'],
    ['626', 'SS'],
    ['679', 'YE'],
    ['710', 'CN'],
    ['713', 'TW'],
    ['731', 'KP'],
    ['732', 'KR'],
    ['775', 'MM'],
    ['900', 'AU'],
    ['990', 'WS'],
  ])('%s is %s', (number, alpha2) => {
    expect(on(number, null)).toBe(alpha2);
    expect(on(number, '2020-01-01')).toBe(alpha2);
  });

  test('a number that changed its meaning is a country from that day on, and on no unknown day', () => {
    expect([on('365', '1991-12-25'), on('365', '1991-12-26'), on('365', null)]).toEqual([
      undefined,
      'RU',
      undefined,
    ]);
    expect([on('345', '2006-06-04'), on('345', '2006-06-05'), on('345', null)]).toEqual([
      undefined,
      'RS',
      undefined,
    ]);
    expect([on('255', '1990-10-02'), on('255', '1990-10-03')]).toEqual([undefined, 'DE']);
  });

  test('a state that is several countries today is none; one that lies in one today is that', () => {
    expect(on('315', '1990-01-01')).toBeUndefined();
    expect(['260', '265', '678', '680', '817'].map((number) => on(number, '1975-01-01'))).toEqual([
      'DE',
      'DE',
      'YE',
      'YE',
      'VN',
    ]);
  });

  test.each(['', '0', '1', '364', '529', '1000', '-2', '2e1', '2.5', 'US', 'constructor'])(
    '%p is no state of the list',
    (number) => {
      expect(on(number, null)).toBeUndefined();
    },
  );

  // 192 numbers were written down by hand: each names a country of the table, and no country has two but these
  test('every number leads to a country of ISO 3166-1', () => {
    const codes = Array.from({ length: 999 }, (_, index) => on(String(index + 1), '2020-01-01')).filter(
      (code) => code !== undefined,
    );
    expect(codes.every(isCountryCode)).toBe(true);
    const twice = codes.filter((code, index) => codes.indexOf(code) !== index);
    expect(twice).toEqual(['DE', 'DE', 'YE', 'YE', 'VN']);
  });
});
