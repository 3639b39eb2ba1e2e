/**
 * Severity and ratio of a red flag: how loud, in bands.
 *
 * Takes what detectors said about one month, gives words of closed lists. A flag never carries a count, a limit or an
 * expectation: "three arrests where two are the limit" would publish a small cell by another door. Pure.
 */
import type { Severity } from '@vigil/shared';
import { Z95, isLow } from '../statistics/bounds.js';
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

/** What a month was expected to be, with what is known of its error. */
export interface Expectation {
  readonly expected: number;
  readonly standardError: number;
}

/**
 * Of an expectation that the tables would call LOW the quotient says more about noise than about the month: a false
 * alarm over two files a month would read "five times". There it is the lower end of the quotient, both errors taken
 * against it at 95 %, and where even that says nothing, nothing was compared.
 *
 * @param noise - variance of the count's own noise
 * @param past - null: nothing was compared
 */
export function ratioBandOf(count: number, noise: number, past: Expectation | null): RatioBand {
  if (past === null) return 'not compared';
  const { expected, standardError } = past;
  if (!isLow(expected, standardError)) return bandOf(count / expected);
  const least = count - Z95 * Math.sqrt(noise);
  const most = Math.max(expected, 0) + Z95 * standardError;
  const band = bandOf(least / Math.max(most, LEAST_EXPECTED));
  return band === 'below 1.5' ? 'not compared' : band;
}

function bandOf(ratio: number): RatioBand {
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
function reachOf(count: number, { expected, upper, reach }: Detection): number {
  if (reach !== undefined) return reach;
  if (expected === null || upper === null || !(upper > expected)) return 0;
  return (count - expected) / (upper - expected);
}
