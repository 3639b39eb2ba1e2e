/** The door of the folder `statistics`, for the hub's start-up. */
export { answerFrom, answerTable, type AnswerCell, type TableAnswer } from './answer-table.js';
export { reliabilityOf, type PartnerFigure, type Reliability } from './bounds.js';
export { ADDRESS_ORDER, countryOfArea } from './cell-address.js';
export { coverageOf, type CoverageQuestion, type CoverageRow } from './coverage.js';
export { dataVersionOf, newestMoment } from './data-version.js';
export { inverseVarianceMean, roundHalfToEven } from './exact-variance.js';
export { headsAbout } from './heads-about.js';
export { allowedCombinations, withImplied } from './lattice-dimensions.js';
export { NOTICE } from './notice.js';
export type { PartnerHealth } from './public-partner.js';
export { parseQuestion, type Question } from './question.js';
export { denominatorOf, rateOf, type Denominator, type Rate } from './rate.js';
export { StatisticsIndices } from './statistics-indices.js';
export { createStatisticsSource, type StatisticsSourceOptions } from './statistics-source.js';
export { upperQuantile } from './upper-quantile.js';
export { whichTable } from './which-table.js';
