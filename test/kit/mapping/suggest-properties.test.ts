/**
 * Whatever a file holds: suggesting does not fail, quotes no cell of a column that is never read, gives YAML, and leaves
 * something that check and import refuse. Every generated table is SYNTHETIC.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkMapping, parseMapping, suggestMapping, undecidedPlaces } from '@vigil/kit';
import { HubError } from '@vigil/shared';
import fc from 'fast-check';
import { parse } from 'yaml';
import { draftOf } from './draft-of.js';

interface Table {
  readonly columns: readonly string[];
  readonly hxlTags: readonly string[] | undefined;
  readonly rows: readonly (readonly string[])[];
}

const HEADINGS = [
  ...[
    'date',
    'Fecha de inicio',
    'التاريخ',
    'end date',
    'country',
    'pays',
    'iso3',
    'region',
    'adm1',
    'id',
    '№',
  ],
  ...[
    'type',
    'violation',
    'perpetrator',
    'auteur',
    'sexe',
    'gender',
    'profession',
    'age group',
    'verification',
  ],
  ...['kidnapped', 'women kidnapped', 'arrests', 'number of victims', 'nombre de femmes', 'injured'],
  ...[
    'name',
    'victim',
    'ФИО',
    'phone',
    'latitude',
    'description',
    'source',
    'passport',
    'adresse',
    'whatever',
  ],
];
const TAGS = [
  '#date+occurred',
  '#country+code',
  '#adm1+name',
  '#affected+f',
  '#event+type',
  '#actor',
  '#x_y',
  '',
];

const token = fc.string({
  unit: fc.constantFrom(...Array.from('bcdfghjklmnpqrstvwxz')),
  minLength: 6,
  maxLength: 9,
});
const capital = token.map((text) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}`);
const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: least, maxLength: most });

/** Cells that could be a person's; each is long and random enough to be found again. */
const PRIVATE = [
  fc.tuple(capital, capital).map(([first, last]) => `${first} ${last}`),
  token.map((name) => `${name}@example.invalid`),
  token.map((name) => `https://example.invalid/${name}`),
  digits(9, 12).map((text) => `+${text}`),
  fc.tuple(digits(2, 2), digits(6, 8)).map(([whole, rest]) => `${whole}.${rest}`),
  fc.array(token, { minLength: 7, maxLength: 9 }).map((words) => words.join(' ')),
  capital,
  fc.string({ minLength: 8, maxLength: 30 }),
  fc.string({ unit: 'binary', minLength: 8, maxLength: 20 }),
];
const ORDINARY = [
  fc.constantFrom('2021-05-31', '31/05/2021', '05/06/2021', '3 mars 2021', '2021', '44197'),
  fc.constantFrom('KEN', 'KE', 'Kenya', 'Allemagne', '404', 'Laos; Myanmar', 'NA'),
  fc.constantFrom('0', '1', '2', '3.0', '', '-', 'N/A'),
  fc.constantFrom('Police', 'militia', 'F', 'M', 'H', 'Arrest', 'journaliste', '18-24', 'KE-30'),
];

/** A column draws from one kind, from a handful of its values, so that values repeat. */
const column = (rows: number) =>
  fc
    .constantFrom(...PRIVATE, ...ORDINARY)
    .chain((cell) => fc.array(cell, { minLength: 1, maxLength: 5 }))
    .chain((few) => fc.array(fc.constantFrom(...few), { minLength: rows, maxLength: rows }));

const table: fc.Arbitrary<Table> = fc
  .record({
    headings: fc.uniqueArray(
      fc.oneof(fc.constantFrom(...HEADINGS), token, fc.string({ minLength: 1, maxLength: 12 })),
      {
        minLength: 1,
        maxLength: 9,
        selector: (heading) => heading.trim(),
      },
    ),
    rows: fc.integer({ min: 1, max: 40 }),
    tagged: fc.boolean(),
  })
  .chain(({ headings, rows, tagged }) => {
    const named: readonly string[] = headings
      .map((heading) => heading.trim())
      .filter((heading) => heading !== '');
    return fc.record({
      columns: fc.constant(named.length === 0 ? ['date'] : named),
      hxlTags: tagged
        ? fc.array(fc.constantFrom(...TAGS), { minLength: 9, maxLength: 9 })
        : fc.constant(undefined),
      cells: fc.array(column(rows), { minLength: 9, maxLength: 9 }),
      rows: fc.constant(rows),
    });
  })
  .map(({ columns, hxlTags, cells, rows }) => ({
    columns,
    hxlTags: hxlTags?.slice(0, columns.length),
    rows: Array.from({ length: rows }, (_, at) => columns.map((_heading, index) => cells[index]?.[at] ?? '')),
  }));

const neverRead = (yaml: string): readonly string[] =>
  (parse(yaml) as { neverRead: readonly string[] }).neverRead;

/** Cells of columns that are never read and that stand in the text, as they are or escaped. */
function leaks({ columns, rows }: Table, text: string): readonly string[] {
  const unread = new Set(neverRead(text));
  // a value that another column shows, or a heading, is not a leak of this one
  const shown = new Set(
    rows.flatMap((cells) =>
      cells.filter((_cell, at) => !unread.has(columns[at] ?? '')).map((cell) => cell.trim()),
    ),
  );
  return rows
    .flatMap((cells) => cells.filter((_cell, at) => unread.has(columns[at] ?? '')))
    .map((cell) => cell.trim())
    .filter((cell) => cell.length >= 6 && !shown.has(cell) && !columns.some((name) => name.includes(cell)))
    .filter(
      (cell) =>
        !/^(?:2021-05-31|31\/05\/2021|05\/06\/2021|3 mars 2021|Allemagne|journaliste|Police|militia|Arrest)$/.test(
          cell,
        ),
    )
    .filter((cell) => text.includes(cell) || text.includes(JSON.stringify(cell).slice(1, -1)));
}

test('a draft quotes no cell of a column in neverRead, is YAML, and is refused until it is decided', () => {
  fc.assert(
    fc.property(table, (given) => {
      const { columns, rows, hxlTags } = given;
      const { yaml, decisions } = draftOf({ columns, rows, ...(hxlTags === undefined ? {} : { hxlTags }) });
      expect(leaks(given, yaml)).toEqual([]);
      const open = undecidedPlaces(yaml);
      expect(open).toHaveLength(decisions);
      expect(open.length).toBeGreaterThan(0);
      // the comments are for the reader: without them the places are as open as before
      const bare = yaml.split('\n').map((line) => (line.trimStart().startsWith('#') ? '' : line));
      expect(undecidedPlaces(bare.join('\n'))).toHaveLength(decisions);
      expect(() => parseMapping(yaml, 'draft.yaml')).toThrow(HubError);
    }),
    { numRuns: 150 },
  );
});

test('the search for leaks finds one: a draft with a single cell in a comment is caught', () => {
  const given: Table = {
    columns: ['date', 'name'],
    hxlTags: undefined,
    rows: [['2021-05-31', 'Zarqa Imaginary']],
  };
  const { yaml } = draftOf({ columns: given.columns, rows: given.rows });
  expect(leaks(given, yaml)).toEqual([]);
  expect(leaks(given, `${yaml}# for instance Zarqa Imaginary\n`)).toEqual(['Zarqa Imaginary']);
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-fuzz-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const csvCell = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const csv = ({ columns, hxlTags, rows }: Table, mark: string): string =>
  [columns, ...(hxlTags === undefined ? [] : [hxlTags]), ...rows]
    .map((cells) => cells.map(csvCell).join(mark))
    .join('\n');

/** A refusal of a file is an answer too; anything else that is thrown is a failure. */
async function suggested(file: string): Promise<string | null> {
  try {
    return (await suggestMapping(file)).yaml;
  } catch (error) {
    if (error instanceof HubError) return null;
    throw error;
  }
}

test('whatever bytes a file has, suggesting gives a draft or a refusal; a draft makes check fail', async () => {
  const file = join(folder, 'fuzz.csv');
  const draft = join(folder, 'fuzz.yaml');
  const bytes = fc.oneof(
    fc.tuple(table, fc.constantFrom(',', ';', '\t')).map(([given, mark]) => Buffer.from(csv(given, mark))),
    table.map((given) => Buffer.from(csv(given, ';'), 'latin1')),
    fc.uint8Array({ maxLength: 400 }).map((some) => Buffer.from(some)),
    fc.string({ maxLength: 400 }).map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      await writeFile(file, content);
      const yaml = await suggested(file);
      if (yaml === null) return;
      await writeFile(draft, yaml);
      const { undecided, rows } = await checkMapping(draft, file);
      expect(rows).toBeNull();
      expect(undecided.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});
