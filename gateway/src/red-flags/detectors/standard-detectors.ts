/**
 * The detectors that the hub runs over released monthly series, with their parameters; the one place to change them.
 *
 * All promise the same: one false alarm in a hundred periods without change. `test/bench/detectors-bench.mjs` prints
 * what they keep of it and how often they see a doubling or a tripling.
 */
import { bayesDetector } from './bayes.js';
import { cusumDetector } from './cusum.js';
import type { Detector } from './detector.js';
import { earsDetector } from './ears.js';
import { farringtonFlexible } from './farrington-flexible.js';

const ALPHA = 0.01;

/** EARS C1, EARS C2, Bayes, CUSUM and FarringtonFlexible; build once and keep: thresholds computed are remembered */
export function standardDetectors(): readonly Detector[] {
  return [
    earsDetector({ method: 'C1', baseline: 7, minSigma: 0.5, alpha: ALPHA }),
    earsDetector({ method: 'C2', baseline: 7, minSigma: 0.5, alpha: ALPHA }),
    bayesDetector({ years: 0, width: 12, includesRecent: true, least: 9, alpha: ALPHA }),
    cusumDetector({
      transform: 'standard',
      reference: 1.04,
      threshold: 2.26,
      mean: 'constant',
      baseline: 24,
      least: 12,
      window: 6,
      alpha: ALPHA,
    }),
    farringtonFlexible({
      years: 5,
      leastYears: 3,
      width: 1,
      // Quarters: with months of their own a past of three years has more coefficients than it can carry.
      seasons: 4,
      leftOut: 3,
      residualThreshold: 2.58,
      trendThreshold: 1,
      fewCounts: null,
      alpha: ALPHA,
    }),
  ];
}
