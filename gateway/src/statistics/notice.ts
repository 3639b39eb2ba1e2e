/** What is said beside every table of figures. */
export const NOTICE =
  'Documented, not total: partners count what they documented, and what they did not document is in no figure. ' +
  'Partners may document the same events: lower and upper bound what was documented, whatever the overlap. ' +
  'Intervals cover the noise added for protection only, not clipping, overlap or under-documentation. ' +
  'Year figures of a country are sums over the areas that partners watch; acts without a known area are in its ' +
  'month figures only, acts without a known month in year figures only. ' +
  'Protection is stated for one unit and one calendar year: several years of a unit add up, and so do several ' +
  'partners that hold the same case.';
