import { describe, expect, test } from '@jest/globals';
import { reliabilityOf, upperQuantile } from '@vigil/gateway';
import { parseFraction } from '@vigil/shared';

const figure = (partner: string, y: number, sigma2 = '8') => ({
  partner,
  y,
  variance: parseFraction(sigma2),
});

describe('quantiles', () => {
  // Python 3, statistics.NormalDist().inv_cdf(1 - 0.025 / n), rounded to four decimals
  test.each([
    [1, 1.96],
    [2, 2.2414],
    [3, 2.394],
    [4, 2.4977],
    [5, 2.5758],
    [10, 2.807],
    [50, 3.2905],
  ])('for %i partners each bound is one-sided at 0.025 over that number', (partners, z) => {
    expect(upperQuantile(0.025 / partners)).toBe(z);
  });

  test('a tail outside the declared range is a mistake of the caller', () => {
    expect(() => upperQuantile(0)).toThrow(RangeError);
    expect(() => upperQuantile(0.5)).toThrow(RangeError);
  });
});

describe('one partner', () => {
  test('interval and bounds are rounded outward', () => {
    // hand count: SE = sqrt 8 = 2.8284; 1.96 SE = 5.5437; 7 - 5.5437 = 1.4563; 7 + 5.5437 = 12.5437
    expect(reliabilityOf([figure('alpha', 7)])).toEqual({
      released: 7,
      standardError: Math.sqrt(8),
      interval95: { from: 1, to: 13 },
      lower: 1,
      upper: 13,
      low: true,
    });
  });

  test('LOW is below 10, or below three standard errors', () => {
    // hand count: 3 sqrt 8 = 8.49, so 10 decides; 3 sqrt 32 = 16.97, so 17 is the first that is not LOW
    expect(reliabilityOf([figure('alpha', 9)]).low).toBe(true);
    expect(reliabilityOf([figure('alpha', 10)]).low).toBe(false);
    expect(reliabilityOf([figure('alpha', 16, '32')]).low).toBe(true);
    expect(reliabilityOf([figure('alpha', 17, '32')]).low).toBe(false);
  });

  test('a negative figure stays negative; only its interval is cut at zero', () => {
    const { released, interval95, lower, upper } = reliabilityOf([figure('alpha', -3)]);
    // hand count: -3 + 5.5437 = 2.54
    expect({ released, interval95, lower, upper }).toEqual({
      released: -3,
      interval95: { from: 0, to: 3 },
      lower: 0,
      upper: 3,
    });
  });

  test('an upper bound below the lower one says nothing: it is the lower one', () => {
    const { interval95, lower, upper } = reliabilityOf([figure('alpha', -20)]);
    expect({ interval95, lower, upper }).toEqual({ interval95: { from: 0, to: 0 }, lower: 0, upper: 0 });
  });
});

describe('several partners', () => {
  test('the lower bound is the best single list less its own adjusted noise, the upper the sum of all', () => {
    // hand count: z(2) = 2.2414; 2.2414 sqrt 8 = 6.3396; 40 - 6.34 = 33.66, 25 - 6.34 = 18.66;
    // Y = 65, SE = 4, 1.96 SE = 7.84
    expect(reliabilityOf([figure('alpha', 40), figure('beta', 25)])).toEqual({
      released: 65,
      standardError: 4,
      interval95: { from: 57, to: 73 },
      lower: 33,
      upper: 73,
      low: false,
    });
  });

  test('a plain maximum of noisy figures would be above the adjusted lower bound', () => {
    const figures = [figure('alpha', 40), figure('beta', 25)];
    const brokenLower = Math.max(...figures.map(({ y }) => y));
    expect(brokenLower).toBeGreaterThan(reliabilityOf(figures).lower);
  });

  test('nothing is clamped before summing', () => {
    const figures = [figure('alpha', -2), figure('beta', 1)];
    const brokenSum = figures.reduce((sum, { y }) => sum + Math.max(0, y), 0);
    expect(reliabilityOf(figures).released).toBe(-1);
    expect(brokenSum).not.toBe(-1);
  });

  test('variances are added exactly, in any order', () => {
    const figures = ['9/4', '8', '1/3', '16', '5/7'].map((sigma2, index) => figure(`p${index}`, 1, sigma2));
    expect(reliabilityOf(figures)).toEqual(reliabilityOf(figures.toReversed()));
    // hand count: (189 + 672 + 28 + 1344 + 60) / 84 = 2293 / 84
    expect(reliabilityOf(figures).standardError).toBe(Math.sqrt(2293 / 84));
  });
});
