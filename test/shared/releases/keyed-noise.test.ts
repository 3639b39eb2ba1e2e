/** The draw: known answers, and the scan against the plain comparison it replaces. */
import { describe, expect, test } from '@jest/globals';
import {
  NOISE_VARIANCES,
  drawNoise,
  encodeParts,
  keyedHash,
  noiseMessage,
  noiseTable,
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

  /** Pearson's statistic of 50,000 draws against the published thresholds; cells of fewer than 5 are joined. */
  function chiSquare(
    variance: string,
    draw: (index: number) => number,
  ): { statistic: number; degrees: number } {
    const draws = 50_000;
    const table = TABLES.get(variance);
    if (table === undefined) throw new Error(`no vector for ${variance}`);
    const below = table.threshold_hex.map((threshold) => Number(BigInt(`0x${threshold}`)) / 2 ** 128);
    const expected = below.map((share, index) => (share - (below[index - 1] ?? 0)) * draws);
    const seen = expected.map(() => 0);
    for (let index = 0; index < draws; index += 1) {
      const at = draw(index) + table.K;
      seen[at] = (seen[at] ?? 0) + 1;
    }
    const cells = expected.map((count, at) => ({ count, seen: seen[at] ?? 0 }));
    const large = cells.filter(({ count }) => count >= 5);
    const rest = cells
      .filter(({ count }) => count < 5)
      .reduce((sum, cell) => ({ count: sum.count + cell.count, seen: sum.seen + cell.seen }), {
        count: 0,
        seen: 0,
      });
    const statistic = [...large, rest].reduce(
      (sum, cell) => sum + (cell.seen - cell.count) ** 2 / cell.count,
      0,
    );
    return { statistic, degrees: large.length };
  }
  const key = bytes('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
  const drawAt = (variance: string) => {
    const table = noiseTable(variance);
    return (index: number): number => drawNoise(key, table, ['chi-square', variance, String(index)]);
  };
  // mean + 4.5 standard deviations of a chi-square variable; the key is fixed, so this never flickers
  const limit = (degrees: number): number => degrees + 4.5 * Math.sqrt(2 * degrees);

  test.each(['4', '8', '16', '32'])(
    '50,000 draws at variance %s follow the discrete Gaussian',
    (variance) => {
      const { statistic, degrees } = chiSquare(variance, drawAt(variance));
      expect(degrees).toBeGreaterThan(10);
      expect(statistic).toBeLessThan(limit(degrees));
    },
  );

  test('broken twin: noise that never is 0 is caught by the same statistic', () => {
    const honest = drawAt('8');
    const { statistic, degrees } = chiSquare('8', (index) => honest(index) || 1);
    expect(statistic).toBeGreaterThan(limit(degrees));
  });
});
