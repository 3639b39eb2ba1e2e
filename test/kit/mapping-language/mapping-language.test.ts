/**
 * What real lists made the mapping language learn: partial splits by sex, state numbers, rows over several countries,
 * conditions, rows without an act. Cells are made up; expected values are written out by hand.
 */
import { describe, expect, test } from '@jest/globals';
import { mapRow, parseMapping, type StagedCase } from '@vigil/kit';

const START = `
format: vigil-mapping-1
dataset: synthetic-list
source: made for a test
licence: none, synthetic
synthetic: true
file: { format: csv, encoding: utf-8, header: true }
key: { wholeRow: true }
event:
  startDate: { column: date, formats: [YYYY-MM-DD, YYYY] }
  endDate: { column: end, formats: [YYYY-MM-DD] }
  verification: { constant: CORROBORATED, reason: a test says so }
`;
const ISO = '  country: { column: country, onUnmapped: reject }\n';
const SEVERAL = `  country: { column: country, several: ';', onUnmapped: report, map: { Nowhere: null, 'A; B': XB } }\n`;
const cow = (onUnmapped: string, map = '{}'): string =>
  `  country: { column: country, scheme: cow, onUnmapped: ${onUnmapped}, map: ${map} }\n`;
const ONE_ACT = 'acts:\n  - type: { constant: INTERNET_SHUTDOWN }\n';
const KIDNAPPED = `acts:
  - type: { constant: ABDUCTION_KIDNAPPING }
    victims: { persons: { column: women }, sex: { constant: FEMALE } }
  - type: { constant: ABDUCTION_KIDNAPPING }
    victims: { persons: { column: men }, sex: { constant: MALE } }
  - type: { constant: ABDUCTION_KIDNAPPING }
    victims: { persons: { column: all, minus: [women, men] } }
`;

interface Told {
  readonly column: string;
  readonly value: string;
}

function mapped(yaml: string, cells: Readonly<Record<string, string>>, told: Told[] = []): StagedCase {
  const row = { date: '2021-05-06', country: 'XA', end: '', ...cells };
  return mapRow(parseMapping(START + yaml, 'test.yaml'), new Map(Object.entries(row)), (column, value) => {
    told.push({ column, value });
  });
}
const groups = ({ events }: StagedCase) =>
  events[0]?.acts.map(({ victims }) => [victims?.sex, victims?.persons]) ?? [];
const places = ({ events }: StagedCase) => events.map(({ country }) => country);

describe('a total and its parts', () => {
  test('what the columns of a split leave is of unknown sex, and nobody is lost', () => {
    expect(groups(mapped(ISO + KIDNAPPED, { women: '36', men: '163', all: '494' }))).toEqual([
      ['FEMALE', 36],
      ['MALE', 163],
      ['UNKNOWN', 295],
    ]);
  });

  test('a split that is whole leaves nobody of unknown sex; an empty part takes nothing away', () => {
    expect(groups(mapped(ISO + KIDNAPPED, { women: '2.0', men: '1', all: '3' }))).toEqual([
      ['FEMALE', 2],
      ['MALE', 1],
    ]);
    expect(groups(mapped(ISO + KIDNAPPED, { women: '0', men: '', all: '3' }))).toEqual([
      ['MALE', null],
      ['UNKNOWN', 3],
    ]);
  });

  test('parts that are more than the whole reject the row', () => {
    expect(() => mapped(ISO + KIDNAPPED, { women: '2', men: '2', all: '3' })).toThrow(
      'column all: is less than the sum of the columns it is split into',
    );
  });

  test('a total that is not recorded stays so', () => {
    expect(groups(mapped(ISO + KIDNAPPED, { women: '2', men: '0', all: '' }))).toEqual([
      ['FEMALE', 2],
      ['UNKNOWN', null],
    ]);
  });

  test.each(['2.5', '2.', '.0', '2,0', '2.0000000', '-2.0'])('%s is no whole number of persons', (women) => {
    expect(() => mapped(ISO + KIDNAPPED, { women, men: '0', all: '9' })).toThrow('is not a whole number');
  });
});

describe('countries by state number', () => {
  // Correlates of War, State System Membership: 365 is the Soviet Union until 1991 and Russia after; 315 Czechoslovakia
  test.each([
    ['2', '2021-05-06', 'US'],
    ['002', '2021-05-06', 'US'],
    ['365.0', '2021-05-06', 'RU'],
    ['365', '1991-12-26', 'RU'],
    ['260', '1990-05-01', 'DE'],
    ['345', '2007-01-01', 'RS'],
    ['678', '1980-01-01', 'YE'],
  ])('%s on %s is %s', (country, date, alpha2) => {
    expect(places(mapped(cow('reject') + ONE_ACT, { country, date }))).toEqual([alpha2]);
  });

  test.each([
    ['365', '1991-12-25'],
    ['365', '1991'],
    ['345', '2003-10-13'],
    ['315', '1990-01-10'],
    ['1', '2021-05-06'],
    ['US', '2021-05-06'],
    ['2', '1950-01-01'],
  ])('%s on %s is no country of today, and the row says so', (country, date) => {
    const told: Told[] = [];
    expect(places(mapped(cow('report') + ONE_ACT, { country, date }, told))).toEqual([null]);
    expect(told).toEqual([{ column: 'country', value: country }]);
    expect(() => mapped(cow('reject') + ONE_ACT, { country, date })).toThrow('the mapping does not name');
  });

  test("the mapping's own words go before the number, null among them", () => {
    const map = "{ '341': XK, '347': null }"; // 341 is Montenegro, 347 Kosovo in the project's own list
    expect(places(mapped(cow('report', map) + ONE_ACT, { country: '341' }))).toEqual(['XK']);
    expect(places(mapped(cow('report', map) + ONE_ACT, { country: '347' }))).toEqual([null]);
    expect(places(mapped(cow('report') + ONE_ACT, { country: '347' }))).toEqual(['XK']);
  });
});

describe('rows over several countries', () => {
  test('a row becomes one event for each country, all with its dates and acts', () => {
    const { events } = mapped(SEVERAL + ONE_ACT, { country: 'Laos; Myanmar' });
    expect(events).toMatchObject([
      { country: 'LA', startDate: '2021-05-06', acts: [{ type: 'INTERNET_SHUTDOWN' }] },
      { country: 'MM', startDate: '2021-05-06', acts: [{ type: 'INTERNET_SHUTDOWN' }] },
    ]);
  });

  test('a country named twice is one event, and a name of the map may hold the separator', () => {
    expect(places(mapped(SEVERAL + ONE_ACT, { country: 'Laos;Lao PDR; ' }))).toEqual(['LA']);
    expect(places(mapped(SEVERAL + ONE_ACT, { country: 'A; B' }))).toEqual(['XB']);
  });

  test('what is no country is told by its own name and takes no other with it', () => {
    const told: Told[] = [];
    expect(places(mapped(SEVERAL + ONE_ACT, { country: 'Laos; Nowhere' }, told))).toEqual(['LA', null]);
    expect(told).toEqual([{ column: 'country', value: 'Nowhere' }]);
  });

  test('persons of several countries are not multiplied by them: the row is rejected', () => {
    const cells = { country: 'Laos; Myanmar', women: '1', men: '0', all: '2' };
    expect(() => mapped(SEVERAL + KIDNAPPED, cells)).toThrow('names several countries, and the row counts');
  });

  test('without `several` such a cell is an unknown name', () => {
    expect(() => mapped(ISO + ONE_ACT, { country: 'Laos; Myanmar' })).toThrow('does not name');
  });

  test('an area belongs to the one country that it lies in', () => {
    const area = '  area: { column: region, onUnmapped: report, map: { North: XB-01 } }\n';
    const cells = { country: 'XA; XB', region: 'North' };
    expect(mapped(SEVERAL + area + ONE_ACT, cells).events).toMatchObject([
      { country: 'XA', area: null },
      { country: 'XB', area: 'XB-01' },
    ]);
    expect(() => mapped(SEVERAL + area + ONE_ACT, { ...cells, country: 'XA; MM' })).toThrow(
      'another country',
    );
  });
});

describe('acts on a condition', () => {
  const acts = (when: string, onNoAct = 'keep'): string =>
    `${ISO}acts:\n  - type: { constant: ARREST }\n    when: ${when}\nonNoAct: ${onNoAct}\n`;
  const types = (yaml: string, cells: Readonly<Record<string, string>>): string[] =>
    mapped(yaml, cells).events[0]?.acts.map(({ type }) => type) ?? ['no event'];

  test('an act happened where its column says so', () => {
    const yaml = acts("{ column: arrests, equals: ['1', many] }");
    expect(['1', 'many', '0', '', '1.0'].map((arrests) => types(yaml, { arrests }))).toEqual([
      ['ARREST'],
      ['ARREST'],
      [],
      [],
      [],
    ]);
  });

  test('with `otherwise` a third value rejects the row and is told', () => {
    const yaml = acts("{ column: arrests, equals: ['1'], otherwise: ['0', ''] }");
    expect(['1', '0', ''].map((arrests) => types(yaml, { arrests }))).toEqual([['ARREST'], [], []]);
    const told: Told[] = [];
    expect(() => mapped(yaml, { arrests: '2' }, told)).toThrow(
      'column arrests: holds a value that the condition of an act does not name',
    );
    expect(told).toEqual([{ column: 'arrests', value: '2' }]);
  });

  test('several conditions must all hold, and each is judged', () => {
    const yaml = acts(
      "[{ column: arrests, equals: ['1'] }, { column: kind, equals: [rally], otherwise: [''] }]",
    );
    expect(types(yaml, { arrests: '1', kind: 'rally' })).toEqual(['ARREST']);
    expect(types(yaml, { arrests: '1', kind: '' })).toEqual([]);
    expect(() => types(yaml, { arrests: '0', kind: 'else' })).toThrow('does not name');
  });

  test('a measure that a list repeats every year happened in the year it started in', () => {
    const yaml = acts('{ column: year, yearOf: startDate }');
    expect(['2021', '2021.0', '2022', '', '21'].map((year) => types(yaml, { year }))).toEqual([
      ['ARREST'],
      ['ARREST'],
      [],
      [],
      [],
    ]);
  });

  test('a row without an act is rejected unless the mapping keeps its event', () => {
    const when = "{ column: arrests, equals: ['1'] }";
    expect(types(acts(when, 'keep'), { arrests: '0' })).toEqual([]);
    expect(() => types(acts(when, 'reject'), { arrests: '0' })).toThrow('the row holds no act');
  });
});

test('an empty end date is an open end', () => {
  expect(mapped(ISO + ONE_ACT, { end: '' }).events).toMatchObject([{ endDate: null }]);
});

describe('a mistake is refused, with place and remedy', () => {
  test.each([
    ['{ column: a, equals: [x], yearOf: startDate }', /acts\.0\.when/],
    ['{ column: a, equals: [x], otherwise: [x] }', /acts\.0\.when/],
    ['{ column: a, yearOf: endDate }', /acts\.0\.when/],
    ['[]', /acts\.0\.when/],
  ])('the condition %s', (when, place) => {
    expect(() => mapped(`${ISO}${ONE_ACT}    when: ${when}\n`, {})).toThrow(place);
  });

  test.each([
    ['{ column: all, minus: [all] }', 'a column is named twice'],
    ['{ column: all, minus: [men, men] }', 'a column is named twice'],
    ['{ constant: 3, minus: [men] }', '`minus` goes with `column`'],
    ['{ column: all, minus: [] }', 'persons.minus'],
  ])('the persons %s', (persons, message) => {
    expect(() => mapped(`${ISO}${ONE_ACT}    victims: { persons: ${persons} }\n`, {})).toThrow(message);
  });

  test.each([
    ["{ constant: XA, several: ';' }", '`constant` takes no `scheme` and no `several`'],
    ['{ constant: XA, scheme: cow }', '`constant` takes no `scheme` and no `several`'],
    ['{ column: c, scheme: gwno, onUnmapped: reject }', 'event.country.scheme'],
    ['{ column: c, onUnmapped: reject, map: { Somaliland: XQ } }', 'not a country code'],
  ])('the country %s', (country, message) => {
    expect(() => mapped(`  country: ${country}\n${ONE_ACT}`, {})).toThrow(message);
  });

  test('a column of a split or of a condition is read: neverRead may not name it', () => {
    for (const column of ['women', 'all']) {
      expect(() => mapped(`${ISO}${KIDNAPPED}neverRead: [${column}]\n`, {})).toThrow('is read by another');
    }
    const yaml = `${ISO}${ONE_ACT}    when: { column: a, equals: [x] }\nneverRead: [a]\n`;
    expect(() => mapped(yaml, {})).toThrow('is read by another');
  });
});
