/** The same for the wide tables, of victims: 50,000 draws each. */
import { describe, expect, test } from '@jest/globals';
import { NOISE_VARIANCES, noiseTable } from '@vigil/shared';
import { chiSquare, drawAt, limit } from './chi-square.js';

describe('the distribution of the noise', () => {
  test.each(NOISE_VARIANCES.filter((variance) => noiseTable(variance).largest > 165))(
    '50,000 draws at variance %s follow the discrete Gaussian',
    (variance) => {
      const { statistic, degrees } = chiSquare(variance, drawAt(variance));
      expect(degrees).toBeGreaterThan(10);
      expect(statistic).toBeLessThan(limit(degrees));
    },
  );
});
