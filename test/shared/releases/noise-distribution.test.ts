/** What the keyed draw gives, table by table, is the discrete Gaussian: 50,000 draws each. The wide tables follow beside. */
import { describe, expect, test } from '@jest/globals';
import { NOISE_VARIANCES, noiseTable } from '@vigil/shared';
import { chiSquare, drawAt, limit } from './chi-square.js';

describe('the distribution of the noise', () => {
  test.each(NOISE_VARIANCES.filter((variance) => noiseTable(variance).largest <= 165))(
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
