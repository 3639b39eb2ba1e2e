/** The sampler of Canonne, Kamath and Steinke: first against its own known answers, then as oracle of the keyed draw. */
import { describe, expect, test } from '@jest/globals';
import { drawNoise, noiseTable } from '@vigil/shared';
import { SeededUniforms, discreteGaussian, discreteLaplace, parseRatio } from './cks-sampler.js';
import { samplerAnswers } from './vectors.js';

describe('the rejection sampler', () => {
  test('gives the 1,800 recorded draws of nine runs of the published code, and reads as many random blocks', () => {
    expect(samplerAnswers()).toHaveLength(9);
    for (const { dist, sigma2 = '', scale = '', seed_ascii, draws, blocks_used } of samplerAnswers()) {
      const uniforms = new SeededUniforms(seed_ascii);
      const draw =
        dist === 'dgauss'
          ? () => discreteGaussian(parseRatio(sigma2), uniforms)
          : () => discreteLaplace(parseRatio(scale), uniforms);
      expect(draws.map(() => Number(draw()))).toEqual(draws);
      expect(uniforms.blocks).toBe(blocks_used);
    }
  });
});

describe('the keyed draw', () => {
  /** Two samples of one size: sum of (a-b)^2 / (a+b) over values, small ones joined. */
  function distance(
    left: readonly number[],
    right: readonly number[],
  ): { statistic: number; degrees: number } {
    const counted = new Map<number, [number, number]>();
    const add = (value: number, side: 0 | 1): void => {
      const both = counted.get(value) ?? [0, 0];
      both[side] += 1;
      counted.set(value, both);
    };
    for (const value of left) add(value, 0);
    for (const value of right) add(value, 1);
    const cells = [...counted.values()];
    const rest = cells
      .filter(([a, b]) => a + b < 10)
      .reduce<[number, number]>(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    const compared = [...cells.filter(([a, b]) => a + b >= 10), ...(rest[0] + rest[1] > 0 ? [rest] : [])];
    return {
      statistic: compared.reduce((sum, [a, b]) => sum + (a - b) ** 2 / (a + b), 0),
      degrees: compared.length - 1,
    };
  }
  const DRAWS = 10_000;
  const limit = (degrees: number): number => degrees + 4.5 * Math.sqrt(2 * degrees);
  const key = new Uint8Array(32).fill(9);
  const keyed = (variance: string): number[] =>
    Array.from({ length: DRAWS }, (_, index) =>
      drawNoise(key, noiseTable(variance), ['oracle', String(index)]),
    );
  const sampled = (variance: string): number[] => {
    const uniforms = new SeededUniforms(`oracle ${variance}`);
    return Array.from({ length: DRAWS }, () => Number(discreteGaussian(parseRatio(variance), uniforms)));
  };

  test.each(['4', '8', '48'])('has the distribution of the sampler at variance %s', (variance) => {
    const { statistic, degrees } = distance(keyed(variance), sampled(variance));
    expect(degrees).toBeGreaterThan(10);
    expect(statistic).toBeLessThan(limit(degrees));
  });

  test('broken twin: a table of another variance is caught by the same statistic', () => {
    const { statistic, degrees } = distance(keyed('10'), sampled('8'));
    expect(statistic).toBeGreaterThan(limit(degrees));
  });
});
