/**
 * SYNTHETIC. Resolvers of synthetic-one's extension.
 *
 * Data: the table ext_detention_spell, which the generator makes beside the kit's own tables. Days become bands
 * here, because nobody else knows that they are days; the month of a date is the node's own business.
 */
const FACILITY_TYPES = [
  ['POLICE_STATION', 'A police station or a cell in one'],
  ['PRISON', 'A prison or a remand centre'],
  ['MILITARY_BASE', 'Barracks or another military site'],
  ['PRIVATE_BUILDING', 'A house, an office or a shop used to hold people'],
];

/** Made-up law of two countries that no state has. */
const LEGAL_LIMIT_DAYS = { XA: 3, XB: 2 };

function lengthOf(days) {
  if (days === null) return 'UNKNOWN';
  if (days < 3) return 'UNDER_3_DAYS';
  return days <= 30 ? 'DAYS_3_TO_30' : 'OVER_30_DAYS';
}

export const resolvers = {
  Query: {
    synthetic_one__facilityTypes: () => FACILITY_TYPES.map(([type, definition]) => ({ type, definition })),
  },
  Event: {
    // One call for all events of a page, one query for all their spells.
    async synthetic_one__detentionSpells(events, { where }, { query }) {
      const rows = await query(
        `SELECT a.event_id, s.held_from, s.days, s.facility_type, s.facility_name
           FROM ext_detention_spell s JOIN act a ON a.id = s.act_id
          WHERE a.event_id = ANY($1::uuid[]) AND ($2::text[] IS NULL OR s.facility_type = ANY($2::text[]))
          ORDER BY s.held_from NULLS LAST, s.facility_type, s.days`,
        [events.map(({ eventId }) => eventId), where?.facilityTypes ?? null],
      );
      return events.map(({ eventId }) =>
        rows
          .filter((row) => row.event_id === eventId)
          .map((row) => ({
            heldFrom: row.held_from,
            length: lengthOf(row.days),
            facilityType: row.facility_type,
            facilityName: row.facility_name,
          })),
      );
    },
    synthetic_one__legalLimitDays: (events) => events.map(({ country }) => LEGAL_LIMIT_DAYS[country] ?? null),
  },
};
