/** The door of the folder `statistics`, for the hub's start-up. */
export { answerTable, type AnswerCell, type TableAnswer } from './answer-table.js';
export { reliabilityOf, type PartnerFigure, type Reliability } from './bounds.js';
export type { PartnerHealth } from './public-partner.js';
export { parseQuestion, type Question } from './question.js';
export { createStatisticsSource, type StatisticsSourceOptions } from './statistics-source.js';
export { upperQuantile } from './upper-quantile.js';
export { whichTable } from './which-table.js';
