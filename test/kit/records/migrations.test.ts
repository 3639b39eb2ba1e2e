import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { migrate, nodeDataSource } from '@vigil/kit';
import type { DataSource } from 'typeorm';
import { createTestDatabase } from '../../support/database.js';
import type { TestDatabase } from '../../support/database.js';

/** Everything the catalogue says about the schema, in a fixed order. */
async function schemaOf(dataSource: DataSource): Promise<unknown> {
  const ask = (sql: string): Promise<unknown> => dataSource.query(sql);
  return {
    columns: await ask(`SELECT table_name, column_name, data_type, is_nullable, column_default
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'node_migration'
      ORDER BY table_name, column_name`),
    constraints: await ask(`SELECT conrelid::regclass::text AS t, conname, pg_get_constraintdef(oid) AS def
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'node_migration'
      ORDER BY 1, 2`),
    indexes: await ask(`SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
      AND tablename <> 'node_migration' ORDER BY 1`),
    triggers: await ask(
      `SELECT tgname, pg_get_triggerdef(oid) AS def FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1`,
    ),
    functions: await ask(
      `SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1`,
    ),
  };
}

describe('migrations', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = nodeDataSource(database.url, () => undefined);
    await dataSource.initialize();
  });

  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  test('up, all the way down, and up again give the same schema, and down leaves nothing', async () => {
    const applied = await migrate(dataSource);
    expect(applied.length).toBeGreaterThanOrEqual(3);
    const first = await schemaOf(dataSource);
    for (let left = applied.length; left > 0; left -= 1)
      await dataSource.undoLastMigration({ transaction: 'each' });
    expect(await schemaOf(dataSource)).toEqual({
      columns: [],
      constraints: [],
      indexes: [],
      triggers: [],
      functions: [],
    });
    await migrate(dataSource);
    expect(await schemaOf(dataSource)).toEqual(first);
  });

  test('a second run has nothing to do, and eight at once do it once', async () => {
    const applied = await migrate(dataSource);
    expect(applied).toEqual([]);
    const fresh = await createTestDatabase();
    const sources = await Promise.all(
      Array.from({ length: 8 }, async () => nodeDataSource(fresh.url, () => undefined).initialize()),
    );
    const runs = await Promise.all(sources.map((source) => migrate(source)));
    expect(runs.filter((names) => names.length > 0)).toHaveLength(1);
    await Promise.all(sources.map((source) => source.destroy()));
    await fresh.drop();
  });

  test('the entities describe the tables that the migrations make: no difference is left', async () => {
    const log = await dataSource.driver.createSchemaBuilder().log();
    const columns = log.upQueries
      .map(({ query }) => query)
      .filter((query) => /COLUMN|CREATE TABLE|DROP TABLE| TYPE /.test(query))
      // checks, indexes and defaults are hand-written SQL; TypeORM spells the default of an id differently
      .filter((query) => !/ALTER COLUMN "id" (DROP|SET) DEFAULT/.test(query));
    expect(columns).toEqual([]);
  });

  test.each([
    [
      'a wrong verification status',
      `INSERT INTO event (case_file_id, public_id, date_precision, verification) SELECT id, repeat('a', 22), 'UNKNOWN', 'CERTAIN' FROM case_file`,
    ],
    [
      'a date beside the precision UNKNOWN',
      `INSERT INTO event (case_file_id, public_id, start_date, date_precision, verification) SELECT id, repeat('a', 22), '2012-01-01', 'UNKNOWN', 'VERIFIED' FROM case_file`,
    ],
    [
      'an invented day beside the precision MONTH',
      `INSERT INTO event (case_file_id, public_id, start_date, date_precision, verification) SELECT id, repeat('a', 22), '2012-01-02', 'MONTH', 'VERIFIED' FROM case_file`,
    ],
    [
      'an area of another country',
      `INSERT INTO event (case_file_id, public_id, date_precision, country, area, verification) SELECT id, repeat('a', 22), 'UNKNOWN', 'XA', 'XB-01', 'VERIFIED' FROM case_file`,
    ],
    [
      'a group of nobody',
      `INSERT INTO victim (case_file_id, sex, age_band, victim_group, persons) SELECT id, 'FEMALE', 'UNKNOWN', 'OTHER', 0 FROM case_file`,
    ],
  ])('the database itself refuses %s', async (_, statement) => {
    await dataSource.query(`INSERT INTO case_file (reference) VALUES ('check') ON CONFLICT DO NOTHING`);
    await expect(dataSource.query(statement)).rejects.toMatchObject({ code: '23514' }); // check_violation
  });
});
