/** Operations that no cache has seen, about equally large: each leaves out other fields than all before. */

const EVENT_FIELDS = [
  'startDate',
  'datePrecision',
  'country',
  'area',
  'verification',
  'acts { id type startDate }',
];
const INDICATOR_FIELDS = [
  'version',
  'name',
  'definition',
  'countingUnit',
  'crosswalk { standard code label }',
  'tables { id dimensions }',
];

/** The subsets with at most two fields missing: of six fields 22. */
function subsets(fields) {
  const found = [];
  for (let mask = 0; mask < 2 ** fields.length; mask += 1) {
    const kept = fields.filter((_field, at) => (mask >> at) % 2 === 1);
    if (kept.length >= fields.length - 2) found.push(kept.join(' '));
  }
  return found;
}

/** @param partner - the only one that is asked, so that a question costs the same however many there are */
export function newEventsOperations(partner) {
  return subsets(EVENT_FIELDS).map(
    (kept) => `{ events(first: 5, where: { partners: ["${partner}"] }) { nodes { id ${kept} } } }`,
  );
}

/** No partner is asked: the hub answers by itself. */
export function newStatisticsOperations() {
  return subsets(INDICATOR_FIELDS).map((kept) => `{ indicators { code ${kept} } }`);
}
