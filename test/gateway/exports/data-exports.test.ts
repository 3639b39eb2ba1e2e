/** One address, the same bytes for ever: whatever is released, revoked or changed afterwards. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import {
  DataVersions,
  createStatisticsSource,
  KeptTables,
  exportEntities,
  exportMigrations,
  readBy,
  readFileName,
  type DataExports,
  type Declarations,
  type ExportTable,
} from '@vigil/gateway';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { BETA, documentOf, storedReleases } from '../releases/release-fixture.js';
import {
  ALPHA_2012,
  BETA_2012,
  exportWorld,
  exportsOf,
  storeOf,
  type ExportWorld,
} from './export-fixture.js';

const NAME = { indicator: 'KIDNAPPING', format: 'csv', by: ['COUNTRY', 'MONTH'] } as const;

async function versionOf(exports: DataExports): Promise<string> {
  const [overview] = (await exports.overview()).filter(({ indicator }) => indicator === 'KIDNAPPING');
  if (overview?.dataVersion == null) throw new Error('nothing is released');
  return overview.dataVersion;
}

async function textAt(exports: DataExports, dataVersion: string): Promise<string | null> {
  const file = await exports.file({ ...NAME, dataVersion });
  return file === null ? null : file.body.toString('utf8');
}

describe('a data version', () => {
  test('answers the same bytes after later releases and revocations', async () => {
    const world = exportWorld(ALPHA_2012);
    const exports = exportsOf(world);
    const first = await versionOf(exports);
    const text = await textAt(exports, first);
    world.stored = storedReleases(documentOf(ALPHA_2012), documentOf(BETA_2012));
    expect(await versionOf(exports)).not.toBe(first);
    expect(await textAt(exportsOf(world), first)).toBe(text);
    world.stored = world.stored.map((release) => ({
      ...release,
      revokedAt: new Date('2014-01-01T00:00:00Z'),
    }));
    expect(await textAt(exportsOf(world), first)).toBe(text);
  });

  test('of an earlier day is found by the releases of that day, exported before or not', async () => {
    const world = exportWorld(ALPHA_2012);
    const first = await versionOf(exportsOf(world));
    const text = await textAt(exportsOf(world), first);
    const later = exportWorld(ALPHA_2012, BETA_2012);
    expect(later.kept.size).toBe(0);
    expect(await textAt(exportsOf(later), first)).toBe(text);
  });

  test('that was exported stays when its partner leaves the coalition, and one that was not is gone', async () => {
    const world = exportWorld(ALPHA_2012, BETA_2012);
    const version = await versionOf(exportsOf(world));
    const text = await textAt(exportsOf(world), version);
    const without = { ...world, stored: [], coalition: { ...world.coalition, partners: [] } };
    expect(await textAt(exportsOf(without), version)).toBe(text);
    expect(await textAt(exportsOf({ ...without, kept: new Map() }), version)).toBeNull();
  });

  test('that was kept is what is written, not what would be made today', async () => {
    const world = exportWorld(ALPHA_2012);
    const version = await versionOf(exportsOf(world));
    await textAt(exportsOf(world), version);
    const [[key, kept] = []] = world.kept;
    if (key === undefined || kept === undefined) throw new Error('nothing was kept');
    world.kept.set(key, { ...kept, cells: kept.cells.slice(0, 1) });
    expect((await textAt(exportsOf(world), version))?.split('\r\n')).toHaveLength(3); // header, one cell, the end
  });

  test('that never was answers nothing', async () => {
    const world = exportWorld(ALPHA_2012, BETA_2012);
    expect(await textAt(exportsOf(world), '0123456789abcdef')).toBeNull();
  });

  test('is given though a release came while it was being made', async () => {
    const world = exportWorld(ALPHA_2012);
    const version = await versionOf(exportsOf(world));
    const text = await textAt(exportsOf(exportWorld(ALPHA_2012)), version);
    const asked = textAt(exportsOf(world), version);
    await Promise.resolve();
    world.stored = storedReleases(documentOf(ALPHA_2012), documentOf(BETA_2012));
    expect(await asked).toBe(text);
  });

  test('of another indicator answers nothing', async () => {
    const exports = exportsOf(exportWorld(ALPHA_2012));
    const dataVersion = await versionOf(exports);
    expect(await exports.file({ ...NAME, indicator: 'CENSORSHIP', dataVersion })).toBeNull();
  });

  test('is the same for a change that it does not see', async () => {
    const alone = exportWorld(ALPHA_2012);
    const text = await textAt(exportsOf(alone), await versionOf(exportsOf(alone)));
    const unseen = exportWorld(ALPHA_2012);
    // superseded before anybody asked: its successor is what the version names
    const [one] = unseen.stored;
    if (one === undefined) throw new Error('the fixture has no release');
    unseen.stored = [one, { ...one, position: 2, document: { ...one.document, partner: 'gone' } }];
    expect(await textAt(exportsOf(alone), await versionOf(exportsOf(alone)))).toBe(text);
  });
});

describe('the moment that a version is cited with', () => {
  const declaredBy = (world: ExportWorld, areas: string[], countsFrom: string | null): Declarations => ({
    partners: world.coalition.partners.map(({ id, coverage }) => ({
      id,
      coverage: coverage.map((place) => ({ ...place, areas })),
    })),
    countsFrom: countsFrom === null ? null : new Date(countsFrom),
  });
  const tableOf = async (world: ExportWorld, dataVersion: string): Promise<ExportTable> => {
    const table = await exportsOf(world).table({ ...NAME, dataVersion });
    if (table === null) throw new Error('there is no such table');
    return table;
  };
  const versionAsOf = async (world: ExportWorld, asOf: string): Promise<string> => {
    const source = createStatisticsSource({
      store: storeOf(world),
      coalition: world.coalition,
      partnerStatus: () => 'UP',
      viewer: () => {
        throw new Error('nobody asks who they are');
      },
    });
    return (await source.indicatorTable({ ...NAME, by: [...NAME.by], asOf })).dataVersion;
  };

  test('is that of its newest release as long as declarations are the same', async () => {
    const world = exportWorld(ALPHA_2012, BETA_2012);
    const { asOf } = await tableOf(world, await versionOf(exportsOf(world)));
    expect(asOf).toBe('2013-03-01T00:00:00.000Z');
  });

  test('is that of the declaration which changed after its newest release, and gives its version again', async () => {
    const world = exportWorld(ALPHA_2012);
    const moments = [null, '2014-01-01T00:00:00.000Z', '2015-01-01T00:00:00.000Z'];
    const areas = [['XA-01'], ['XA-02'], ['XA-03']];
    const asked: string[] = [];
    for (const [n, moment] of moments.entries()) {
      world.declared = [...(world.declared ?? []), declaredBy(world, areas[n] ?? [], moment)];
      const version = await versionOf(exportsOf(world));
      const { asOf, dataVersion } = await tableOf(world, version);
      expect(await versionAsOf(world, asOf)).toBe(dataVersion);
      asked.push(asOf);
    }
    expect(asked).toEqual(['2013-02-01T00:00:00.000Z', moments[1], moments[2]]);
  });

  test('is the same whenever the table is first asked for, and for a change that the version does not see', async () => {
    const first = exportWorld(ALPHA_2012);
    first.declared = [declaredBy(first, ['XA-01'], null)];
    const version = await versionOf(exportsOf(first));
    const early = await tableOf(first, version);
    const again = exportWorld(ALPHA_2012);
    again.declared = [
      declaredBy(again, ['XA-01'], null),
      declaredBy(again, ['XA-02'], '2014-01-01T00:00:00.000Z'),
      declaredBy(again, ['XA-01'], '2015-01-01T00:00:00.000Z'),
    ];
    expect(await versionOf(exportsOf(again))).toBe(version);
    expect(await tableOf(again, version)).toEqual(early);
  });
});

describe('what is kept for ever is bounded:', () => {
  test('a table of an earlier version is not added beyond it, and says where else to ask', async () => {
    const first = await versionOf(exportsOf(exportWorld(ALPHA_2012)));
    const later = exportWorld(ALPHA_2012, BETA_2012);
    const exports = exportsOf(later, { mostKeptBytes: 1 });
    await expect(exports.file({ ...NAME, dataVersion: first })).rejects.toMatchObject({
      code: 'NOT_AVAILABLE',
      audience: 'caller',
      message: expect.stringMatching(/indicatorTable with asOf/) as unknown,
    });
    expect(later.kept.size).toBe(0);
    // the broken twin, without a bound, keeps it
    expect(await exportsOf(later).file({ ...NAME, dataVersion: first })).not.toBeNull();
    expect(later.kept.size).toBe(1);
  });

  test('a table of now is always kept, and what is kept is always given', async () => {
    const world = exportWorld(ALPHA_2012);
    const exports = exportsOf(world, { mostKeptBytes: 0 });
    const version = await versionOf(exports);
    const text = await textAt(exports, version);
    expect(world.kept.size).toBe(1);
    world.stored = storedReleases(documentOf(ALPHA_2012), documentOf(BETA_2012));
    expect(await textAt(exportsOf(world, { mostKeptBytes: 0 }), version)).toBe(text);
  });
});

describe('a file', () => {
  test('has the SHA-256 of its bytes as its tag', async () => {
    const exports = exportsOf(exportWorld(ALPHA_2012));
    const file = await exports.file({ ...NAME, dataVersion: await versionOf(exports) });
    expect(file?.etag).toBe(
      `"${createHash('sha256')
        .update(file?.body ?? '')
        .digest('hex')}"`,
    );
  });

  test('is made once for many who ask at once, and an earlier version only when it may be', async () => {
    const world = exportWorld(ALPHA_2012);
    const first = await versionOf(exportsOf(world));
    const later = exportWorld(ALPHA_2012, BETA_2012);
    const exports = exportsOf(later);
    await expect(
      exports.file({ ...NAME, dataVersion: first }, () => {
        throw new Error('not now');
      }),
    ).rejects.toThrow('not now');
    expect(later.kept.size).toBe(0);
    later.looked = 0;
    const files = await Promise.all(
      Array.from({ length: 8 }, () => exports.file({ ...NAME, dataVersion: first })),
    );
    expect(new Set(files.map((file) => file?.etag)).size).toBe(1);
    expect(later.looked).toBe(1);
  });
});

test('only the tables of the lattice, and country by year, have addresses, each one', () => {
  expect(readBy(undefined)).toEqual(['COUNTRY', 'MONTH']);
  expect(readBy('area,year')).toEqual(['AREA', 'YEAR']);
  expect(readBy('country,year')).toEqual(['COUNTRY', 'YEAR']);
  for (const other of ['year,area', 'AREA,YEAR', 'area', 'area,year,', '', 'country,month,sex'])
    expect(readBy(other)).toBeNull();
  expect(readFileName('KIDNAPPING.sdmx.csv')).toEqual({ indicator: 'KIDNAPPING', format: 'sdmx.csv' });
  for (const other of [
    'KIDNAPPING',
    'kidnapping.csv',
    'KIDNAPPING.xml',
    '.csv',
    'constructor.csv',
    'KIDNAPPING.__proto__',
  ])
    expect(readFileName(other)).toBeNull();
});

test('the past is walked to its end once, and again when the store holds something else', async () => {
  const world = exportWorld(ALPHA_2012, BETA_2012);
  const versions = new DataVersions(storeOf(world));
  const first = new DataVersions(storeOf(exportWorld(ALPHA_2012))).current('KIDNAPPING').dataVersion;
  expect((await versions.stateOf('KIDNAPPING', first))?.heads.map(({ document }) => document.id)).toEqual([
    'alpha.2012.1',
  ]);
  expect(await versions.stateOf('KIDNAPPING', '0123456789abcdef')).toBeNull();
  world.stored = storedReleases(documentOf({ ...BETA_2012, partner: BETA }));
  expect(await versions.stateOf('KIDNAPPING', first)).toBeNull();
});

describe('kept tables', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let table: ExportTable;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource({
      type: 'postgres',
      url: database.url,
      entities: [...exportEntities],
      migrations: [...exportMigrations],
    }).initialize();
    await dataSource.runMigrations();
    const exports = exportsOf(exportWorld(ALPHA_2012));
    const made = await exports.table({ ...NAME, dataVersion: await versionOf(exports) });
    if (made === null) throw new Error('the fixture has no table');
    table = made;
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  test('come back as they were, the first one of two replicas for both', async () => {
    const kept = new KeptTables(dataSource);
    const name = { dataVersion: table.dataVersion, indicator: 'KIDNAPPING', by: table.by } as const;
    expect(await kept.find(name)).toBeNull();
    expect(await kept.keep(table)).toEqual(table);
    const another = { ...table, notice: 'made by another version of the program' };
    expect(await new KeptTables(dataSource).keep(another)).toEqual(table);
    expect(await kept.find(name)).toEqual(table);
    expect(await kept.versions('KIDNAPPING', 10)).toEqual([table.dataVersion]);
    // PostgreSQL gives space in pages of 8 KiB
    expect(await kept.bytes()).toBeGreaterThanOrEqual(8_192);
    expect(await kept.bytes()).toBeLessThan(1_048_576);
  });

  test('are never changed or removed, and one that somebody changed is not given', async () => {
    for (const statement of [
      "UPDATE exported_table SET digest = ''",
      'DELETE FROM exported_table',
      'TRUNCATE exported_table',
    ])
      await expect(dataSource.query(statement)).rejects.toThrow(/never changed or removed/);
    await dataSource.query('ALTER TABLE exported_table DISABLE TRIGGER ALL');
    await dataSource.query("UPDATE exported_table SET digest = ''");
    await expect(
      new KeptTables(dataSource).find({
        dataVersion: table.dataVersion,
        indicator: 'KIDNAPPING',
        by: table.by,
      }),
    ).rejects.toMatchObject({ audience: 'operator' });
  });
});
