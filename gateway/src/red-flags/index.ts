/** The door of the folder `red-flags`, for the hub's start-up and its commands. */
export { ratioBandOf, severityOf } from './bands.js';
export { votesNear } from './calendar/elections.js';
export { comparableSeries, type ComparableSeries } from './comparable-series.js';
export type { Detection, Detector, DetectorSeries } from './detectors/detector.js';
export { withLife, type FlagStep, type LivingFlag } from './flag-life.js';
export { flagPage, publicFlag } from './flag-page.js';
export { judgeSeries, type Finding } from './judge-series.js';
export { isLargeEnough } from './large-enough.js';
export { openRedFlags } from './open-red-flags.js';
export { publishedSeries } from './published-series.js';
export { raiseFlags } from './raise-flags.js';
export { RATIO_BANDS, flagId, type RaisedFlag } from './red-flag.js';
export { RedFlagPlane, type RedFlagPlaneOptions } from './red-flag-plane.js';
export { silencesOf } from './silent-partners.js';
