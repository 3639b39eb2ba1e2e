/** The release store on a real PostgreSQL: what it keeps, and what a restart changes (nothing). */
import { describe, expect, test } from '@jest/globals';
import { createStatisticsSource } from '@vigil/gateway';
import type { ReleaseStore } from '@vigil/gateway';
import { canonicalJson } from '@vigil/shared';
import type { IndicatorTable } from '@vigil/shared';
import { BETA, ONE_CHARGE } from './release-fixture.js';
import { YEAR_2012, storeSuite } from './store-suite.js';

const suite = storeSuite();

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

  test('every version stays, and the newest answers', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await suite.store.store(
      await suite.fixture.sign({
        ...YEAR_2012,
        sequence: 2,
        madeAt: '2014-02-01T00:00:00Z',
        charged: ONE_CHARGE,
      }),
    );
    expect(suite.store.all().map(({ document }) => document.id)).toEqual(['alpha.2012.1', 'alpha.2012.2']);
    expect(suite.store.currentReleases().map(({ document }) => document.id)).toEqual(['alpha.2012.2']);
    expect(
      suite.store.currentReleases({ asOf: '2013-06-01T00:00:00Z' }).map(({ document }) => document.id),
    ).toEqual(['alpha.2012.1']);
  });

  test('a release can be revoked once and stays', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await suite.store.markRevoked('alpha.2012.1', new Date('2014-01-01T00:00:00Z'));
    expect(suite.store.currentReleases()).toEqual([]);
    expect(suite.store.headReleases()).toHaveLength(1);
    await expect(suite.store.markRevoked('alpha.2012.1', new Date())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await suite.open()).currentReleases()).toEqual([]);
  });

  test('the database itself refuses to change or remove a release', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    for (const statement of [
      "UPDATE partner_release SET signed_text = '{}'",
      'DELETE FROM partner_release',
      'TRUNCATE partner_release',
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
    await suite.store.markRevoked('alpha.2012.1', at('2013-02-15T00:00:00Z'));
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
    await expect(suite.store.markRevoked('alpha.2012.1', ahead)).rejects.toMatchObject({ code: 'USAGE' });
    expect(kept()).toEqual([['alpha.2012.1', at('2013-02-01T00:00:00.000Z'), null]]);
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
});
