/** Ledger arithmetic: the chain, the grammar, and what a unit has been exposed to. */
import { describe, expect, test } from '@jest/globals';
import {
  appendEntry,
  chargedTables,
  checkLedger,
  deriveSubkey,
  isReleased,
  ledgerHash,
  nextRelease,
  openReservation,
  planRelease,
  type ChainedLedgerEntry,
  type LedgerBody,
} from '@vigil/shared';
import { createHmac } from 'node:crypto';

const plan = planRelease({
  profile: 'STANDARD',
  unit: 'CASE_FILE',
  reason: 'confidential files',
  indicators: ['KIDNAPPING'],
  coverage: [{ indicator: 'KIDNAPPING', country: 'XA', areas: [], from: '2012-01', to: '2012-12' }],
});
const at = '2014-01-01T00:00:00Z';
const reserve = (release: number, partition = '2012'): LedgerBody => ({
  kind: 'reserve',
  at,
  partition,
  release,
  plan,
  definitionVersion: 'KIDNAPPING:1',
  digests: [{ table: 'L1', indicator: 'KIDNAPPING', digest: 'a'.repeat(64) }],
});
const complete = (release: number, partition = '2012'): LedgerBody => ({
  kind: 'complete',
  at,
  partition,
  release,
  documentDigest: 'b'.repeat(64),
});
const charged = (release: number, partition = '2012'): LedgerBody => ({
  kind: 'charged',
  at,
  partition,
  release,
  reason: 'changed',
});
const write = (...bodies: LedgerBody[]): ChainedLedgerEntry[] =>
  bodies.reduce<ChainedLedgerEntry[]>((before, body) => [...before, appendEntry(before, body)], []);
const broken = expect.objectContaining({ code: 'LEDGER_BROKEN', audience: 'operator' });

describe('ledger', () => {
  test('reservation, ending, next reservation: numbers go on over all years', () => {
    const entries = write(reserve(1), charged(1), reserve(2), complete(2), reserve(3, '2013'));
    expect(checkLedger(entries)).toEqual(entries);
    expect(openReservation(entries)).toMatchObject({ release: 3, partition: '2013' });
    expect(nextRelease(entries)).toBe(4);
    expect([isReleased(entries, '2012'), isReleased(entries, '2013')]).toEqual([true, false]);
  });

  test('every reservation is charged, whatever came of it', () => {
    const entries = write(reserve(1), charged(1), reserve(2), complete(2), reserve(3, '2013'));
    // hand count: two reservations of 2012, three tables each
    expect(chargedTables(entries, '2012').map(({ sigma2 }) => sigma2)).toEqual([
      '8',
      '4',
      '8',
      '8',
      '4',
      '8',
    ]);
    expect(chargedTables(entries, '2014')).toEqual([]);
  });

  test('an entry that does not follow is not written', () => {
    const before = write(reserve(1));
    expect(() => appendEntry(before, reserve(2))).toThrow(broken); // one open reservation at a time
    expect(() => appendEntry(before, complete(2))).toThrow(broken);
    expect(() => appendEntry(before, complete(1, '2013'))).toThrow(broken);
    expect(() => appendEntry([], complete(1))).toThrow(broken);
    expect(() => appendEntry(write(reserve(1), complete(1)), reserve(1))).toThrow(broken); // a number is used once
    expect(() => appendEntry(write(reserve(1), complete(1)), reserve(3))).toThrow(broken);
  });

  test('a changed, removed, moved or added entry breaks the chain', () => {
    const entries = write(reserve(1), charged(1), reserve(2), complete(2));
    const [first, second, third, fourth] = entries as [
      ChainedLedgerEntry,
      ChainedLedgerEntry,
      ChainedLedgerEntry,
      ChainedLedgerEntry,
    ];
    const changed = { ...second, entry: { ...second.entry, at: '2015-01-01T00:00:00Z' } };
    const rehashed = { entry: changed.entry, hash: ledgerHash(changed.entry) };
    for (const forged of [
      [first, changed, third, fourth],
      [first, rehashed, third, fourth],
      [first, second, fourth],
      [second, third, fourth],
      [first, third, second, fourth],
      [...entries, fourth],
      [{ ...first, hash: 'c'.repeat(64) }, second, third, fourth],
      [{ entry: { kind: 'reserve' }, hash: first.hash }],
    ]) {
      expect(() => checkLedger(forged)).toThrow(broken);
    }
  });

  test('broken twin: hashes alone, without the predecessor, would accept a removed entry', () => {
    const entries = write(reserve(1), charged(1), reserve(2), complete(2));
    const onlyHashes = (read: readonly ChainedLedgerEntry[]): boolean =>
      read.every(({ entry, hash }) => hash === ledgerHash(entry));
    expect(onlyHashes(entries.slice(2))).toBe(true);
    expect(() => checkLedger(entries.slice(2))).toThrow(broken);
  });
});

describe('subkeys', () => {
  test('are HKDF-SHA256 of the master, one a purpose', () => {
    const master = new Uint8Array(32).fill(3);
    // RFC 5869 by hand: PRK = HMAC(zeros, master); T(1) = HMAC(PRK, info || 0x01)
    const extracted = createHmac('sha256', Buffer.alloc(32)).update(master).digest();
    const expanded = createHmac('sha256', extracted).update('vigil-noise-v1').update(Buffer.of(1)).digest();
    expect(Buffer.from(deriveSubkey(master, 'noise'))).toEqual(expanded);
    const purposes = ['noise', 'snapshot', 'cell-choice', 'ids'] as const;
    expect(
      new Set(purposes.map((purpose) => Buffer.from(deriveSubkey(master, purpose)).toString('hex'))).size,
    ).toBe(4);
  });

  test('a short master is refused', () => {
    expect(() => deriveSubkey(new Uint8Array(31), 'noise')).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });
});
