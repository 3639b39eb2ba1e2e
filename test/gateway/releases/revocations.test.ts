/** Whose word takes a release back, and what a forgotten revocation keeps from happening. */
import { describe, expect, test } from '@jest/globals';
import { YEAR_2012, revocationBy, storeSuite } from './store-suite.js';

const suite = storeSuite();

async function refused(signed: unknown, reason: RegExp, into = suite.store): Promise<void> {
  const before = await suite.storedRows();
  await expect(into.store(signed)).rejects.toMatchObject({
    code: 'RELEASE_INVALID',
    audience: 'operator',
    message: expect.stringMatching(reason) as unknown,
  });
  expect(await suite.storedRows()).toBe(before);
}

describe('a revocation', () => {
  test('of another partner, of nobody, or changed after signing is refused', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    const rejected = async (signed: unknown, reason: RegExp, from?: string): Promise<void> => {
      await expect(suite.store.storeRevocation(signed, from)).rejects.toMatchObject({
        code: 'RELEASE_INVALID',
        message: expect.stringMatching(reason) as unknown,
      });
      expect(suite.store.currentReleases()).toHaveLength(1);
    };
    await rejected(await revocationBy(suite.fixture, {}, 'beta'), /names no key of this partner/);
    await rejected(
      await revocationBy(suite.fixture, { partner: 'beta' }, 'beta'),
      /names no release of its partner/,
    );
    const signed = await revocationBy(suite.fixture);
    await rejected(signed, /another partner sent it/, 'beta');
    await rejected({ ...signed, revocation: { ...signed.revocation, reason: 'x' } }, /does not verify/);
    await rejected({}, /not a signed revocation/);
    const ahead = new Date(Date.now() + 3_600_000).toISOString();
    await rejected(await revocationBy(suite.fixture, { revokedAt: ahead }), /later than now/);
  });

  test('that changes nothing waits for nobody: however many a partner sends, others’ releases go on', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    const known = await revocationBy(suite.fixture);
    await suite.store.storeRevocation(known);
    const ofNothing = await revocationBy(suite.fixture, { release: 'alpha.2019.7' });
    await suite.dataSource.transaction(async (manager) => {
      // what everything waits for that is written: see moments.ts
      await manager.query('SELECT pg_advisory_xact_lock(7311002)');
      expect(await suite.store.storeRevocation(ofNothing, 'alpha')).toBe('EARLY');
      expect(await suite.store.storeRevocation(known, 'alpha')).toBe('KNOWN');
    });
  });

  test('that stands in the ledger before its release, or at a place that is taken, is refused', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await suite.store.store(await suite.fixture.sign({ ...YEAR_2012, partition: '2013', sequence: 2 }));
    for (const sequence of [1, 3])
      await expect(
        suite.store.storeRevocation(
          await revocationBy(suite.fixture, { ledger: { sequence, head: '1'.repeat(64) } }),
        ),
      ).rejects.toMatchObject({ code: 'RELEASE_INVALID' });
  });

  test('that a restored backup has forgotten keeps its place in the ledger: the next release cannot have it', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012)); // ledger entry 1
    await suite.store.storeRevocation(await revocationBy(suite.fixture)); // ledger entry 3
    await refused(
      await suite.fixture.sign({ ...YEAR_2012, partition: '2013', sequence: 2 }), // ledger entry 3
      /behind the last receipt/,
    );
    expect(
      await suite.store.store(
        await suite.fixture.sign({ ...YEAR_2012, partition: '2013', sequence: 2, ledger: 4 }),
      ),
    ).toBe('STORED');
  });
});
