/** The mapping language: what it understands, and how it complains. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseMapping, mapRow, type StagedEvent } from '@vigil/kit';
import { MAPPING_YAML } from './synthetic-mapping.js';

const row = (cells: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      id: '1',
      date: '2012',
      country: 'XA',
      region: '',
      detained: '1',
      kind: '',
      note: '',
      ...cells,
    }),
  );
/** The one event of a row. */
function mapped(yaml: string, cells: Readonly<Record<string, string>>): StagedEvent {
  const [event, ...more] = mapRow(parseMapping(yaml, 'test.yaml'), row(cells), () => undefined).events;
  if (event === undefined || more.length > 0) throw new Error('not one event');
  return event;
}
const withFormats = (formats: string): string =>
  MAPPING_YAML.replace('[DD.MM.YYYY, YYYY-MM-DD, YYYY-MM, YYYY]', `[${formats}]`);

test('the example of the documentation is a mapping', () => {
  const page = readFileSync(new URL('../../../subgraphs/kit/docs/mapping.md', import.meta.url), 'utf8');
  const example = /```yaml\n(?<yaml>[\s\S]*?)```/.exec(page)?.groups?.['yaml'] ?? '';
  expect(parseMapping(example, 'mapping.md')).toMatchObject({ dataset: 'example-arrests', synthetic: false });
});

describe('dates', () => {
  test.each([
    ['DD.MM.YYYY', '04.12.2011', '2011-12-04', 'DAY'],
    ['YYYY-MM-DD', '2012-02-29', '2012-02-29', 'DAY'],
    ['M/D/YYYY', '5/6/2012', '2012-05-06', 'DAY'],
    ['D/M/YYYY', '5/6/2012', '2012-06-05', 'DAY'],
    ['YYYYMMDD', '20120506', '2012-05-06', 'DAY'],
    ['YYYY-MM', '2012-05', '2012-05-01', 'MONTH'],
    ['MM.YYYY', '05.2012', '2012-05-01', 'MONTH'],
    ['YYYY', '2012', '2012-01-01', 'YEAR'],
  ])('%s reads %s with its precision', (format, text, startDate, datePrecision) => {
    expect(mapped(withFormats(format), { date: text })).toMatchObject({ startDate, datePrecision });
  });

  test.each([
    '31.04.2012',
    '29.02.2011',
    '4.12.2011',
    '04.13.2011',
    '04.12.11',
    '04.12.2011 10:00',
    '04-12-2011',
    '00.01.2012',
  ])('DD.MM.YYYY refuses %s', (date) => {
    expect(() => mapped(withFormats('DD.MM.YYYY'), { date })).toThrow('column date: is not a date');
  });

  test('formats are tried in their order, and the first that fits decides', () => {
    expect(mapped(withFormats('D/M/YYYY, M/D/YYYY'), { date: '5/6/2012' })).toMatchObject({
      startDate: '2012-06-05',
    });
    expect(mapped(withFormats('D/M/YYYY, M/D/YYYY'), { date: '5/13/2012' })).toMatchObject({
      startDate: '2012-05-13',
    });
  });

  test('an empty date is refused unless the mapping takes it as unknown', () => {
    expect(() => mapped(MAPPING_YAML, { date: '' })).toThrow('column date: is empty');
    const lenient = MAPPING_YAML.replace('{ column: date,', '{ column: date, onEmpty: UNKNOWN,');
    expect(mapped(lenient, { date: '' })).toMatchObject({ startDate: null, datePrecision: 'UNKNOWN' });
  });

  test('an event does not end before it starts', () => {
    const yaml = MAPPING_YAML.replace(
      '  country:',
      '  endDate: { column: note, formats: [YYYY-MM-DD] }\n  country:',
    ).replace('neverRead: [note]', '');
    expect(mapped(yaml, { date: '2012-05-06', note: '2012-05-08' })).toMatchObject({ endDate: '2012-05-08' });
    expect(() => mapped(yaml, { date: '2012-05-06', note: '2012-05-05' })).toThrow(
      'lies before the start date',
    );
  });
});

describe('places', () => {
  // ISO 3166-1: names, official names, alpha-2, alpha-3 and numeric codes of the same countries
  test.each([
    ['Iran (Islamic Republic of)', 'IR'],
    ['IRN', 'IR'],
    ['364', 'IR'],
    ['Iran', 'IR'],
    ['DRC', 'CD'],
    ['Congo, The Democratic Republic of the', 'CD'],
    ['Russian Federation', 'RU'],
    ['russia', 'RU'],
    ["Côte d'Ivoire", 'CI'],
    ['Myanmar', 'MM'],
    ['XA', 'XA'],
  ])('the country %s is %s', (country, alpha2) => {
    expect(mapped(MAPPING_YAML, { country })).toMatchObject({ country: alpha2 });
  });

  test.each(['Atlantis', 'Laos; Myanmar', 'Congo-Nowhere', '999'])(
    'the country %s is not guessed',
    (country) => {
      expect(() => mapped(MAPPING_YAML, { country })).toThrow('holds a value that the mapping does not name');
    },
  );

  test('a map of the mapping goes before the names of ISO, and report leaves the country empty', () => {
    const yaml = MAPPING_YAML.replace(
      '{ column: country, onUnmapped: reject }',
      '{ column: country, onUnmapped: report, map: { Overseas: XB, XA: XB } }',
    );
    expect(mapped(yaml, { country: 'Overseas' })).toMatchObject({ country: 'XB' });
    expect(mapped(yaml, { country: 'XA' })).toMatchObject({ country: 'XB' });
    expect(mapped(yaml, { country: 'Atlantis' })).toMatchObject({ country: null });
  });

  test('the names of object members are values like any other', () => {
    expect(mapped(MAPPING_YAML, { region: 'constructor' })).toMatchObject({ area: null });
    expect(mapped(MAPPING_YAML, { kind: '__proto__' }).acts[0]?.victims).toMatchObject({ group: 'UNKNOWN' });
  });
});

describe('counts', () => {
  test('an empty count is a group of unrecorded size; an act that hit nobody is left out', () => {
    const yaml = MAPPING_YAML.replace(
      'neverRead: [note]',
      '  - type: { constant: KILLING }\n    victims: { persons: { column: note } }',
    );
    expect(mapped(yaml, { detained: '', note: '0' }).acts).toMatchObject([
      { type: 'DETENTION', victims: { persons: null } },
    ]);
    expect(mapped(yaml, { detained: '3', note: '2' }).acts).toMatchObject([
      { type: 'DETENTION', victims: { persons: 3 } },
      { type: 'KILLING', victims: { persons: 2 } },
    ]);
    expect(() => mapped(yaml, { detained: '0', note: '0' })).toThrow('the row holds no act');
  });

  test.each(['-1', '1.5', '1e3', '1,200', 'ten', '100000000', '0x10'])(
    '%s is not a number of persons',
    (detained) => {
      expect(() => mapped(MAPPING_YAML, { detained })).toThrow('is not a whole number of persons');
    },
  );
});

describe('a mapping with a mistake is refused, with place and remedy', () => {
  const MISTAKES: readonly (readonly [string, string, string, RegExp])[] = [
    [
      'an unknown field',
      'key:',
      'latitude: { column: lat }\nkey:',
      /field \(root\): the mapping language has no latitude; see docs\/mapping.md/,
    ],
    [
      'a date format with unknown letters',
      'DD.MM.YYYY',
      'DD.MMM.YYYY',
      /field event\.startDate\.formats\.0: not a date format/,
    ],
    [
      'a date format without a year',
      'DD.MM.YYYY',
      'DD.MM',
      /field event\.startDate\.formats\.0: not a date format/,
    ],
    [
      'a code outside the list',
      'constant: DETENTION',
      'constant: DETAINED',
      /field acts\.0\.type: the constant is not one of ARREST/,
    ],
    [
      'a map that leads to an unknown code',
      'rally: PROTESTER',
      'rally: DEMONSTRATOR',
      /field acts\.0\.victims\.group: the map leads to DEMONSTRATOR/,
    ],
    [
      'a column without onUnmapped',
      'onUnmapped: UNKNOWN, ',
      '',
      /field acts\.0\.victims\.group: add `onUnmapped`/,
    ],
    [
      'report where a field cannot stay empty',
      'onUnmapped: UNKNOWN',
      'onUnmapped: report',
      /write `onUnmapped: reject` or UNKNOWN/,
    ],
    [
      'a constant that decides and gives no reason',
      'CORROBORATED, reason: a test says so',
      'CORROBORATED',
      /field event\.verification: add `reason`/,
    ],
    [
      'a code that YAML reads as a number',
      "'0101'",
      '101',
      /field event\.violationStatus\.constant: .*write it in quotes/,
    ],
    [
      'an area that does not exist',
      'XA-02',
      'XA-99',
      /field event\.area\.map\.South: not an area code of ISO 3166-2/,
    ],
    [
      'a country that does not exist',
      '{ column: country, onUnmapped: reject }',
      '{ constant: XQ }',
      /field event\.country\.constant: not a country code/,
    ],
    [
      'both a constant and a column',
      '{ constant: STATE }',
      '{ constant: STATE, column: note, onUnmapped: reject }',
      /write exactly one of `constant` and `column`/,
    ],
    [
      'a column that is read and never read',
      'neverRead: [note]',
      'neverRead: [note, kind]',
      /field neverRead: column kind is read by another field/,
    ],
    [
      'a data set name with spaces',
      'dataset: synthetic-list',
      'dataset: Synthetic List',
      /field dataset: write lower case letters/,
    ],
    ['no acts', 'acts:', 'actz:', /field acts: /],
    ['broken YAML', 'key: {', 'key: {{', /^mapping test\.yaml, line \d+: not YAML/],
    [
      'a field named twice',
      'licence:',
      'source: again\nlicence:',
      /^mapping test\.yaml, line \d+: not YAML \(duplicate key\)/,
    ],
  ];

  test.each(MISTAKES)('%s', (_title, right, wrong, message) => {
    expect(MAPPING_YAML).toContain(right);
    const parse = (): unknown => parseMapping(MAPPING_YAML.replace(right, wrong), 'test.yaml');
    expect(parse).toThrow(expect.objectContaining({ code: 'MAPPING_INVALID', audience: 'operator' }));
    expect(parse).toThrow(message);
  });
});

test('an alias whose anchor is gone is refused with the remedy, by import and by mapping check alike', () => {
  const parse = (): unknown =>
    parseMapping(`${MAPPING_YAML}\nsource: *gone\n`.replace(/^source: .*\n/m, ''), 'test.yaml');
  expect(parse).toThrow(expect.objectContaining({ code: 'MAPPING_INVALID' }));
  expect(parse).toThrow(/no field above it has the anchor &name; write the field out$/);
});
