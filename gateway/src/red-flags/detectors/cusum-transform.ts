/**
 * How the Poisson CUSUM standardises a count: plainly, or by one of two transformations that make a small count more
 * nearly normal. Takes count and mean, gives units of the standard deviation, and back. Pure.
 */
export interface CusumTransform {
  readonly toStandard: (count: number, mean: number) => number;
  /** the count that has this standardised value */
  readonly toCount: (value: number, mean: number) => number;
}

/** standard: (x - m) / sqrt(m); the first integer that gets there */
const STANDARD: CusumTransform = {
  toStandard: (count, mean) => (count - mean) / Math.sqrt(mean),
  toCount: (value, mean) => Math.ceil(mean + value * Math.sqrt(mean)),
};

/** Rossi, Lampugnani and Marchi 1999: (x - 3m + 2 sqrt(xm)) / (2 sqrt(m)) */
const ROSSI: CusumTransform = {
  toStandard: (count, mean) => (count - 3 * mean + 2 * Math.sqrt(count * mean)) / (2 * Math.sqrt(mean)),
  toCount: (value, mean) => {
    const root = Math.sqrt(Math.max(0, 4 * mean + 2 * value * Math.sqrt(mean))) - Math.sqrt(mean);
    return Math.max(0, root) ** 2;
  },
};

/** Anscombe: 3/2 (x^(2/3) - m^(2/3)) / m^(1/6) */
const ANSCOMBE: CusumTransform = {
  toStandard: (count, mean) => (1.5 * (count ** (2 / 3) - mean ** (2 / 3))) / mean ** (1 / 6),
  toCount: (value, mean) => Math.max(0, mean ** (2 / 3) + (value * mean ** (1 / 6)) / 1.5) ** 1.5,
};

export const CUSUM_TRANSFORMS = { standard: STANDARD, rossi: ROSSI, anscombe: ANSCOMBE } as const;
