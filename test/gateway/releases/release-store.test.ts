/** The release store on a real PostgreSQL: what it lets in, what it keeps, and what a restart changes (nothing). */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ReleaseStore,
  createStatisticsSource,
  releaseStoreEntities,
  releaseStoreMigrations,
} from '@vigil/gateway';
import { canonicalJson, signRelease } from '@vigil/shared';
import type { Coalition, IndicatorTable, ReleaseDocument, SignedRelease } from '@vigil/shared';
import { DataSource } from 'typeorm';
import type { TestDatabase } from '../../support/database.js';
import { createTestDatabase } from '../../support/database.js';
import { ALPHA, BETA, documentOf, fixtureCoalition, kidnapping } from './release-fixture.js';
import type { FixtureCoalition, ReleaseTexts } from './release-fixture.js';

const YEAR_2012 = {
  partner: ALPHA,
  partition: '2012',
  sequence: 1,
  figures: { 'L3 XA-01 2012': 40, 'L3 XA-02 2012': 7 },
} satisfies ReleaseTexts;

let fixture: FixtureCoalition;
let database: TestDatabase;
let dataSource: DataSource;
let store: ReleaseStore;
let errors: { fields: object; message: string }[];

const log = {
  info: () => undefined,
  error: (fields: object, message: string) => void errors.push({ fields, message }),
};

function open(coalition: Coalition = fixture.coalition): Promise<ReleaseStore> {
  return ReleaseStore.open({ dataSource, coalition, log });
}

async function storedRows(): Promise<number> {
  const [row] = await dataSource.query<{ count: number }[]>(
    'SELECT count(*)::int AS count FROM partner_release',
  );
  return row?.count ?? NaN;
}

/** A document of alpha, changed and signed again by alpha. */
async function signedWith(change: (document: ReleaseDocument) => ReleaseDocument): Promise<SignedRelease> {
  return signRelease(change(documentOf(YEAR_2012)), fixture.keys.get('alpha') ?? {});
}

async function refused(signed: unknown, reason: RegExp, into: ReleaseStore = store): Promise<void> {
  const before = await storedRows();
  await expect(into.store(signed)).rejects.toMatchObject({
    code: 'RELEASE_INVALID',
    audience: 'operator',
    message: expect.stringMatching(reason) as unknown,
  });
  expect(await storedRows()).toBe(before);
}

beforeAll(async () => {
  fixture = await fixtureCoalition(ALPHA, BETA);
  database = await createTestDatabase();
  dataSource = await new DataSource({
    type: 'postgres',
    url: database.url,
    entities: [...releaseStoreEntities],
    migrations: [...releaseStoreMigrations],
  }).initialize();
});

beforeEach(async () => {
  errors = [];
  await dataSource.runMigrations();
  store = await open();
});

afterEach(async () => {
  await dataSource.undoLastMigration();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

describe('what is kept', () => {
  test('a release is kept with the exact text that was signed', async () => {
    const signed = await fixture.sign(YEAR_2012);
    expect(await store.store(signed)).toBe('STORED');
    const [kept] = store.currentReleases();
    expect(kept?.signedText).toBe(canonicalJson(signed));
    expect(kept?.document).toEqual(signed.document);
    expect(store.lastSequence('alpha')).toBe(1);
    expect(store.lastSequence('beta')).toBe(0);
  });

  test('the same document again changes nothing', async () => {
    const signed = await fixture.sign(YEAR_2012);
    await store.store(signed);
    expect(await store.store(structuredClone(signed))).toBe('KNOWN');
    expect(await storedRows()).toBe(1);
  });

  test('many at once are stored once', async () => {
    const signed = await fixture.sign(YEAR_2012);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.store(signed)));
    expect(outcomes.filter((outcome) => outcome === 'STORED')).toHaveLength(1);
    expect(store.all()).toHaveLength(1);
  });

  test('every version stays, and the newest answers', async () => {
    await store.store(await fixture.sign(YEAR_2012));
    await store.store(await fixture.sign({ ...YEAR_2012, sequence: 2, madeAt: '2014-02-01T00:00:00Z' }));
    expect(store.all().map(({ document }) => document.id)).toEqual(['alpha.2012.1', 'alpha.2012.2']);
    expect(store.currentReleases().map(({ document }) => document.id)).toEqual(['alpha.2012.2']);
    expect(
      store.currentReleases({ asOf: '2013-06-01T00:00:00Z' }).map(({ document }) => document.id),
    ).toEqual(['alpha.2012.1']);
  });

  test('a release can be revoked once and stays', async () => {
    await store.store(await fixture.sign(YEAR_2012));
    await store.markRevoked('alpha.2012.1', new Date('2014-01-01T00:00:00Z'));
    expect(store.currentReleases()).toEqual([]);
    expect(store.headReleases()).toHaveLength(1);
    await expect(store.markRevoked('alpha.2012.1', new Date())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await open()).currentReleases()).toEqual([]);
  });

  test('the database itself refuses to change or remove a release', async () => {
    await store.store(await fixture.sign(YEAR_2012));
    for (const statement of [
      "UPDATE partner_release SET signed_text = '{}'",
      'DELETE FROM partner_release',
      'TRUNCATE partner_release',
    ]) {
      await expect(dataSource.query(statement)).rejects.toThrow(/never changed or removed/);
    }
  });
});

describe('what is refused', () => {
  test('a release with one figure changed after signing', async () => {
    const signed = structuredClone(await fixture.sign(YEAR_2012));
    const cell = signed.document.tables[0]?.cells[0];
    if (cell === undefined) throw new Error('the fixture has no cell');
    cell.y += 1;
    await refused(signed, /signature does not verify/);
  });

  test('a release that another partner signed', async () => {
    const document = documentOf(YEAR_2012);
    await refused(
      await signRelease(document, fixture.keys.get('beta') ?? {}),
      /names no key of this partner/,
    );
    // the broken twin's entrance: beta's key under the name of alpha's
    const disguised = { ...fixture.keys.get('beta'), kid: 'alpha-release' };
    await refused(await signRelease(document, disguised), /signature does not verify/);
  });

  test("a partner's release when another partner delivers it", async () => {
    await expect(store.store(await fixture.sign(YEAR_2012), 'beta')).rejects.toMatchObject({
      code: 'RELEASE_INVALID',
    });
    expect(await store.store(await fixture.sign(YEAR_2012), 'alpha')).toBe('STORED');
  });

  test('a second document for one partition and sequence, with evidence and without figures in the log', async () => {
    await store.store(await fixture.sign(YEAR_2012));
    await refused(
      await fixture.sign({ ...YEAR_2012, figures: { 'L3 XA-01 2012': 424_242 } }),
      /another document was received/,
    );
    expect(errors).toEqual([
      {
        fields: {
          partner: 'alpha',
          partition: '2012',
          sequence: 1,
          digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
          refusedDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        },
        message: 'a partner signed a second document for one release',
      },
    ]);
    expect(JSON.stringify(errors)).not.toContain('424242');
    expect(store.currentReleases()[0]?.document.tables.find(({ id }) => id === 'L3')?.cells[0]?.y).toBe(40);
  });

  test('a release whose ledger is behind the last receipt: a restored backup would spend again', async () => {
    await store.store(await fixture.sign({ ...YEAR_2012, sequence: 2 }));
    await refused(
      await fixture.sign({ ...YEAR_2012, partition: '2013', sequence: 1 }),
      /behind the last receipt/,
    );
    await refused(
      await signedWith((document) => ({
        ...document,
        id: 'alpha.2012.3',
        sequence: 3,
        ledger: { ...document.ledger, sequence: 3 },
      })),
      /behind the last receipt/,
    );
    expect(await store.store(await fixture.sign({ ...YEAR_2012, partition: '2013', sequence: 3 }))).toBe(
      'STORED',
    );
  });

  test('a release whose id, partner, partition and sequence do not agree', async () => {
    await refused(await signedWith((document) => ({ ...document, id: 'alpha.2012.9' })), /id/);
    await refused(
      await signedWith((document) => ({ ...document, partner: 'beta', id: 'beta.2012.1' })),
      /signature/,
    );
    await refused(
      await signedWith((document) => ({ ...document, partition: '2013', id: 'alpha.2013.1' })),
      /./,
    );
  });

  test('a release with a cell too many, one missing, or one twice', async () => {
    const withCells = (change: (cells: ReleaseDocument['tables'][number]['cells']) => typeof cells) =>
      signedWith((document) => ({
        ...document,
        tables: document.tables.map((table) => ({ ...table, cells: change(table.cells) })),
      }));
    await refused(await withCells((cells) => cells.slice(1)), /cells of its lattice/);
    await refused(await withCells((cells) => [...cells, ...cells.slice(0, 1)]), /cells of its lattice/);
    await refused(
      await withCells((cells) => [...cells, { at: ['XA-04', '2012'], y: 1 }]),
      /cells of its lattice/,
    );
  });

  test('a release with a table twice', async () => {
    await refused(
      await signedWith((document) => ({
        ...document,
        tables: [...document.tables, ...document.tables.slice(0, 1)],
      })),
      /one too many/,
    );
  });

  test('a release with less noise than its profile, or that claims more privacy than it gives', async () => {
    await refused(
      await signedWith((document) => ({
        ...document,
        plan: { ...document.plan, tables: document.plan.tables.map((table) => ({ ...table, sigma2: '1' })) },
        tables: document.tables.map((table) => ({ ...table, sigma2: '1' })),
      })),
      /variances/,
    );
    await refused(
      await signedWith((document) => ({ ...document, plan: { ...document.plan, bestGuess: 0.55 } })),
      /claims more privacy/,
    );
    await refused(
      await signedWith((document) => ({ ...document, plan: { ...document.plan, bestGuess: 0.7 } })),
      /exceeds the bound/,
    );
  });

  test('places that nobody knows, or that the coalition did not admit the partner for', async () => {
    const covering = (country: string, areas: string[]) =>
      fixture.sign({
        ...YEAR_2012,
        partner: { id: 'alpha', coverage: [kidnapping(country, areas, '2012-01', '2012-12')] },
      });
    await refused(await covering('ZZ', []), /unknown country/);
    await refused(await covering('FR', []), /coalition file does not speak/);
    await refused(await covering('XA', ['XA-99']), /unknown area/);
    await refused(await covering('XA', ['XB-01']), /unknown area, or one of another country/);
  });

  test('synthetic figures of a real partner, and real figures of a synthetic one', async () => {
    await refused(await signedWith((document) => ({ ...document, synthetic: false })), /real and synthetic/);
  });

  test('figures by other definitions, and figures beyond counting', async () => {
    await refused(
      await signedWith((document) => ({ ...document, definitionVersion: 'KIDNAPPING:2' })),
      /definitions/,
    );
    await refused(await fixture.sign({ ...YEAR_2012, figures: { 'L3 XA-01 2012': 2 ** 31 } }), /beyond/);
  });

  test('partners that are unknown, suspended or gone', async () => {
    const [alpha, beta] = fixture.coalition.partners;
    if (alpha === undefined || beta === undefined) throw new Error('the fixture has no partners');
    const signed = await fixture.sign(YEAR_2012);
    await refused(signed, /not in the coalition/, await open({ ...fixture.coalition, partners: [beta] }));
    for (const status of ['SUSPENDED', 'WITHDRAWN'] as const) {
      await refused(
        signed,
        /suspended or has withdrawn/,
        await open({ ...fixture.coalition, partners: [{ ...alpha, status }] }),
      );
    }
  });

  test.each([
    null,
    'text',
    {},
    { document: { partner: 'alpha' } },
    { document: { partner: 'alpha' }, signature: '' },
  ])('what is no release at all: %j', async (signed) => {
    await refused(signed, /./);
  });
});

describe('after a restart', () => {
  const textOf = (answer: IndicatorTable): string =>
    JSON.stringify(answer, (key, value: unknown) => (key === 'status' ? undefined : value));
  const ask = (from: ReleaseStore) =>
    createStatisticsSource({
      store: from,
      coalition: fixture.coalition,
      partnerStatus: () => 'DOWN',
      viewer: () => Promise.reject(new Error('nobody asked who asks')),
    }).indicatorTable({ indicator: 'KIDNAPPING', by: ['AREA', 'YEAR'] });
  /** lastRelease and its partner name each other without end */
  const flat = ({ coverage, protection, ...rest }: IndicatorTable): IndicatorTable =>
    ({
      ...rest,
      coverage: coverage.map((row) => ({ ...row, partner: row.partner.id })),
      protection: protection.map((row) => ({ ...row, partner: row.partner.id })),
    }) as unknown as IndicatorTable;

  test('answers are the same bytes: on 100 repeats, from a new store, and with the database gone', async () => {
    await store.store(await fixture.sign(YEAR_2012));
    await store.store(
      await fixture.sign({ partner: BETA, partition: '2012', sequence: 1, figures: { 'L3 XA-01 2012': 25 } }),
    );
    const answer = textOf(flat(await ask(store)));
    expect(JSON.parse(answer)).toMatchObject({ cells: [{ released: 65 }, { released: 7 }] }); // 40 + 25; 7
    for (let repeat = 0; repeat < 100; repeat += 1) expect(textOf(flat(await ask(store)))).toBe(answer);
    const restarted = await open();
    await dataSource.destroy();
    try {
      expect(textOf(flat(await ask(restarted)))).toBe(answer);
    } finally {
      await dataSource.initialize();
    }
  });

  test('a release that somebody changed in the database answers no more, and the others do', async () => {
    await store.store(await fixture.sign(YEAR_2012));
    await store.store(await fixture.sign({ partner: BETA, partition: '2012', sequence: 1 }));
    await dataSource.query('ALTER TABLE partner_release DISABLE TRIGGER ALL');
    await dataSource.query(
      `UPDATE partner_release SET signed_text = replace(signed_text, '"y":40', '"y":41') WHERE partner = 'alpha'`,
    );
    const restarted = await open();
    expect(restarted.all().map(({ document }) => document.id)).toEqual(['beta.2012.1']);
    expect(errors.map(({ message }) => message)).toEqual(['release not used: it does not verify any more']);
    // its receipt still counts: the partner cannot use the sequence again
    expect(restarted.lastSequence('alpha')).toBe(1);
  });

  test('a partner that left the coalition file answers no more', async () => {
    await store.store(await fixture.sign(YEAR_2012));
    const partners = fixture.coalition.partners.filter(({ id }) => id !== 'alpha');
    expect((await open({ ...fixture.coalition, partners })).all()).toEqual([]);
  });

  test('another replica finds what this one stored', async () => {
    const other = await open();
    await store.store(await fixture.sign(YEAR_2012));
    await other.refresh();
    expect(other.all()).toEqual(store.all());
  });
});
