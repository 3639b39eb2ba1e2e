/**
 * Severity and ratio of a red flag: how loud, in bands.
 *
 * Takes what detectors said about one month, gives words of closed lists. A flag never carries a count, a limit or an
 * expectation: "three arrests where two are the limit" would publish a small cell by another door. Pure.
 */
import type { Severity } from '@vigil/shared';
import type { Detection } from './detectors/detector.js';
import type { RatioBand } from './red-flag.js';

const BANDS: readonly (readonly [below: number, band: RatioBand])[] = [
  [1.5, 'below 1.5'],
  [2, '1.5 to 2'],
  [3, '2 to 3'],
  [5, '3 to 5'],
  [Infinity, '5 or more'],
];

/** A quotient by less than one count would say more about the noise than about the month. */
const LEAST_EXPECTED = 1;

/** @param expected - null: nothing was compared */
export function ratioBandOf(count: number, expected: number | null): RatioBand {
  if (expected === null) return 'not compared';
  const ratio = count / Math.max(expected, LEAST_EXPECTED);
  return BANDS.find(([below]) => ratio < below)?.[1] ?? 'not compared';
}

/** Half as far again from the expectation as the limit is. */
const FAR = 1.5;

/**
 * How many detectors agree, and how far beyond their limits the month is. Detectors look at the same months, so that
 * chance moves several of them at once: agreement alone makes no flag HIGH, distance in the eyes of two of them does.
 *
 * @param alarms - of the detectors that gave alarm, at least one
 */
export function severityOf(count: number, alarms: readonly Detection[]): Severity {
  const far = alarms.filter((alarm) => reachOf(count, alarm) >= FAR).length;
  if (far >= 2) return 'HIGH';
  return far === 1 || alarms.length >= 2 ? 'ELEVATED' : 'WATCH';
}

/** The distance from the expectation, in distances of the limit from it; 0 for a method that has no limit. */
function reachOf(count: number, { expected, upper }: Detection): number {
  if (expected === null || upper === null || !(upper > expected)) return 0;
  return (count - expected) / (upper - expected);
}
