/** Ledger arithmetic: the chain, the grammar, and what a unit has been exposed to. */
import { describe, expect, test } from '@jest/globals';
import {
  appendEntry,
  chargedTables,
  checkLedger,
  deriveSubkey,
  isReleased,
  isRevoked,
  ledgerHash,
  nextRelease,
  openReservation,
  planRelease,
  type ChainedLedgerEntry,
  type LedgerBody,
} from '@vigil/shared';
import { createHmac } from 'node:crypto';
import { EXAMPLE_PLAN } from './example-documents.js';

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
  stage: 'FINAL',
  part: partition,
  plan,
  definitionVersion: 'KIDNAPPING:1',
  digests: [{ table: 'L1', counts: 'UNIT', indicator: 'KIDNAPPING', digest: 'a'.repeat(64) }],
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

  test('a reservation without a document is charged, beside what the plan of the year counts itself', () => {
    const entries = write(reserve(1), charged(1), reserve(2), complete(2), reserve(3, '2013'));
    // hand count: release 1 was charged, release 2 has its document; seven tables each, one of them never published
    const seven = ['8', '4', '8', '8', '8', '8', '8'];
    expect(chargedTables(entries, '2012').map(({ sigma2 }) => sigma2)).toEqual(seven);
    expect(chargedTables(entries, '2013').map(({ sigma2 }) => sigma2)).toEqual(seven); // still open
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

describe('releases of one year', () => {
  const monthly = planRelease({ ...EXAMPLE_PLAN, entry: 'multiple', plannedReleases: 2 });
  const of = (release: number, stage: 'PROVISIONAL' | 'FINAL', part: string, own = monthly): LedgerBody => ({
    ...(reserve(release) as Extract<LedgerBody, { kind: 'reserve' }>),
    stage,
    part,
    plan: own,
  });

  test('months and year follow each other, each once in its life', () => {
    const before = write(
      of(1, 'PROVISIONAL', '2012-01'),
      complete(1),
      of(2, 'PROVISIONAL', '2012-02'),
      complete(2),
      of(3, 'FINAL', '2012'),
      complete(3),
    );
    expect(checkLedger(before)).toEqual(before);
    const has = (stage: 'PROVISIONAL' | 'FINAL', part: string): boolean =>
      isReleased(before, '2012', { stage, part });
    expect([
      has('PROVISIONAL', '2012-01'),
      has('PROVISIONAL', '2012-03'),
      has('PROVISIONAL', '2012'),
      has('FINAL', '2012'),
    ]).toEqual([true, false, false, true]);
    for (const again of [of(4, 'PROVISIONAL', '2012-02'), of(4, 'FINAL', '2012')])
      expect(() => appendEntry(before, again)).toThrow(broken);
    expect(() => appendEntry(before, of(4, 'PROVISIONAL', '2012-03'))).not.toThrow();
  });

  test('a year keeps the plan of its first release; charges may raise its figures and nothing else', () => {
    const before = write(of(1, 'PROVISIONAL', '2012-01'), complete(1));
    const raised = { ...monthly, rho: '51/100', bestGuess: 0.692, epsilon: 5 };
    expect(() => appendEntry(before, of(2, 'FINAL', '2012', raised))).not.toThrow();
    for (const other of [
      planRelease({ ...EXAMPLE_PLAN, plannedReleases: 2 }),
      planRelease({ ...EXAMPLE_PLAN, entry: 'multiple', plannedReleases: 2, profile: 'STRICT' }),
      { ...monthly, reason: 'another' },
    ])
      expect(() => appendEntry(before, of(2, 'FINAL', '2012', other))).toThrow(broken);
    // a plan of which nothing ever came binds nobody, but stays charged
    const charge = write(of(1, 'PROVISIONAL', '2012-01'), charged(1));
    expect(() => appendEntry(charge, of(2, 'FINAL', '2012', planRelease(EXAMPLE_PLAN)))).not.toThrow();
  });

  test('an unfinished month is charged with the tables of its stage', () => {
    const entries = write(
      of(1, 'PROVISIONAL', '2012-01'),
      charged(1),
      of(2, 'PROVISIONAL', '2012-02'),
      complete(2),
    );
    // hand count: L1 provisional, three cells at variance 48
    expect(chargedTables(entries, '2012')).toEqual(
      Array.from({ length: 3 }, () => ({ sigma2: '48', sensitivity: 1 })),
    );
  });
});

describe('a revocation in the ledger', () => {
  const revoked = (release: number, partition = '2012'): LedgerBody => ({
    kind: 'revoked',
    at,
    partition,
    release,
    reason: 'consent was asked in the wrong way',
  });

  test('stays spent: the release is still made, its number is not used again', () => {
    const entries = write(reserve(1), complete(1), reserve(2, '2013'), complete(2, '2013'), revoked(1));
    expect(checkLedger(entries)).toEqual(entries);
    expect([isRevoked(entries, 1), isRevoked(entries, 2)]).toEqual([true, false]);
    expect(isReleased(entries, '2012')).toBe(true);
    expect(nextRelease(entries)).toBe(3);
    expect(() => appendEntry(entries, reserve(3))).toThrow(broken);
  });

  test('is only of a release that was made, in its own year, once, and never inside a reservation', () => {
    const made = write(reserve(1), complete(1));
    for (const [before, entry] of [
      [made, revoked(2)],
      [made, revoked(1, '2013')],
      [write(reserve(1), charged(1)), revoked(1)],
      [write(reserve(1), complete(1), revoked(1)), revoked(1)],
      [write(reserve(1), complete(1), reserve(2, '2013')), revoked(1)],
    ] as const)
      expect(() => appendEntry(before, entry)).toThrow(broken);
  });
});

describe('the recovery of a lost ledger', () => {
  const lost = (release: number, partition = '2012', stated = { release, partition }): LedgerBody => ({
    kind: 'lost',
    at,
    partition,
    release,
    recovery: {
      signature: 'a..b',
      recovery: {
        format: 'vigil-recovery-1',
        partner: 'one',
        partition: stated.partition,
        release: stated.release,
        plan,
        recoveredAt: at,
        reason: 'the disk is gone',
      },
    },
  });

  test('charges everything that the year’s plan allows, so that no plan fits any more', () => {
    const entries = write(lost(4), lost(4, '2013'));
    expect(chargedTables(entries, '2012')).toHaveLength(7);
    expect(() => planRelease(EXAMPLE_PLAN, chargedTables(entries, '2012'))).toThrow(
      expect.objectContaining({ code: 'PLAN_EXCEEDS_BOUND' }),
    );
    expect(planRelease(EXAMPLE_PLAN, chargedTables(entries, '2014'))).toMatchObject({ rho: '1/2' });
  });

  test('goes on behind the numbers that may have been used, of releases and of the chain', () => {
    const first = appendEntry([], lost(4), { sequence: 9 });
    expect(first.entry.sequence).toBe(10);
    const entries = [first, appendEntry([first], reserve(5, '2014'))];
    expect(checkLedger(entries)).toEqual(entries);
    expect(nextRelease([first])).toBe(5);
    expect(() => appendEntry([first], reserve(4, '2014'))).toThrow(broken);
  });

  test('goes on behind what the hub has seen of a ledger that stands; nothing else leaves a number out', () => {
    const made = write(reserve(1), complete(1));
    const charge = appendEntry(made, lost(4, '2013'), { sequence: 9 });
    expect(charge.entry.sequence).toBe(10);
    const entries = [...made, charge];
    expect(checkLedger(entries)).toEqual(entries);
    expect(nextRelease(entries)).toBe(5);
    // an anchor that is behind turns nothing back
    expect(appendEntry(made, lost(4, '2013'), { sequence: 1 }).entry.sequence).toBe(3);
    const followed = appendEntry(entries, reserve(5, '2014'));
    expect(followed.entry.sequence).toBe(11);
    const skipping = { ...followed.entry, sequence: 12 };
    expect(() => checkLedger([...entries, { entry: skipping, hash: ledgerHash(skipping) }])).toThrow(broken);
    const back = { ...charge.entry, sequence: 2 };
    expect(() => checkLedger([...made, { entry: back, hash: ledgerHash(back) }])).toThrow(broken);
  });

  test('never turns a number back, charges another year than it was signed for, or hides a start elsewhere', () => {
    const made = write(reserve(1), complete(1), reserve(2, '2013'), complete(2, '2013'));
    expect(() => appendEntry(made, lost(1))).toThrow(broken);
    expect(() => appendEntry(made, lost(2))).not.toThrow();
    expect(() => appendEntry([], lost(4, '2012', { release: 4, partition: '2011' }))).toThrow(broken);
    expect(() => appendEntry([], lost(4, '2012', { release: 3, partition: '2012' }))).toThrow(broken);
    expect(() => appendEntry([], reserve(1), { sequence: 9 })).toThrow(broken);
    expect(() => appendEntry(made, reserve(3, '2014'), { sequence: 9 })).toThrow(broken);
    expect(() => appendEntry(write(reserve(1)), lost(4))).toThrow(broken);
    const elsewhere = appendEntry([], lost(4), { sequence: 9 });
    const cut = { ...elsewhere.entry, kind: 'charged' as const, reason: 'x' };
    expect(() => checkLedger([{ entry: cut, hash: ledgerHash(cut) }])).toThrow(broken);
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
