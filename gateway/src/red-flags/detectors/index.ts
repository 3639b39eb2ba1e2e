/** What the detectors offer: to the hub the standard set, to tests and benches each method with its own parameters. */
export { bayesDetector, type BayesOptions } from './bayes.js';
export {
  discreteGaussianLaw,
  dispersedLaw,
  midLimit,
  negativeBinomialLaw,
  poissonLaw,
  sumOfLaws,
  upperLimit,
  type CountLaw,
} from './count-law.js';
export { cusumDetector, cusumSteps, type CusumOptions } from './cusum.js';
export type { Detection, Detector, DetectorSeries } from './detector.js';
export { earsDetector, type EarsOptions } from './ears.js';
export { farringtonBaseline, farringtonFlexible, type FarringtonOptions } from './farrington-flexible.js';
export { dispersedMoments, isLarge, largeCountLimit } from './large-count-limit.js';
export { logGamma } from './log-gamma.js';
export { normalQuantile, normalTail } from './normal-law.js';
export { standardDetectors } from './standard-detectors.js';
export { studentTwoSided } from './student-law.js';
