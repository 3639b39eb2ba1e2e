/**
 * How often a detector fires over simulated releases in which nothing changed: it must keep what it promises, within
 * a fifth, and the same detector told that there is no noise must not.
 */
import { describe, expect, test } from '@jest/globals';
import { standardDetectors } from '@vigil/gateway';
import type { Detector } from '@vigil/gateway';
import { alarmRate, type SimulatedSeries } from './simulated-releases.js';

/** Five years and half a year of months; the last is judged. */
const MONTHS = 66;
/** Files a month and tau^2: 8 is one partner's country-month, 24 three partners', 40 five. */
const RELEASES = [
  [15, 8],
  [45, 24],
  [90, 40],
] as const;
/** So many pasts leave one standard error of about a twentieth of the rate. */
const TRIALS: Readonly<Record<string, number>> = {
  EARS_C1: 2000,
  EARS_C2: 2000,
  BAYES: 500,
  CUSUM: 10_000,
  FARRINGTON_FLEXIBLE: 300,
};

const detectors = standardDetectors();
const cases = detectors.flatMap((detector) =>
  RELEASES.map(([mean, noise]): [string, number, number, Detector] => [detector.name, mean, noise, detector]),
);

function releases(mean: number, noise: number): SimulatedSeries {
  return { mean, noise, dispersion: 1, months: MONTHS };
}

function trialsOf(name: string): number {
  return TRIALS[name] ?? 0;
}

describe('false alarms over simulated releases', () => {
  test.each(cases)('%s at %d files a month with tau^2 = %d keeps 1 %% within a fifth', (...given) => {
    const [name, mean, noise, detector] = given;
    const { rate, error } = alarmRate(detector, releases(mean, noise), {
      trials: trialsOf(name),
      seed: mean * 100 + noise,
      factor: 1,
    });

    expect(error).toBeLessThan(0.1 * detector.alpha);
    expect(rate).toBeGreaterThan(0.8 * detector.alpha);
    expect(rate).toBeLessThan(1.2 * detector.alpha);
  });

  test.each(detectors.map((detector): [string, Detector] => [detector.name, detector]))(
    '%s: the broken twin that takes released counts for raw ones fires at least twice as often',
    (name, detector) => {
      const run = { trials: Math.ceil(trialsOf(name) / 4), seed: 11, factor: 1, declared: 0 };

      expect(alarmRate(detector, releases(15, 40), run).rate).toBeGreaterThan(2 * detector.alpha);
    },
  );

  test.each(detectors.map((detector): [string, Detector] => [detector.name, detector]))(
    '%s sees a tripling in its first month nine times in ten',
    (name, detector) => {
      const run = { trials: Math.ceil(trialsOf(name) / 10), seed: 12, factor: 3 };

      expect(alarmRate(detector, releases(15, 24), run).rate).toBeGreaterThan(0.9);
    },
  );
});
