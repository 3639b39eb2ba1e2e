/** What a draft says, what it leaves to a person, and what it never quotes. All tables here are SYNTHETIC. */
import { describe, expect, test } from '@jest/globals';
import { parseMapping, undecidedPlaces } from '@vigil/kit';
import { parse } from 'yaml';
import { openFields } from './decide.js';
import { columnOf, draftOf } from './draft-of.js';

interface Drafted {
  readonly event: {
    readonly startDate: { readonly column: string; readonly formats: readonly string[] | null };
    readonly country: {
      readonly column?: string;
      readonly map?: Readonly<Record<string, string>>;
      readonly scheme?: null;
      readonly several?: null;
    };
    readonly area?: { readonly map: Readonly<Record<string, string>> };
  };
  readonly acts: readonly {
    readonly type: { readonly constant?: string; readonly map?: Readonly<Record<string, string>> };
    readonly perpetrator: { readonly map?: Readonly<Record<string, string>> };
    readonly victims: {
      readonly persons: { readonly column?: string; readonly minus?: readonly string[] } | null;
      readonly sex?: { readonly constant?: string; readonly map?: Readonly<Record<string, string>> };
    };
  }[];
  readonly neverRead: readonly string[];
}
const read = (yaml: string): Drafted => parse(yaml) as Drafted;
const dates = (...cells: readonly string[]) =>
  draftOf({ columns: ['date'], rows: cells.map((cell) => [cell]) }).yaml;

describe('dates', () => {
  test.each([
    ['13/02/2021', '05/06/2021', ['DD/MM/YYYY']],
    ['02/13/2021', '05/06/2021', ['MM/DD/YYYY']],
    ['1.2.2021', '31.12.2021', ['D.M.YYYY']],
    ['2021-02-13', '2021-06', ['YYYY-MM-DD', 'YYYY-MM']],
    ['2021', '2020', ['YYYY']],
    ['20210213', '20211231', ['YYYYMMDD']],
  ])('%s and %s can be read in one way', (first, second, formats) => {
    expect(read(dates(first, second)).event.startDate).toMatchObject({ column: 'date', formats });
  });

  test('day and month that could be either are a decision, with both named; nothing is guessed', () => {
    const yaml = dates('01/02/2021', '11/12/2021');
    expect(read(yaml).event.startDate.formats).toBeNull();
    expect(undecidedPlaces(yaml).find(({ field }) => field === 'event.startDate.formats')?.choices).toBe(
      'DD/MM/YYYY or MM/DD/YYYY: all 2 sampled dates fit both, so the cells cannot tell; ask who keeps the list',
    );
  });

  test('a column that mixes both orders is a decision too', () => {
    expect(dates('13/02/2021', '02/13/2021')).toContain('the column mixes both');
  });

  test('a month written as a word, a time of day, a year of two digits: said, not read', () => {
    const yaml = dates('3 mars 2021', '4 avril 2021');
    expect(openFields(yaml)).toContain('event.startDate.formats');
    expect(yaml.replace(/\n\s*# /g, ' ')).toContain(
      'no format of the language reads: 2 with a month or another word',
    );
    expect(dates('2021-01-01T10:00', '2021-01-02')).toContain('1 with a time of day');
    expect(dates('01/02/21', '03/04/21')).toContain('with a year of two digits');
  });

  test('two columns that could be the day are a decision', () => {
    const { yaml } = draftOf({
      columns: ['Date', 'Incident date'],
      rows: [['2021-01-01', '2021-01-02']],
    });
    expect(openFields(yaml)).toContain('event.startDate.column');
  });
});

describe('headings of six languages', () => {
  test.each([
    ['en', 'Incident date', 'Country'],
    ['fr', "Date de l'incident", 'Pays'],
    ['es', 'Fecha del hecho', 'País'],
    ['pt', 'Data do fato', 'Nome do país'],
    ['ar', 'التاريخ', 'البلد'],
    ['ru', 'Дата', 'Страна'],
  ])('%s: %s and %s', (_language, date, country) => {
    const { event } = read(draftOf({ columns: [date, country], rows: [['2021-05-31', 'KE']] }).yaml);
    expect(event).toMatchObject({ startDate: { column: date }, country: { column: country } });
  });

  test('names of countries in French, Spanish, Portuguese, Arabic and Russian lead to their codes (CLDR)', () => {
    const names = { Allemagne: 'DE', España: 'ES', Moçambique: 'MZ', مصر: 'EG', Россия: 'RU' };
    const cells = Object.fromEntries(Object.keys(names).map((name) => [name, 2]));
    expect(read(columnOf('pays', cells).yaml).event.country.map).toEqual(names);
  });

  test('numbers that two lists of countries use are a decision', () => {
    // 020 is Andorra in ISO 3166-1, 20 is Canada in the Correlates of War list
    expect(read(columnOf('ccode', { '20': 3, '70': 3 }).yaml).event.country.scheme).toBeNull();
  });

  test('several countries in a cell are a decision', () => {
    const { yaml } = columnOf('country', { Kenya: 4, 'Laos; Myanmar': 1 });
    expect(openFields(yaml)).toContain('event.country.several');
  });
});

describe('HXL tags', () => {
  const { yaml } = draftOf({
    columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
    hxlTags: [
      '#date +occurred',
      '#country+code+v_iso2',
      '#affected +kidnapped',
      '#affected+f+kidnapped',
      '#affected+kidnapped+m',
      '#geo+lat',
      '#meta+source',
      '#adm1 +code',
      '#actor',
    ],
    rows: Array.from({ length: 6 }, () => [
      '2021-05-31',
      'KE',
      '3',
      '1',
      '1',
      '1.28333',
      'a newspaper',
      'KE-30',
      'Police',
    ]),
  });

  test('say what headings do not; the order of attributes does not matter', () => {
    const { event, acts, neverRead } = read(yaml);
    expect(event).toMatchObject({
      startDate: { column: 'a' },
      country: { column: 'b' },
      area: { column: 'h', map: { 'KE-30': 'KE-30' } },
    });
    expect(acts.map(({ victims }) => [victims.persons, victims.sex?.constant])).toEqual([
      [{ column: 'c', minus: ['d', 'e'] }, undefined],
      [{ column: 'd' }, 'FEMALE'],
      [{ column: 'e' }, 'MALE'],
    ]);
    expect(acts[0]?.perpetrator.map).toEqual({ Police: 'STATE' });
    expect(neverRead).toEqual(['f', 'g']);
  });

  test('a heading that warns of a name outweighs a tag', () => {
    const warned = draftOf({
      columns: ['date', 'Name of victim'],
      hxlTags: ['#date', '#event+type'],
      rows: Array.from({ length: 9 }, () => ['2021-05-31', 'Arrest']),
    });
    expect(read(warned.yaml).neverRead).toEqual(['Name of victim']);
  });
});

describe('code lists', () => {
  test('M is a man beside F, and a woman beside H', () => {
    expect(read(columnOf('sex', { M: 5, F: 5 }).yaml).acts[0]?.victims.sex?.map).toEqual({
      M: 'MALE',
      F: 'FEMALE',
    });
    expect(read(columnOf('sexo', { M: 5, H: 5 }).yaml).acts[0]?.victims.sex?.map).toEqual({
      M: 'FEMALE',
      H: 'MALE',
    });
    expect(openFields(columnOf('sexo', { M: 5, Mujer: 5 }).yaml)).toContain('acts.0.victims.sex.map.M');
  });

  test('what is near a code and not the same is a decision: a militia is not said to be for or against the state', () => {
    const { yaml } = columnOf('perpetrator', { Police: 9, 'armed militia': 9, militia: 9 });
    expect(read(yaml).acts[0]?.perpetrator.map?.['Police']).toBe('STATE');
    expect(yaml).not.toMatch(/militia: (?:PRO_STATE|NON_STATE|STATE|UNKNOWN)/);
  });

  test('an act in French, Spanish or Russian leads to the code that HURIDOCS has for it', () => {
    const { yaml } = columnOf('type', { 'Rapt; enlèvement': 3, Redada: 3, Похищение: 3, Spectacle: 3 });
    expect(read(yaml).acts[0]?.type.map).toEqual({
      'Rapt; enlèvement': 'ABDUCTION_KIDNAPPING',
      Redada: 'MASS_ROUNDUP',
      Похищение: 'ABDUCTION_KIDNAPPING',
      Spectacle: 'DECIDE',
    });
  });

  test('a column of 0 and 1 may be a number of persons or a yes: a decision', () => {
    expect(read(columnOf('arrests', { '0': 30, '1': 30 }).yaml).acts[0]?.victims.persons).toBeNull();
  });

  test('parts that are more than the whole are a decision, not a subtraction', () => {
    const { yaml } = draftOf({
      columns: ['date', 'detained', 'women detained'],
      rows: [['2021-05-31', '2', '5']],
    });
    expect(openFields(yaml)).toContain('acts.0.victims.persons.minus');
  });
});

describe('what is never read is never quoted', () => {
  test.each([
    ['Victim name', 'Zarqa Imaginary'],
    ['Nom de la victime', 'Zarqa Imaginary'],
    ['ФИО', 'Зарка Вымышленная'],
    ['اسم الضحية', 'زرقاء خيالية'],
    ['date of birth', '1990-01-31'],
    ['Teléfono', '+000 555 123 456'],
    ['Passport', 'X1234567'],
    ['whatever', 'zarqa@example.invalid'],
    ['where', '1.28333, 36.81667'],
    ['what', 'https://example.invalid/1'],
    ['how', 'she was taken from her home at night by men that nobody knew'],
  ])('%s', (heading, cell) => {
    const { yaml } = columnOf(heading, { [cell]: 9 });
    expect(read(yaml).neverRead).toEqual([heading]);
    expect(yaml).not.toContain(cell);
  });

  test('a perpetrator who is named is counted, not quoted, however often', () => {
    const { yaml } = columnOf('perpetrator', { Police: 9, 'Sergeant Zarqa Imaginary': 9 });
    expect(yaml).not.toContain('Zarqa');
    expect(yaml).toContain('1 values in 9 sampled rows');
  });

  test('a value that stands in one row is not quoted: somebody wrote it, nobody chose it from a list', () => {
    const { yaml } = columnOf('type', { Arrest: 20, Spectacle: 9, Zarqa: 1 });
    expect(yaml).toContain('Spectacle');
    expect(yaml).not.toContain('Zarqa');
  });
});

test('a draft is YAML whatever the headings are, and the mapping language refuses it until it is decided', () => {
  const columns = [
    'date',
    'a: b',
    '# c',
    '"',
    '- x',
    '\u202Eevil',
    'true',
    '{',
    '*d',
    '&e',
    '!f',
    'null',
    "l'âge",
  ];
  const { yaml, decisions } = draftOf({ columns, rows: [columns.map(() => '2021-05-31')] });
  expect(new Set([...read(yaml).neverRead, 'date'])).toEqual(new Set(columns));
  expect(yaml).not.toContain('\u202E');
  expect(undecidedPlaces(yaml)).toHaveLength(decisions);
  expect(() => parseMapping(yaml, 'draft.yaml')).toThrow(
    expect.objectContaining({ code: 'MAPPING_INVALID' }),
  );
});
