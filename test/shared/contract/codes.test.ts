/** Code lists: HURIDOCS codes, what the indicators count, the lattice, countries and areas. */
import { describe, expect, test } from '@jest/globals';
import {
  ACT_TYPES,
  ActType,
  CountingUnit,
  COUNTRIES,
  countryByAnyName,
  countryByCode,
  countingUnit,
  IndicatorCode,
  indicatorCode,
  INDICATORS,
  isAreaCode,
  isCountryCode,
  isSyntheticPlace,
  LATTICE_TABLES,
  OPTIONAL_TABLES,
  Purpose,
  purpose,
  Role,
  role,
  TABLE_IDS,
} from '@vigil/shared';

describe('act types', () => {
  // HURIDOCS micro-thesaurus 4 (2001), read off the printed list by hand.
  test.each([
    ['ARREST', '030101', '030101000000', 'Arrest'],
    ['DETENTION', '030102', '030102000000', 'Detention, imprisonment'],
    ['DISAPPEARANCE', '030103', '030103000000', 'Disappearance'],
    ['ABDUCTION_KIDNAPPING', '030104', '030104000000', 'Abduction; kidnapping'],
    ['HOUSE_ARREST', '030105', '030105000000', 'House arrest'],
    ['MASS_ROUNDUP', '030107', '030107000000', 'Mass roundup'],
    ['CENSORSHIP', '100101', '100101000000', 'Censorship'],
    ['INFORMATION_DENIED', '090102', '090102000000', 'Denial of the existence of information'],
    ['OFFICE_CLOSURE', '120101', '120101000000', 'Closure of an office'],
    ['ASSEMBLY_BANNED', '120106', '120106000000', 'Banning of a meeting/mass action'],
    ['TORTURE', '02011111', '020111110000', 'Torture'],
    ['DEATH_THREAT', '02010302', '020103020000', 'Death threats'],
  ] as const)('%s is MT4 %s', (actType, mt4, mt4Full, label) => {
    expect(ACT_TYPES[actType]).toMatchObject({ mt4, mt4Full, label: { en: label } });
  });

  test('a full code is the short one with empty levels behind it, and no two acts share one', () => {
    const codes = Object.values(ACT_TYPES).flatMap(({ mt4, mt4Full }) =>
      mt4 === null ? [] : [[mt4, mt4Full]],
    );
    expect(codes).toHaveLength(22);
    for (const [mt4, mt4Full] of codes) expect(mt4Full).toBe(mt4?.padEnd(12, '0'));
    expect(new Set(codes.map(([mt4]) => mt4)).size).toBe(22);
  });

  test('every label is there in three languages', () => {
    for (const { label } of Object.values(ACT_TYPES)) {
      expect(Object.keys(label).sort()).toEqual(['en', 'es', 'fr']);
      for (const text of Object.values(label)) expect(text.trim()).not.toBe('');
    }
  });
});

describe('indicators', () => {
  // Design, public API, "The four shared indicators".
  test.each([
    ['KIDNAPPING', 'VICTIM', ['030104']],
    ['UNLAWFUL_DETENTION', 'VICTIM_SPELL', ['030101', '030102', '030105', '030107']],
    ['ASSEMBLY_RESTRICTION', 'EVENT', ['120105', '120106']],
    ['CENSORSHIP', 'MEASURE', ['090101', '090102', '100101', '100102', '100103', '100104', '100105']],
  ] as const)('%s counts %s of the MT4 codes in the design', (code, unit, codes) => {
    const { countingUnit: counted, actTypes, crosswalk } = INDICATORS[code];
    expect(counted).toBe(unit);
    expect(actTypes.flatMap((actType) => ACT_TYPES[actType].mt4 ?? []).sort()).toEqual(codes);
    const named = crosswalk.filter(({ standard }) => standard === 'HURIDOCS MT4').map((entry) => entry.code);
    expect(named.sort()).toEqual(codes);
  });

  test('what came after the list of 2001 is counted where the design says', () => {
    expect(INDICATORS.ASSEMBLY_RESTRICTION.actTypes).toContain('ASSEMBLY_DISPERSED');
    expect(INDICATORS.CENSORSHIP.actTypes).toEqual(
      expect.arrayContaining(['INTERNET_SHUTDOWN', 'WEBSITE_BLOCKING']),
    );
  });
});

test('the lattice is the seven tables of the design', () => {
  expect(LATTICE_TABLES.map(({ id, dimensions }) => `${id} ${dimensions.join(' x ')}`)).toEqual([
    'L1 COUNTRY x MONTH',
    'L2 AREA x MONTH',
    'L3 AREA x YEAR',
    'L4 COUNTRY x YEAR x VICTIM_GROUP',
    'L5 COUNTRY x YEAR x PERPETRATOR_TYPE',
    'L6 COUNTRY x YEAR x SEX x AGE_BAND',
    'L7 AREA x YEAR x VICTIM_GROUP',
  ]);
  // The two optional tables are no part of it.
  expect([...LATTICE_TABLES.map(({ id }) => id), ...OPTIONAL_TABLES]).toEqual([...TABLE_IDS]);
});

test('a list that a file format repeats is the list of the graph', () => {
  expect(indicatorCode.options).toEqual(Object.keys(IndicatorCode));
  expect(countingUnit.options).toEqual(Object.keys(CountingUnit));
  expect(purpose.options).toEqual(Object.keys(Purpose));
  expect(role.options).toEqual(Object.keys(Role));
  expect(Object.keys(ActType)).toEqual(Object.keys(ACT_TYPES));
});

describe('countries and areas', () => {
  // ISO 3166-1
  test.each([
    ['RU', 'RUS', '643'],
    ['MX', 'MEX', '484'],
    ['CI', 'CIV', '384'],
    ['AF', 'AFG', '004'],
  ])('%s is %s is %s', (alpha2, alpha3, numeric) => {
    expect(countryByCode(alpha2)).toMatchObject({ alpha3, numeric, synthetic: false });
    expect(countryByAnyName(alpha3)?.alpha2).toBe(alpha2);
    expect(countryByAnyName(numeric)?.alpha2).toBe(alpha2);
  });

  // ISO 3166-1 assigns 249 codes; Vigil adds XA, XB and XK.
  test('the table is whole', () => {
    expect(COUNTRIES).toHaveLength(249 + 3);
    expect(new Set(COUNTRIES.map(({ alpha3 }) => alpha3)).size).toBe(252);
  });

  test.each([
    ['Russia', 'RU'],
    ['russian federation', 'RU'],
    ["Côte d'Ivoire", 'CI'],
    ['Cote d’Ivoire', 'CI'],
    ['Ivory Coast', 'CI'],
    ['The Gambia', 'GM'],
    ['Bolivia (Plurinational State of)', 'BO'],
    ['Congo Kinshasa', 'CD'],
    ['Congo Brazzaville', 'CG'],
    ['Myanmar (Burma)', 'MM'],
    ['St. Lucia', 'LC'],
    ['Kosovo', 'XK'],
    ['Bosnia & Herzegovina', 'BA'],
  ])('%s is %s', (name, alpha2) => {
    expect(countryByAnyName(name)?.alpha2).toBe(alpha2);
  });

  test.each(['Korea', 'Yugoslavia', 'Laos; Myanmar', 'World', '', '  ', 'XC', 'constructor'])(
    '%p names no country',
    (name) => {
      expect(countryByAnyName(name)).toBeUndefined();
    },
  );

  test('codes are closed lists, exactly as written', () => {
    expect(['RU', 'XA', 'XK'].map(isCountryCode)).toEqual([true, true, true]);
    expect(['ru', 'RUS', 'XC', 'EU', ''].map(isCountryCode)).toEqual([false, false, false, false, false]);
    // ISO 3166-2
    expect(['RU-MOW', 'RU-SPE', 'RU-NIZ', 'RU-VOR', 'MX-CMX'].map(isAreaCode)).toEqual(Array(5).fill(true));
    expect(['RU-XXX', 'ru-mow', 'RU', 'MOW', ''].map(isAreaCode)).toEqual(Array(5).fill(false));
  });

  test('synthetic places are seven areas of XA and XB, and no real one is', () => {
    const areas = ['XA-01', 'XA-02', 'XA-03', 'XA-04', 'XB-01', 'XB-02', 'XB-03'];
    expect(areas.filter((area) => isAreaCode(area) && isSyntheticPlace(area))).toEqual(areas);
    expect(['XA-05', 'XB-04', 'XK', 'RU', 'RU-MOW', 'XC-01'].filter(isSyntheticPlace)).toEqual([]);
    expect(COUNTRIES.filter(({ synthetic }) => synthetic).map(({ alpha2 }) => alpha2)).toEqual(['XA', 'XB']);
  });
});
