/** What is said beside every table of figures. */
export const NOTICE =
  'Documented, not total: partners count what they documented, and what they did not document is in no figure. ' +
  'Partners may document the same events: lower and upper bound what was counted, whatever the overlap; each holds ' +
  'in 97.5 of 100 cells. A file that belongs in several months, areas or groups is counted in a limited number of ' +
  'them, so that more may have been documented there than upper says. ' +
  'Intervals cover the noise added for protection only, not clipping, overlap or under-documentation. ' +
  'The year figure of a country is the mean of the sums over three tables, each weighed by its noise; files without a ' +
  'known area are in it, and in no figure of an area. ' +
  'Acts without a known month are in year figures only. ' +
  'So sums of months and of years differ. ' +
  'Compare periods and places only where the same partners report (reportingPartners, coverage): one that joins or ' +
  'falls silent moves a sum without anything having happened. ' +
  'A rate compares with people who live there, not with what was documented elsewhere. ' +
  'Protection is stated for one unit and one calendar year: several years of a unit add up, and so do several ' +
  'partners that hold the same case.';
