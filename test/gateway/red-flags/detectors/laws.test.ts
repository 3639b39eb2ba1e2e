/** The laws that the limits rest on, against SciPy 1.17.1 (scipy.stats, scipy.special), to 1e-10 of the value. */
import { describe, expect, test } from '@jest/globals';
import {
  discreteGaussianLaw,
  dispersedMoments,
  isLarge,
  largeCountLimit,
  dispersedLaw,
  logGamma,
  midLimit,
  negativeBinomialLaw,
  normalQuantile,
  normalTail,
  poissonLaw,
  studentTwoSided,
  sumOfLaws,
  upperLimit,
} from '@vigil/gateway';
import type { CountLaw } from '@vigil/gateway';

const RELATIVE = 1e-10;

function massAt(law: CountLaw, count: number): number {
  return law.mass[count - law.from] ?? 0;
}

function relativeError(found: number, expected: number): number {
  return Math.abs(found - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
}

describe('laws and special functions', () => {
  test.each([
    [1e-9, -5.9978070150076865],
    [0.001, -3.090232306167813],
    [0.3, -0.5244005127080409],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
  ])('the normal quantile of %d is that of SciPy', (p, expected) => {
    expect(relativeError(normalQuantile(p), expected)).toBeLessThan(RELATIVE);
  });

  test.each([
    [-2.5, 0.9937903346742238],
    [0, 0.5],
    [1.5, 0.06680720126885807],
    [2.99, 0.0013948872354922468],
    [3.01, 0.0013062384487694675],
    [6, 9.865876450376946e-10],
    [12, 1.776482112077653e-33],
  ])('the normal tail above %d is that of SciPy', (x, expected) => {
    expect(relativeError(normalTail(x), expected)).toBeLessThan(RELATIVE);
  });

  test.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [3.7, 1.428072326665388],
    [25.25, 55.58568604486943],
    [10_000, 82099.71749644238],
  ])('the logarithm of the gamma function at %d is that of SciPy', (x, expected) => {
    expect(relativeError(logGamma(x), expected)).toBeLessThan(RELATIVE);
  });

  test.each([
    [0.3, 1, 0.8144528418445154],
    [2.5, 10, 0.03144684423660882],
    [2.02, 42, 0.0497923571864442],
    [8, 5, 0.0004929066605724442],
    [1.2, 200, 0.2315588690310659],
  ])("Student's t beyond %d with %d degrees of freedom is that of SciPy", (t, degrees, expected) => {
    expect(relativeError(studentTwoSided(t, degrees), expected)).toBeLessThan(RELATIVE);
  });

  test.each([
    [poissonLaw(0.3), 2, 0.033336819930677296],
    [poissonLaw(12.5), 20, 0.013286011361537254],
    [poissonLaw(3000), 3100, 0.00137817535470586],
    [negativeBinomialLaw(4, 0.7), 9, 0.024331351840074403],
    [negativeBinomialLaw(20, 5), 41, 0.005070037125938555],
    [negativeBinomialLaw(900, 30), 1400, 5.5938677401812485e-5],
  ])('a law of counts has the probabilities of SciPy (%#)', (law, count, expected) => {
    expect(relativeError(massAt(law, count), expected)).toBeLessThan(RELATIVE);
    expect(Math.abs(law.mass.reduce((sum, mass) => sum + mass, 0) - 1)).toBeLessThan(1e-12);
  });

  test.each([
    [4, 0.7, 0.01, 24],
    [20, 5, 0.01, 50],
    [900, 30, 0.001, 1504],
    [2.5, 1000, 0.05, 5],
  ])(
    'the limit of a negative binomial (mean %d, size %d) at %d is that of SciPy',
    (mean, size, alpha, limit) => {
      expect(upperLimit(negativeBinomialLaw(mean, size), alpha)).toBe(limit);
    },
  );

  // numpy.convolve of the two laws, the limit searched from the top
  test.each([
    { mean: 4, size: 0.7, variance: 8, plain: 24, middle: 24 },
    { mean: 20, size: 5, variance: 24, plain: 51, middle: 51 },
    { mean: 20, size: 5, variance: 0.5, plain: 50, middle: 49 },
    { mean: 15, size: 1000, variance: 40, plain: 32, middle: 32 },
    { mean: 300, size: 30, variance: 8, plain: 449, middle: 448 },
  ])(
    'the limit at 1 % of a negative binomial with noise is that of the convolution: $mean, $size, $variance',
    ({ mean, size, variance, plain, middle }) => {
      const law = sumOfLaws(negativeBinomialLaw(mean, size), discreteGaussianLaw(variance));

      expect(upperLimit(law, 0.01)).toBe(plain);
      expect(midLimit(law, 0.01)).toBe(middle);
    },
  );

  // Python 3, standard library: the exact sum of both laws, the limit found by halving. Half a step of the coarse scale
  // and its least skewness are together below 0.01 standard deviations, which moves 1 % to at most 1.03 %.
  test.each([
    [50_000, 10, 24, 51_658],
    [4000, 500, 8, 7999],
    [800, 2000, 24, 5999],
    [100, 2000, 40, 2175],
    [20, 3000, 8, 430],
    [2_000_000, 1, 8, 2_003_290],
    [1_000_000, 40, 400, 1_014_771],
    [500, 1, 4_000_000, 5152],
    [100_000, 10_000, 8, 187_830],
  ])('the limit of a large count is that of its law: %d, %d, %d', (mean, dispersion, noise, limit) => {
    const moments = dispersedMoments(mean, dispersion);
    const deviation = Math.sqrt(mean * dispersion + noise);

    expect(isLarge(moments, noise)).toBe(true);
    expect(Math.abs(largeCountLimit(moments, noise, 0.01) - limit)).toBeLessThan(0.01 * deviation);
  });

  test('counts of files as they are released have tables of their own', () => {
    for (const [mean, dispersion, noise] of [
      [15, 1, 8],
      [900, 4, 40],
      [90_000, 1, 40],
    ] as const) {
      expect(isLarge(dispersedMoments(mean, dispersion), noise)).toBe(false);
    }
  });

  test('a dispersion of one is Poisson, no mean is no count, no variance is no noise', () => {
    expect(dispersedLaw(7, 1)).toEqual(poissonLaw(7));
    expect(poissonLaw(0)).toEqual({ from: 0, mass: Float64Array.of(1) });
    expect(discreteGaussianLaw(0)).toEqual({ from: 0, mass: Float64Array.of(1) });
  });
});
