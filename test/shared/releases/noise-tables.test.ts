/** The tables of noise: the maker reproduces another tool's tables, and what is committed is what it makes. */
import { describe, expect, test } from '@jest/globals';
import { NOISE_VARIANCES, makeNoiseTable, noiseTable, packNoiseTable } from '@vigil/shared';
import { thresholdTables } from './vectors.js';

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
    expect(NOISE_VARIANCES).toEqual(expect.arrayContaining(['4', '8', '16', '32']));
    for (const variance of NOISE_VARIANCES) {
      const { largest, thresholds } = makeNoiseTable(variance);
      const hex = thresholds.slice(0, -1).map((threshold) => threshold.toString(16));
      expect(noiseTable(variance)).toEqual(packNoiseTable(largest, hex));
    }
  });

  test('variances the arithmetic is not made for are refused', () => {
    for (const variance of ['0', '1/17', '1001', '-4', '4.0', '1e3', '']) {
      expect(() => makeNoiseTable(variance)).toThrow(expect.objectContaining({ code: 'PLAN_INVALID' }));
    }
  });
});
