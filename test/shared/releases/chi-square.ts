/** Pearson's statistic of keyed draws against the discrete Gaussian, table by table. */
import { drawNoise, noiseTable } from '@vigil/shared';
import { thresholdTables } from './vectors.js';

const TABLES = thresholdTables();

/** P(Z = k), k = -largest … largest: of the vectors where they have it, else by the formula in floating point. */
function sharesOf(variance: string): number[] {
  const recorded = TABLES.get(variance);
  if (recorded !== undefined) {
    const below = recorded.threshold_hex.map((threshold) => Number(BigInt(`0x${threshold}`)) / 2 ** 128);
    return below.map((share, index) => share - (below[index - 1] ?? 0));
  }
  const { largest } = noiseTable(variance);
  const weights = Array.from({ length: 2 * largest + 1 }, (_, index) =>
    Math.exp(-((index - largest) ** 2) / (2 * Number(variance))),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Pearson's statistic of 50,000 draws; cells of fewer than 5 are joined. */
export function chiSquare(
  variance: string,
  draw: (index: number) => number,
): { statistic: number; degrees: number } {
  const draws = 50_000;
  const expected = sharesOf(variance).map((share) => share * draws);
  const { largest } = noiseTable(variance);
  const seen = expected.map(() => 0);
  for (let index = 0; index < draws; index += 1) {
    const at = draw(index) + largest;
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

const key = Uint8Array.from({ length: 32 }, (_, index) => index);
export const drawAt = (variance: string) => {
  const table = noiseTable(variance);
  return (index: number): number => drawNoise(key, table, ['chi-square', variance, String(index)]);
};
// mean + 4.5 standard deviations of a chi-square variable; the key is fixed, so this never flickers
export const limit = (degrees: number): number => degrees + 4.5 * Math.sqrt(2 * degrees);
