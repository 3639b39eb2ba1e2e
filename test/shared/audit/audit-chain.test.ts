/** The chain shows every change, and an entry has no place for a value. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  CHAIN_START,
  auditLeafHash,
  chainAuditEntry,
  verifyChain,
  type AuditEntry,
  type ChainHead,
  type ChainedAuditEntry,
} from '@vigil/shared';
import fc from 'fast-check';

const entry: Omit<AuditEntry, 'sequence'> = {
  at: '2026-11-22T12:00:00.000Z',
  subject: 'kYq1m3Qw9ZpL0aXv',
  organisation: 'regional-body',
  roles: ['REGIONAL_BODY'],
  purpose: 'OVERSIGHT',
  policyVersion: 'a'.repeat(64),
  operationHash: 'b'.repeat(64),
  coordinates: ['Event.id', 'Query.events', 'Query.events(where:)', 'ActType.ARREST', 'Sealed'],
  denied: ['Witness.legalName'],
  partners: ['synthetic-one'],
  outcomes: ['UNAUTHORIZED_FIELD_OR_TYPE'],
};
const broken = expect.objectContaining({ code: 'AUDIT_BROKEN', audience: 'operator' });

function chainOf(length: number): ChainedAuditEntry[] {
  const chain: ChainedAuditEntry[] = [];
  let head: ChainHead | null = null;
  for (let index = 0; index < length; index += 1) {
    const link = chainAuditEntry(head, {
      ...entry,
      at: new Date(Date.UTC(2026, 10, 22, 12, index)).toISOString(),
    });
    chain.push(link);
    head = { sequence: link.entry.sequence, hash: link.hash };
  }
  return chain;
}

describe('a leaf', () => {
  test('is SHA-256 over 0x00, the hash before it and the canonical JSON', () => {
    const { hash } = auditLeafHashInputs();
    expect(auditLeafHash('ab'.repeat(32), { b: 1, a: 'ü' })).toBe(hash);
  });

  test('says the value and not the order of its keys', () => {
    expect(auditLeafHash(CHAIN_START, { a: 1, b: 2 })).toBe(auditLeafHash(CHAIN_START, { b: 2, a: 1 }));
    expect(auditLeafHash(CHAIN_START, { a: 1, b: 2 })).not.toBe(auditLeafHash(CHAIN_START, { a: 2, b: 1 }));
  });

  test.each(['', 'ab', 'AB'.repeat(32), `${'ab'.repeat(31)}zz`])(
    'needs a hash before it (%p)',
    (previous) => {
      expect(() => auditLeafHash(previous, {})).toThrow(broken);
    },
  );

  /** The bytes by hand: 00, 32 times ab, and {"a":"ü","b":1} in UTF-8 (ü is c3 bc). */
  function auditLeafHashInputs() {
    const json = '7b2261223a22c3bc222c2262223a317d';
    const bytes = Buffer.from(`00${'ab'.repeat(32)}${json}`, 'hex');
    return { hash: createHash('sha256').update(bytes).digest('hex') };
  }
});

describe('a chain', () => {
  test('that nobody has touched holds, and its head is its end', async () => {
    const chain = chainOf(5);
    expect(await verifyChain(chain)).toEqual({ sequence: 5, hash: chain[4]?.hash });
  });

  test('that is empty stands at its start', async () => {
    expect(await verifyChain([])).toEqual({ sequence: 0, hash: CHAIN_START });
  });

  test('may be read as a stream', async () => {
    const chain = chainOf(3);
    async function* stream() {
      for (const link of chain) yield await Promise.resolve(link);
    }
    expect((await verifyChain(stream())).sequence).toBe(3);
  });

  test('shows every single change: an entry changed, taken out, put in or moved', async () => {
    const chain = chainOf(6);
    const change = fc.oneof(
      fc.record({ kind: fc.constant('change' as const), at: fc.nat(5) }),
      fc.record({ kind: fc.constant('remove' as const), at: fc.nat(4) }), // the last one is the head's business
      fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(5) }),
      fc.record({ kind: fc.constant('swap' as const), at: fc.nat(4) }),
      fc.record({ kind: fc.constant('rehash' as const), at: fc.nat(4) }),
    );
    await fc.assert(
      fc.asyncProperty(change, async (drawn) => {
        await expect(verifyChain(tamper(chain, drawn.kind, drawn.at))).rejects.toEqual(broken);
      }),
    );
  });

  test('that was cut off at its end shows by its head only, which is kept elsewhere', async () => {
    const chain = chainOf(4);
    const head = await verifyChain(chain);
    expect(await verifyChain(chain.slice(0, 3))).not.toEqual(head);
  });

  test('a checker that looks at each entry alone would not see one that was hashed anew', async () => {
    const tampered = tamper(chainOf(3), 'rehash', 1);
    const twin = tampered.every(
      ({ entry: one, previousHash, hash }) => hash === auditLeafHash(previousHash, one),
    );
    expect(twin).toBe(true);
    await expect(verifyChain(tampered)).rejects.toMatchObject({
      message: 'entry 3 does not follow the one before it',
    });
  });

  function tamper(
    chain: readonly ChainedAuditEntry[],
    kind: 'change' | 'remove' | 'repeat' | 'swap' | 'rehash',
    at: number,
  ): ChainedAuditEntry[] {
    const copy = JSON.parse(JSON.stringify(chain)) as ChainedAuditEntry[];
    const [link, next] = [copy[at], copy[at + 1]];
    if (!link) throw new Error('nothing to tamper with');
    const changed = { ...link, entry: { ...link.entry, denied: [] } };
    if (kind === 'change') copy[at] = changed;
    if (kind === 'remove') copy.splice(at, 1);
    if (kind === 'repeat') copy.splice(at, 0, link);
    if (kind === 'swap' && next) copy.splice(at, 2, next, link);
    if (kind === 'rehash') copy[at] = { ...changed, hash: auditLeafHash(link.previousHash, changed.entry) };
    return copy;
  }
});

describe('an audit entry', () => {
  test('is numbered by its chain', () => {
    expect(chainAuditEntry(null, entry).entry.sequence).toBe(1);
    expect(chainAuditEntry({ sequence: 41, hash: CHAIN_START }, entry).entry.sequence).toBe(42);
  });

  test('of somebody who was not recognised says so', () => {
    const unknown = {
      ...entry,
      subject: null,
      organisation: null,
      roles: [],
      purpose: null,
      policyVersion: null,
      operationHash: null,
    };
    expect(
      chainAuditEntry(null, { ...unknown, coordinates: [], denied: [], outcomes: ['UNAUTHENTICATED'] }).entry
        .subject,
    ).toBeNull();
  });

  const CANARY = 'CANARY: Amina, 5 Harbour Street';
  test.each<[string, Record<string, unknown>]>([
    ['a field of its own', { variables: { name: CANARY } }],
    ['the subject', { subject: CANARY }],
    ['the organisation', { organisation: CANARY }],
    ['a coordinate', { coordinates: [CANARY] }],
    ['a refused coordinate', { denied: [`Event.title(${CANARY}:)`] }],
    ['a partner', { partners: [CANARY] }],
    ['an outcome', { outcomes: [CANARY] }],
    ['the digest of the operation', { operationHash: '{ events(where: { areas: "XA-01" }) { id } }' }],
    ['the time', { at: CANARY }],
  ])('has no place for a value in %s, and does not repeat it when it refuses', (_title, change) => {
    let message = '';
    expect(() => {
      try {
        chainAuditEntry(null, { ...entry, ...change });
      } catch (error) {
        message = String(error);
        throw error;
      }
    }).toThrow(broken);
    expect(message).not.toMatch(/CANARY|Amina|XA-01/);
  });

  test('ends somehow: without an outcome it is refused', () => {
    expect(() => chainAuditEntry(null, { ...entry, outcomes: [] })).toThrow(broken);
  });
});
