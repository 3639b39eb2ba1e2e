/** What is said beside every table of figures. */
export const NOTICE =
  'Documented, not total: partners count what they documented, and what they did not document is in no figure. ' +
  'Partners may document the same events: lower and upper bound what was documented, whatever the overlap. ' +
  'Intervals cover the noise added for protection only, not clipping, overlap or under-documentation. ' +
  'The year figure of a country is the mean of the sums over three tables, each weighed by its noise; files without a ' +
  'known area are in it, and in no figure of an area. ' +
  'Acts without a known month are in year figures only. ' +
  'A file counts in a limited number of cells a year, so sums of months and of years differ. ' +
  'A rate compares with people who live there, not with what was documented elsewhere. ' +
  'Protection is stated for one unit and one calendar year: several years of a unit add up, and so do several ' +
  'partners that hold the same case.';
