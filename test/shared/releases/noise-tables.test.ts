/** The tables of noise: the maker reproduces another tool's tables, and what is committed is what it makes. */
import { describe, expect, test } from '@jest/globals';
import {
  NOISE_VARIANCES,
  PROBABILITY_BITS,
  makeNoiseTable,
  noiseTable,
  packNoiseTable,
  planTables,
  probabilities,
} from '@vigil/shared';
import { allShapes } from './all-shapes.js';
import { pmfAnswers, thresholdTables } from './vectors.js';

describe('noise tables', () => {
  test('the maker reproduces all seven tables that mpmath made', () => {
    expect(thresholdTables().size).toBe(7);
    for (const [variance, { K, threshold_hex }] of thresholdTables()) {
      const made = makeNoiseTable(variance);
      expect(made.largest).toBe(K);
      expect(made.thresholds.map((threshold) => threshold.toString(16))).toEqual(threshold_hex);
    }
  });

  test('the committed tables are what the maker makes, limb for limb', () => {
    expect(NOISE_VARIANCES).toHaveLength(26);
    for (const variance of NOISE_VARIANCES) {
      const { largest, thresholds } = makeNoiseTable(variance);
      const hex = thresholds.slice(0, -1).map((threshold) => threshold.toString(16));
      expect(noiseTable(variance)).toEqual(packNoiseTable(largest, hex));
    }
  });

  test('there is a table for every variance that a plan can have', () => {
    const needed = allShapes().flatMap((shape) => planTables(shape).map(({ sigma2 }) => sigma2));
    expect(needed.filter((variance) => !NOISE_VARIANCES.includes(variance))).toEqual([]);
    // and but for the three of the known answers none that no plan has
    const spare = NOISE_VARIANCES.filter((variance) => !needed.includes(variance));
    expect(spare.sort()).toEqual(['25/4', '9', '9/4']);
  });

  test('probabilities agree with twelve distributions that mpmath made, to 39 digits', () => {
    expect(pmfAnswers()).toHaveLength(12);
    for (const { sigma2, pmf } of pmfAnswers()) {
      const made = probabilities(sigma2);
      pmf.forEach((text, k) => {
        const [whole = '', digits = ''] = text.split('.');
        const [mantissa = '', exponent = '0'] = digits.split('e');
        const places = BigInt(mantissa.length - Number(exponent));
        const exact = BigInt(whole + mantissa) << PROBABILITY_BITS;
        const difference = (made[k] ?? 0n) * 10n ** places - exact;
        // ours is an upper bound, at most two units of 2^-160 above; theirs is rounded in its last digit
        expect(difference).toBeGreaterThanOrEqual(-(1n << PROBABILITY_BITS));
        expect(difference).toBeLessThanOrEqual(2n * 10n ** places + (1n << PROBABILITY_BITS));
      });
    }
  });

  test('variances the arithmetic is not made for are refused', () => {
    for (const variance of ['0', '1/17', '6401', '-4', '4.0', '1e3', '']) {
      expect(() => makeNoiseTable(variance)).toThrow(expect.objectContaining({ code: 'PLAN_INVALID' }));
    }
  });
});
