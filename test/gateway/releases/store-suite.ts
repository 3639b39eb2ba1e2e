/** A release store on a database of its own, made anew for each test of a suite. */
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { ReleaseStore, releaseStoreEntities, releaseStoreMigrations } from '@vigil/gateway';
import { signRevocation } from '@vigil/shared';
import type { Coalition, Revocation, SignedRevocation } from '@vigil/shared';
import { DataSource } from 'typeorm';
import type { TestDatabase } from '../../support/database.js';
import { createTestDatabase } from '../../support/database.js';
import { ALPHA, BETA, fixtureCoalition } from './release-fixture.js';
import type { FixtureCoalition, ReleaseTexts } from './release-fixture.js';

export const YEAR_2012 = {
  partner: ALPHA,
  partition: '2012',
  sequence: 1,
  figures: { 'L3 XA-01 2012': 40, 'L3 XA-02 2012': 7 },
} satisfies ReleaseTexts;

interface StoreSuite {
  /** alpha and beta, with keys of their own */
  fixture: FixtureCoalition;
  dataSource: DataSource;
  store: ReleaseStore;
  /** what the store logged as an error in this test */
  errors: { fields: object; message: string }[];
  /** another store on the same database: a restart, or a second replica */
  open(coalition?: Coalition): Promise<ReleaseStore>;
  storedRows(): Promise<number>;
}

/** alpha takes back its release of 2012, as it would sign that. */
export function revocationBy(
  fixture: FixtureCoalition,
  statement: Partial<Revocation> = {},
  signer = 'alpha',
): Promise<SignedRevocation> {
  return signRevocation(
    {
      format: 'vigil-revocation-1',
      partner: 'alpha',
      release: 'alpha.2012.1',
      revokedAt: '2014-01-01T00:00:00Z',
      reason: 'made for a test',
      ledger: { sequence: 3, head: '1'.repeat(64) },
      ...statement,
    },
    fixture.keys.get(signer) ?? {},
  );
}

/** Registers the hooks of a suite; what it gives is filled when its tests run. */
export function storeSuite(): StoreSuite {
  let database: TestDatabase;
  const suite = {
    errors: [],
    open: (coalition) =>
      ReleaseStore.open({
        dataSource: suite.dataSource,
        coalition: () => coalition ?? suite.fixture.coalition,
        log: {
          info: () => undefined,
          error: (fields, message) => void suite.errors.push({ fields, message }),
        },
      }),
    storedRows: async () => {
      const rows: { count: number }[] = await suite.dataSource.query(
        'SELECT count(*)::int AS count FROM partner_release',
      );
      return rows[0]?.count ?? NaN;
    },
  } as Pick<StoreSuite, 'errors' | 'open' | 'storedRows'> as StoreSuite;

  beforeAll(async () => {
    suite.fixture = await fixtureCoalition(ALPHA, BETA);
    database = await createTestDatabase();
    suite.dataSource = await new DataSource({
      type: 'postgres',
      url: database.url,
      entities: [...releaseStoreEntities],
      migrations: [...releaseStoreMigrations],
    }).initialize();
  });
  beforeEach(async () => {
    suite.errors = [];
    await suite.dataSource.runMigrations();
    suite.store = await suite.open();
  });
  afterEach(async () => {
    // Each of them takes back the newest one.
    await releaseStoreMigrations.reduce<Promise<void>>(
      (before) => before.then(() => suite.dataSource.undoLastMigration()),
      Promise.resolve(),
    );
  });
  afterAll(async () => {
    await suite.dataSource.destroy();
    await database.drop();
  });
  return suite;
}
