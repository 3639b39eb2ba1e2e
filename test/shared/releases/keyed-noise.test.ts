/** The draw: known answers, and the scan against the plain comparison it replaces. */
import { describe, expect, test } from '@jest/globals';
import {
  NOISE_VARIANCES,
  drawNoise,
  encodeParts,
  keyedHash,
  noiseMessage,
  noiseTable,
  noiseTableId,
  noisyTable,
  packNoiseTable,
  scanNoiseTable,
  type NoiseTable,
} from '@vigil/shared';
import fc from 'fast-check';
import { keyedNoiseAnswers, thresholdTables } from './vectors.js';

const TABLES = thresholdTables();
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

/** The definition, in big integers: the smallest k with U < threshold(k). */
function definedNoise(variance: string, uniform: Uint8Array): number {
  const table = TABLES.get(variance);
  if (table === undefined) throw new Error(`no vector for ${variance}`);
  const u = BigInt(`0x${Buffer.from(uniform.subarray(0, 16)).toString('hex')}`);
  return table.threshold_hex.findIndex((threshold) => u < BigInt(`0x${threshold}`)) - table.K;
}

describe('keyed noise', () => {
  test('each part of a message carries its length, so no two lists of parts are one message', () => {
    // hand count: be32(2) 61 62 be32(0) be32(2) c3 a9
    expect(Buffer.from(encodeParts(['ab', '', 'é'])).toString('hex')).toBe(
      '0000000261620000000000000002c3a9',
    );
    expect(encodeParts(['ab', 'c'])).not.toEqual(encodeParts(['a', 'bc']));
  });

  test('the 70 known answers for encoding, HMAC and scan come out', () => {
    const answers = keyedNoiseAnswers();
    expect(answers).toHaveLength(70);
    for (const { sigma2, key_hex, parts, hmac_hex, noise } of answers) {
      expect(Buffer.from(keyedHash(bytes(key_hex), parts)).toString('hex')).toBe(hmac_hex);
      expect(drawNoise(bytes(key_hex), noiseTable(sigma2), parts)).toBe(noise);
    }
  });

  const packed = new Map(['4', '8', '16', '32', '9/4'].map((variance) => [variance, noiseTable(variance)]));
  const uniforms = fc.oneof(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    // exactly at, just below and just above a threshold: where a scan goes wrong
    fc
      .tuple(fc.constantFrom('4', '8', '16', '32', '9/4'), fc.nat(), fc.constantFrom(-1n, 0n, 1n))
      .map(([variance, index, offset]) => {
        const hex = TABLES.get(variance)?.threshold_hex ?? [];
        const near = BigInt(`0x${hex[index % (hex.length - 1)] ?? '0'}`) + offset;
        return bytes(BigInt.asUintN(128, near).toString(16).padStart(32, '0'));
      }),
  );
  const agrees = (scan: (table: NoiseTable, uniform: Uint8Array) => number): void => {
    fc.assert(
      fc.property(fc.constantFrom(...packed.keys()), uniforms, (variance, uniform) => {
        return (
          scan(packed.get(variance) ?? noiseTable(variance), uniform) === definedNoise(variance, uniform)
        );
      }),
      { numRuns: 3_000 },
    );
  };

  test('the scan gives what a comparison of big integers gives, for every U', () => {
    agrees(scanNoiseTable);
  });

  test('broken twin: a scan that takes the limbs as signed numbers is caught', () => {
    expect(() => {
      agrees(({ largest, limbs }, uniform) => {
        const view = new DataView(uniform.buffer, uniform.byteOffset, 16);
        let count = 0;
        for (let at = 0; at < limbs.length; at += 8) {
          const differs = [0, 1, 2, 3, 4, 5, 6, 7].find(
            (limb) => view.getUint16(2 * limb) !== limbs[at + limb],
          );
          if (differs === undefined || view.getInt16(2 * differs) > Number(limbs[at + differs])) count += 1;
        }
        return count - largest;
      });
    }).toThrow();
  });

  test('the smallest and the largest U give the ends of the table', () => {
    for (const variance of NOISE_VARIANCES) {
      const { largest } = noiseTable(variance);
      expect(scanNoiseTable(noiseTable(variance), new Uint8Array(16))).toBe(-largest);
      expect(scanNoiseTable(noiseTable(variance), new Uint8Array(16).fill(255))).toBe(largest);
    }
  });

  test('a table of victims has noise of its own, though its cells are those of the table of files beside it', () => {
    const base = { id: 'L1', counts: 'UNIT', indicator: 'KIDNAPPING', sigma2: '16', cap: 1 } as const;
    const cells = Array.from({ length: 40 }, (_, index) => ({
      at: ['XA', String(index)],
      address: `KIDNAPPING|XA|${String(index)}`,
    }));
    const drawn = (counts: 'UNIT' | 'VICTIM'): number[] =>
      noisyTable({
        planned: { ...base, counts, cells },
        countingUnit: 'CASE_FILE',
        definitionVersion: 'KIDNAPPING:1',
        partition: '2012',
        releaseSequence: 1,
        snapshotDigest: 'a'.repeat(64),
        counts: new Map(),
        noiseKey: new Uint8Array(32).fill(1),
      }).cells.map(({ y }) => y);
    expect(drawn('UNIT')).not.toEqual(drawn('VICTIM'));
    expect(drawn('UNIT')).toEqual(drawn('UNIT'));
    expect([
      noiseTableId({ id: 'L1', counts: 'UNIT' }),
      noiseTableId({ id: 'L1', counts: 'VICTIM' }),
    ]).toEqual(['L1', 'L1-VICTIM']);
  });

  test('every part of a cell’s address changes its message', () => {
    const address = {
      tableId: 'L1',
      definitionVersion: 'KIDNAPPING:1',
      partition: '2012',
      releaseSequence: 1,
      snapshotDigest: 'a'.repeat(64),
      cellAddress: 'KIDNAPPING|XA|2012-03',
    };
    expect(noiseMessage(address)).toEqual([
      'sdc-noise-v2',
      'L1',
      'KIDNAPPING:1',
      '2012',
      '1',
      'a'.repeat(64),
      'KIDNAPPING|XA|2012-03',
    ]);
    const others = [
      { ...address, tableId: 'L2' },
      { ...address, definitionVersion: 'KIDNAPPING:2' },
      { ...address, partition: '2013' },
      { ...address, releaseSequence: 2 },
      { ...address, snapshotDigest: 'b'.repeat(64) },
      { ...address, cellAddress: 'KIDNAPPING|XA|2012-04' },
    ];
    const key = new Uint8Array(32).fill(7);
    const hashes = [address, ...others].map((each) =>
      Buffer.from(keyedHash(key, noiseMessage(each))).toString('hex'),
    );
    expect(new Set(hashes).size).toBe(7);
  });

  test('a variance without a table, a table of the wrong length, and too few bits are refused', () => {
    const refused = expect.objectContaining({ code: 'PLAN_INVALID' });
    expect(() => noiseTable('5')).toThrow(refused);
    expect(() => noiseTable('toString')).toThrow(refused);
    expect(() => packNoiseTable(2, ['1'])).toThrow(refused);
    expect(() => scanNoiseTable(noiseTable('8'), new Uint8Array(15))).toThrow(refused);
  });
});
