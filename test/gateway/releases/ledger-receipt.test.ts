/** The last entry of a partner's ledger that the hub has seen: what it tells a node that was restored to before it. */
import { expect, test } from '@jest/globals';
import { YEAR_2012, revocationBy, storeSuite } from './store-suite.js';

const suite = storeSuite();
/** as `revocationBy` states it */
const REVOKED = { sequence: 3, head: '1'.repeat(64) };

test('is that of the newest release or revocation, whichever is later, and a restart keeps it', async () => {
  const { store, fixture } = suite;
  expect(store.lastLedger('alpha')).toBeNull();
  const signed = await fixture.sign(YEAR_2012);
  await store.store(signed);
  expect(store.lastLedger('alpha')).toEqual(signed.document.ledger);
  expect(signed.document.ledger.sequence).toBe(1);
  await store.storeRevocation(await revocationBy(fixture));
  expect(store.lastLedger('alpha')).toEqual(REVOKED);
  expect(store.lastSequence('alpha')).toBe(1);
  expect(store.lastLedger('beta')).toBeNull();
  expect((await suite.open()).lastLedger('alpha')).toEqual(REVOKED);
});

test('is kept for what does not verify any more: the partner has spent it all the same', async () => {
  const { store, fixture } = suite;
  await store.store(await fixture.sign(YEAR_2012));
  await store.storeRevocation(await revocationBy(fixture));
  const partners = fixture.coalition.partners.filter(({ id }) => id !== 'alpha');
  const without = await suite.open({ ...fixture.coalition, partners });
  expect(without.all()).toEqual([]);
  expect(without.lastLedger('alpha')).toEqual(REVOKED);
});

test('of a row that somebody changed in the database is not named; the one before it is', async () => {
  const { store, fixture } = suite;
  const signed = await fixture.sign(YEAR_2012);
  await store.store(signed);
  await store.storeRevocation(await revocationBy(fixture));
  await suite.dataSource.query('ALTER TABLE release_revocation DISABLE TRIGGER USER');
  for (const text of ['{', '{"revocation":{}}', '{"revocation":{"ledger":{"sequence":2,"head":"x"}}}']) {
    await suite.dataSource.query('UPDATE release_revocation SET signed_text = $1', [text]);
    expect((await suite.open()).lastLedger('alpha')).toEqual(signed.document.ledger);
  }
});
