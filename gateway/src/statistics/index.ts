/** The door of the folder `statistics`, for the hub's start-up. */
export type { PartnerHealth } from './public-partner.js';
export { createStatisticsSource, type StatisticsSourceOptions } from './statistics-source.js';
