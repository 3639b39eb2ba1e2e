/** The release store on a real PostgreSQL: what it keeps, and what a restart changes (nothing). */
import { describe, expect, test } from '@jest/globals';
import { createStatisticsSource } from '@vigil/gateway';
import { statusOf } from '@vigil/gateway';
import type { ReleaseStore, StoredRelease } from '@vigil/gateway';
import { canonicalJson } from '@vigil/shared';
import type { Coalition, IndicatorTable } from '@vigil/shared';
import { ALPHA, BETA } from './release-fixture.js';
import { YEAR_2012, revocationBy, storeSuite } from './store-suite.js';

const suite = storeSuite();
const LATER = { sequence: 5, head: '1'.repeat(64) };

describe('what is kept', () => {
  test('a release is kept with the exact text that was signed', async () => {
    const signed = await suite.fixture.sign(YEAR_2012);
    expect(await suite.store.store(signed)).toBe('STORED');
    const [kept] = suite.store.currentReleases();
    expect(kept?.signedText).toBe(canonicalJson(signed));
    expect(kept?.document).toEqual(signed.document);
    expect(suite.store.lastSequence('alpha')).toBe(1);
    expect(suite.store.lastSequence('beta')).toBe(0);
  });

  test('the same document again changes nothing', async () => {
    const signed = await suite.fixture.sign(YEAR_2012);
    await suite.store.store(signed);
    expect(await suite.store.store(structuredClone(signed))).toBe('KNOWN');
    expect(await suite.storedRows()).toBe(1);
  });

  test('many at once are stored once', async () => {
    const signed = await suite.fixture.sign(YEAR_2012);
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => suite.store.store(signed)));
    expect(outcomes.filter((outcome) => outcome === 'STORED')).toHaveLength(1);
    expect(suite.store.all()).toHaveLength(1);
  });

  test('every version stays, and the last release of a year takes the place of the early one', async () => {
    const input = { plannedReleases: 2 } as const;
    const early = { stage: 'PROVISIONAL', part: '2012' } as const;
    await suite.store.store(await suite.fixture.sign({ ...YEAR_2012, input, planned: early }));
    await suite.store.store(
      await suite.fixture.sign({ ...YEAR_2012, sequence: 2, madeAt: '2014-02-01T00:00:00Z', input }),
    );
    const ids = (releases: readonly StoredRelease[]) => releases.map(({ document }) => document.id);
    expect(ids(suite.store.all())).toEqual(['alpha.2012.1', 'alpha.2012.2']);
    expect(suite.store.all().map((release) => statusOf(release, suite.store.all()))).toEqual([
      'SUPERSEDED',
      'CURRENT',
    ]);
    expect(ids(suite.store.currentReleases())).toEqual(['alpha.2012.2']);
    expect(ids(suite.store.currentReleases({ asOf: '2013-06-01T00:00:00Z' }))).toEqual(['alpha.2012.1']);
  });

  test('a release can be revoked once, by its partner, and stays', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    const signed = await revocationBy(suite.fixture);
    expect(await suite.store.storeRevocation(signed, 'alpha')).toBe('STORED');
    expect(suite.store.currentReleases()).toEqual([]);
    expect(suite.store.headReleases()).toHaveLength(1);
    expect(suite.store.revocationOf('alpha.2012.1')).toBe(canonicalJson(signed));
    const again = await revocationBy(suite.fixture, { reason: 'another one', ledger: LATER });
    expect(await suite.store.storeRevocation(again, 'alpha')).toBe('KNOWN');
    const restarted = await suite.open();
    expect(restarted.currentReleases()).toEqual([]);
    expect(restarted.revocationOf('alpha.2012.1')).toBe(canonicalJson(signed));
  });

  test('a revocation that comes before its release is kept when it comes again after it', async () => {
    const signed = await revocationBy(suite.fixture);
    expect(await suite.store.storeRevocation(signed)).toBe('EARLY');
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    expect(await suite.store.storeRevocation(signed)).toBe('STORED');
  });

  test('the same list is given as long as nothing has changed', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    const before = suite.store.all();
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await suite.store.refresh();
    await suite.store.noteDeclarations();
    const noted = suite.store.all();
    await suite.store.noteDeclarations();
    expect(suite.store.all()).toBe(noted);
    expect(noted).toEqual(before);
  });

  test('the database itself refuses to change or remove a release, a revocation, or what was declared', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await suite.store.storeRevocation(await revocationBy(suite.fixture));
    await suite.store.noteDeclarations();
    for (const statement of [
      "UPDATE partner_release SET signed_text = '{}'",
      'DELETE FROM partner_release',
      'TRUNCATE partner_release CASCADE',
      "UPDATE release_revocation SET release_id = 'alpha.2012.2'",
      'DELETE FROM release_revocation',
      "UPDATE declared_coverage SET declared = '[]'",
      'DELETE FROM declared_coverage',
    ]) {
      await expect(suite.dataSource.query(statement)).rejects.toThrow(/never changed or removed/);
    }
  });
});

describe('what has been answered', () => {
  const kept = () =>
    suite.store.all().map(({ document, countsFrom, revokedAt }) => [document.id, countsFrom, revokedAt]);
  const at = (text: string) => new Date(text);

  test('is not changed by a release that was made earlier and came later', async () => {
    await suite.store.store(await suite.fixture.sign({ ...YEAR_2012, madeAt: '2013-03-01T00:00:00Z' }));
    const late = { partner: BETA, partition: '2012', sequence: 1, madeAt: '2013-02-01T00:00:00Z' };
    await suite.store.store(await suite.fixture.sign(late));
    expect(
      suite.store.currentReleases({ asOf: '2013-03-01T00:00:00.000Z' }).map(({ document }) => document.id),
    ).toEqual(['alpha.2012.1']);
    expect(kept()).toEqual([
      ['alpha.2012.1', at('2013-03-01T00:00:00.000Z'), null],
      ['beta.2012.1', at('2013-03-01T00:00:00.001Z'), null],
    ]);
    const known = kept();
    suite.store = await suite.open();
    expect(kept()).toEqual(known);
  });

  test('is not changed by a revocation of an earlier day, and what comes next comes after it', async () => {
    await suite.store.store(await suite.fixture.sign({ ...YEAR_2012, madeAt: '2013-03-01T00:00:00Z' }));
    await suite.store.storeRevocation(
      await revocationBy(suite.fixture, { revokedAt: '2013-02-15T00:00:00Z' }),
    );
    await suite.store.store(await suite.fixture.sign({ partner: BETA, partition: '2012', sequence: 1 }));
    expect(kept()).toEqual([
      ['alpha.2012.1', at('2013-03-01T00:00:00.000Z'), at('2013-03-01T00:00:00.001Z')],
      ['beta.2012.1', at('2013-03-01T00:00:00.002Z'), null],
    ]);
  });

  test('gets no answer from days to come: one wrong clock would carry every later release with it', async () => {
    const ahead = new Date(Date.now() + 3_600_000);
    await expect(
      suite.store.store(await suite.fixture.sign({ ...YEAR_2012, madeAt: ahead.toISOString() })),
    ).rejects.toMatchObject({ code: 'RELEASE_INVALID' });
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    expect(kept()).toEqual([['alpha.2012.1', at('2013-02-01T00:00:00.000Z'), null]]);
  });
});

describe('what was declared', () => {
  const ids = (asOf: string | null) => suite.store.declarations(asOf).partners.map(({ id }) => id);
  const moment = '2013-02-01T00:00:00.000Z'; // of the one release here
  const withoutCoverage = () => ({
    ...suite.fixture.coalition,
    partners: suite.fixture.coalition.partners.map((partner) => ({ ...partner, coverage: [] })),
  });

  test('is as the coalition file says while nothing was noted', () => {
    expect(ids(null)).toEqual(['alpha', 'beta']);
    expect(suite.store.declarations().countsFrom).toBeNull();
  });

  test('is known of every earlier moment, through changes of the file and restarts', async () => {
    await suite.store.noteDeclarations();
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    const changed = await suite.open(withoutCoverage());
    await changed.noteDeclarations();
    const later = await suite.open(withoutCoverage());
    for (const store of [changed, later]) {
      expect(store.declarations(moment).partners[0]?.coverage).toEqual(ALPHA.coverage);
      expect(store.declarations().partners[0]?.coverage).toEqual([]);
      expect(store.declarations().countsFrom).toEqual(new Date('2013-02-01T00:00:00.001Z'));
      expect(store.declarationMoments()).toEqual([new Date('2013-02-01T00:00:00.001Z')]);
    }
  });

  test('of an earlier day is in the answers of that day, whatever is declared now', async () => {
    await suite.store.noteDeclarations();
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    const ask = async (store: ReleaseStore, coalition: Coalition, asOf: string | null) => {
      const source = createStatisticsSource({
        store,
        coalition,
        partnerStatus: () => 'DOWN',
        viewer: () => Promise.reject(new Error('nobody asked who asks')),
      });
      const table = await source.indicatorTable({ indicator: 'KIDNAPPING', by: ['AREA', 'YEAR'], asOf });
      const coverage = table.coverage.map(({ partner, ...row }) => ({ ...row, partner: partner.id }));
      return { asOf: table.asOf, text: JSON.stringify([table.dataVersion, table.cells, coverage]) };
    };
    const then = await ask(suite.store, suite.fixture.coalition, null);
    const changed = await suite.open(withoutCoverage());
    await changed.noteDeclarations();
    expect((await ask(changed, withoutCoverage(), null)).text).not.toBe(then.text);
    expect(await ask(changed, withoutCoverage(), then.asOf)).toEqual(then);
    // the broken twin: an answer by the file of today
    const forgetful = { all: () => changed.all() } as unknown as ReleaseStore;
    expect((await ask(forgetful, withoutCoverage(), then.asOf)).text).not.toBe(then.text);
  });

  test('is not spoken of for a partner that has left', async () => {
    await suite.store.noteDeclarations();
    const [, beta] = suite.fixture.coalition.partners;
    if (beta === undefined) throw new Error('the fixture has no partners');
    const without = await suite.open({ ...suite.fixture.coalition, partners: [beta] });
    expect(without.declarations().partners.map(({ id }) => id)).toEqual(['beta']);
  });
});

describe('after a restart', () => {
  const textOf = (answer: IndicatorTable): string =>
    JSON.stringify(answer, (key, value: unknown) => (key === 'status' ? undefined : value));
  const ask = (from: ReleaseStore) =>
    createStatisticsSource({
      store: from,
      coalition: suite.fixture.coalition,
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
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await suite.store.store(
      await suite.fixture.sign({
        partner: BETA,
        partition: '2012',
        sequence: 1,
        figures: { 'L3 XA-01 2012': 25 },
      }),
    );
    const answer = textOf(flat(await ask(suite.store)));
    expect(JSON.parse(answer)).toMatchObject({ cells: [{ released: 65 }, { released: 7 }] }); // 40 + 25; 7
    for (let repeat = 0; repeat < 100; repeat += 1) expect(textOf(flat(await ask(suite.store)))).toBe(answer);
    const restarted = await suite.open();
    await suite.dataSource.destroy();
    try {
      expect(textOf(flat(await ask(restarted)))).toBe(answer);
    } finally {
      await suite.dataSource.initialize();
    }
  });

  test('a release that somebody changed in the database answers no more, and the others do', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await suite.store.store(await suite.fixture.sign({ partner: BETA, partition: '2012', sequence: 1 }));
    await suite.dataSource.query('ALTER TABLE partner_release DISABLE TRIGGER ALL');
    await suite.dataSource.query(
      `UPDATE partner_release SET signed_text = replace(signed_text, '"y":40', '"y":41') WHERE partner = 'alpha'`,
    );
    const restarted = await suite.open();
    expect(restarted.all().map(({ document }) => document.id)).toEqual(['beta.2012.1']);
    expect(suite.errors.map(({ message }) => message)).toEqual([
      'release not used: it does not verify any more',
    ]);
    // its receipt still counts: the partner cannot use the sequence again
    expect(restarted.lastSequence('alpha')).toBe(1);
  });

  test('a revocation that somebody changed in the database is in force all the same', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await suite.store.storeRevocation(await revocationBy(suite.fixture));
    await suite.dataSource.query('ALTER TABLE release_revocation DISABLE TRIGGER ALL');
    await suite.dataSource.query(`UPDATE release_revocation SET signed_text = '{}'`);
    const restarted = await suite.open();
    expect(restarted.currentReleases()).toEqual([]);
    expect(restarted.revocationOf('alpha.2012.1')).toBeNull();
    expect(suite.errors.map(({ message }) => message)).toEqual(['a revocation does not verify any more']);
  });

  test('a partner that left the coalition file answers no more', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    const partners = suite.fixture.coalition.partners.filter(({ id }) => id !== 'alpha');
    expect((await suite.open({ ...suite.fixture.coalition, partners })).all()).toEqual([]);
  });

  test('another replica finds what this one stored', async () => {
    const other = await suite.open();
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await other.refresh();
    expect(other.all()).toEqual(suite.store.all());
  });

  test('another replica that is offered what this one has stored answers from it, too', async () => {
    const other = await suite.open();
    const signed = await suite.fixture.sign(YEAR_2012);
    const revocation = await revocationBy(suite.fixture);
    await suite.store.store(signed);
    expect(await other.store(signed)).toBe('KNOWN');
    expect(other.all()).toEqual(suite.store.all());
    await suite.store.storeRevocation(revocation);
    expect(await other.storeRevocation(revocation)).toBe('KNOWN');
    expect(other.currentReleases()).toEqual([]);
  });
});
