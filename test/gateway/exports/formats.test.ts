/**
 * What each format says of one table. Figures are counted by hand from the fixture; rules of the formats stand in
 * test/vectors/exports with their source.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { FORMATS, type ExportTable } from '@vigil/gateway';
import { Ajv } from 'ajv';
import { ALPHA_2012, BETA_2012, exportWorld, exportsOf } from './export-fixture.js';

let table: ExportTable;
let areas: ExportTable;

async function vector(name: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(`../../vectors/exports/${name}`, import.meta.url), 'utf8'));
}

/** Fields of the fixture hold no commas but in quotes at the end of nothing: splitting is enough for what is read here. */
function rowsOf(text: string): string[][] {
  return text
    .split('\r\n')
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, a, b]) => a ?? b ?? ''),
    );
}

function recordsOf(text: string): Record<string, string>[] {
  const [header = [], ...rows] = rowsOf(text);
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
}

beforeAll(async () => {
  const exports = exportsOf(exportWorld(ALPHA_2012, BETA_2012));
  const [overview] = (await exports.overview()).filter(({ indicator }) => indicator === 'KIDNAPPING');
  const dataVersion = overview?.dataVersion ?? '';
  const make = async (by: ExportTable['by']): Promise<ExportTable> => {
    const made = await exports.table({ indicator: 'KIDNAPPING', dataVersion, by });
    if (made === null) throw new Error('the fixture has no such table');
    return made;
  };
  table = await make(['COUNTRY', 'MONTH']);
  areas = await make(['AREA', 'YEAR']);
});

describe('CSV', () => {
  test('has a row for each cell of the lattice, with the sums of what partners released', () => {
    const records = recordsOf(FORMATS.csv.write(table));
    // alpha declares 24 months, and has released those of 2012
    expect(records).toHaveLength(12);
    expect(records[2]).toMatchObject({
      indicator: 'KIDNAPPING',
      country: 'XA',
      country_name: 'Synthetic country A',
      month: '2012-03',
      year: '2012',
      counting_unit: 'CASE_FILE',
      value: '65', // 40 + 25
      released: '65',
      standard_error: '4', // two cells of variance 8
      interval95_from: '57', // 65 - 1.96 x 4 = 57.16
      interval95_to: '73', // 72.84
      low: 'false',
      obs_status: 'A',
      conf_status: 'F',
      reporting_partners: '2',
      partners: 'alpha beta',
      data_version: table.dataVersion,
      notice: 'documented, not total',
    });
    expect(records[2]?.['sources']).toBe(`/data/${table.dataVersion}/KIDNAPPING.dictionary.json`);
  });

  test('keeps a LOW figure as released, negative ones too, and gives it no value', () => {
    expect(recordsOf(FORMATS.csv.write(table))[3]).toMatchObject({
      month: '2012-04',
      value: '',
      released: '-7',
      low: 'true',
      obs_status: 'U',
    });
  });

  test('says of a table by areas which country each area lies in', () => {
    const records = recordsOf(FORMATS.csv.write(areas));
    expect(records.map(({ country, area, year, released }) => [country, area, year, released])).toEqual([
      ['XA', 'XA-01', '2012', '30'], // alpha 30, beta 0
      ['XA', 'XA-02', '2012', '12'],
    ]);
    expect(records[0]?.['sources']).toBe(
      `/data/${table.dataVersion}/KIDNAPPING.dictionary.json?by=area,year`,
    );
  });

  test('is explained by a dictionary, column by column', () => {
    const [header] = rowsOf(FORMATS.csv.write(table));
    const dictionary = recordsOf(FORMATS['dictionary.csv'].write(table));
    expect(dictionary.map(({ column }) => column)).toEqual(header);
    expect(dictionary.every(({ description }) => description !== '')).toBe(true);
    const json = JSON.parse(FORMATS['dictionary.json'].write(table)) as Record<string, unknown>;
    expect((json['columns'] as { name: string }[]).map(({ name }) => name)).toEqual(header);
  });
});

test('the dictionary says who stands behind the figures: methodology, funding, releases with their digests', () => {
  const json = JSON.parse(FORMATS['dictionary.json'].write(table)) as Pick<ExportTable, 'sources' | 'notice'>;
  expect(json.notice).toContain('Documented, not total');
  expect(json.sources).toMatchObject([
    {
      partner: 'alpha',
      synthetic: true,
      methodologies: [{ version: '1', standardOfProof: 'REASONABLE_GROUNDS' }],
      fundingStreams: [{ donor: 'a test' }],
      releases: [{ id: 'alpha.2012.1', stage: 'FINAL', revoked: false }],
    },
    { partner: 'beta', releases: [{ id: 'beta.2012.1' }] },
  ]);
});

describe('HXL', () => {
  test('is the CSV with one row of hashtags between header and data, each a hashtag of the standard', async () => {
    const { hashtag, used } = (await vector('hxl-1.1.json')) as { hashtag: string; used: string[] };
    const plain = rowsOf(FORMATS.csv.write(table));
    const [header, tags = [], ...rows] = rowsOf(FORMATS['hxl.csv'].write(table));
    expect([header, ...rows]).toEqual(plain);
    expect(tags).toHaveLength(header?.length ?? 0);
    expect(new Set(tags).size).toBe(tags.length);
    for (const tag of tags) {
      expect(tag).toMatch(new RegExp(hashtag));
      expect(used).toContain(tag.split('+')[0]);
    }
  });
});

/** @see SDMX-CSV 2.0 data message field guide: columns, column headers, column content */
describe('SDMX-CSV 2.0', () => {
  test('begins with the structure, then dimensions, measures and attributes by their ids', () => {
    const [header = []] = rowsOf(FORMATS['sdmx.csv'].write(table));
    // several values in one component: the first header names the separator, the component has brackets
    expect(header.slice(0, 3)).toEqual(['STRUCTURE[;]', 'STRUCTURE_ID', 'ACTION']);
    expect(header.filter((name) => name.endsWith('[]'))).toEqual(['PARTNERS[]']);
    expect(header.slice(3, 9)).toEqual([
      'FREQ',
      'INDICATOR',
      'REF_AREA',
      'COUNTING_UNIT',
      'TIME_PERIOD',
      'OBS_VALUE',
    ]);
    expect(header).toEqual(expect.arrayContaining(['OBS_STATUS', 'CONF_STATUS']));
    expect(new Set(header).size).toBe(header.length);
  });

  test('names in each row the dataflow, as agency, id and semantic version, and the action', () => {
    for (const record of recordsOf(FORMATS['sdmx.csv'].write(table))) {
      expect(record['STRUCTURE[;]']).toBe('dataflow');
      expect(record['STRUCTURE_ID']).toBe('VIGIL:KIDNAPPING_COUNTRY_MONTH(1.0.0)');
      expect(record['ACTION']).toBe('I');
    }
  });

  test('has one observation for each cell, told apart by its dimensions', () => {
    const records = recordsOf(FORMATS['sdmx.csv'].write(table));
    expect(records[2]).toMatchObject({
      FREQ: 'M',
      REF_AREA: 'XA',
      TIME_PERIOD: '2012-03',
      OBS_VALUE: '65',
      RELEASED: '65',
      OBS_STATUS: 'A',
      'PARTNERS[]': 'alpha;beta',
    });
    expect(records[3]).toMatchObject({ OBS_VALUE: '', RELEASED: '-7', OBS_STATUS: 'U' });
    const keys = records.map((record) =>
      ['FREQ', 'INDICATOR', 'REF_AREA', 'COUNTING_UNIT', 'TIME_PERIOD'].map((id) => record[id]).join('.'),
    );
    expect(new Set(keys).size).toBe(records.length);
  });
});

interface SdmxMessage {
  meta: Record<string, unknown>;
  data: {
    structures: {
      dimensions: { observation: { id: string; values: { id: string }[] }[] };
      measures: { observation: { id: string }[] };
      attributes: {
        dataSet: { id: string }[];
        observation: { id: string; values?: { id: string }[] }[];
      };
    }[];
    dataSets: { attributes: unknown[]; observations: Record<string, unknown[]> }[];
  };
}

describe('SDMX-JSON 2.0', () => {
  let rules: { schema: Record<string, unknown> };
  beforeAll(async () => {
    rules = (await vector('sdmx-json-2.0.0.json')) as typeof rules;
  });

  test.each([
    ['by country and month', () => table],
    ['by area and year', () => areas],
  ])('keeps the rules of the published schema, %s', (_name, of) => {
    const isValid = new Ajv({ strict: false }).compile(rules.schema);
    const message: unknown = JSON.parse(FORMATS['sdmx.json'].write(of()));
    expect([isValid(message), isValid.errors]).toEqual([true, null]);
  });

  test('is refused by the same rules when it is broken', () => {
    const isValid = new Ajv({ strict: false }).compile(rules.schema);
    const message = JSON.parse(FORMATS['sdmx.json'].write(table)) as SdmxMessage;
    const [structure] = message.data.structures;
    structure?.dimensions.observation.splice(0, 1, { id: '1', values: [] });
    expect(isValid(message)).toBe(false);
  });

  test('says the same as the CSV, when its places are read back', () => {
    const message = JSON.parse(FORMATS['sdmx.json'].write(table)) as SdmxMessage;
    const [structure] = message.data.structures;
    const [dataSet] = message.data.dataSets;
    if (structure === undefined || dataSet === undefined) throw new Error('no data');
    const { dimensions, measures, attributes } = structure;
    const read = Object.entries(dataSet.observations).map(([key, values]) => {
      const places = key.split(':').map(Number);
      const codes = dimensions.observation.map(({ id, values: list }, index) => [
        id,
        list[places[index] ?? -1]?.id,
      ]);
      const figures = measures.observation.map(({ id }, index) => [id, values[index]]);
      const others = attributes.observation.map(({ id, values: list }, index) => {
        const value = values[measures.observation.length + index];
        return [id, list === undefined ? value : list[value as number]?.id];
      });
      const ofTable = attributes.dataSet.map(({ id }, index) => [id, dataSet.attributes[index]]);
      return Object.fromEntries([...codes, ...figures, ...others, ...ofTable]) as Record<string, unknown>;
    });
    const csv = recordsOf(FORMATS['sdmx.csv'].write(table));
    const text = (value: unknown): string => {
      if (Array.isArray(value)) return value.join(';');
      return value === null ? '' : JSON.stringify(value).replaceAll('"', '');
    };
    expect(
      read.map((record) =>
        Object.fromEntries(Object.entries(record).map(([id, value]) => [id, text(value)])),
      ),
    ).toEqual(
      csv.map(({ STRUCTURE_ID: _, ACTION: __, 'STRUCTURE[;]': ___, 'PARTNERS[]': partners, ...record }) => ({
        ...record,
        PARTNERS: partners,
      })),
    );
  });
});
