/**
 * The rule that decides which acts count: one SQL expression, read by the counts, the releases and the
 * report of what was left out, so that the three can never disagree.
 *
 * Gives the text of a common table expression `judged` (one row per act of an indicator's types, with
 * `reason` null where it counts) and its parameters. Runs nothing.
 */
import type { IndicatorQuestion } from './contribution.js';
import { INDICATOR_RULES } from './indicator-rules.js';

interface JudgedActs {
  /** `with judged as (...)`; a caller appends its own select */
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/**
 * A person is recorded when a name or a contact is, or when the file is the partner's own casework rather than
 * a public data set; then consent decides. Statistics have no recipient, so only a grant to everybody is one,
 * and any other answer for this scope takes it back.
 */
const LACKS_CONSENT = `
  (v.legal_name is not null or v.contact is not null or f.source is null) and agreed.granted is not true`;

const JUDGED = `
with rule as (
  select * from jsonb_to_recordset($1::jsonb)
    as r("indicator" text, "countedBy" text, "confirmedOnly" boolean, "actTypes" text[])
), dated as (
  select a.id as act_id, a.type, a.victim_id, a.wgad_category, a.event_id,
    case when a.start_date is null then e.start_date else a.start_date end as day,
    case when a.start_date is null then e.date_precision else a.date_precision end as date_precision
  from act a join event e on e.id = a.event_id
), agreed as (
  -- once for everybody: views have no index by which to look up one person after the other
  select c.person_id, bool_and(
      -- bool_and passes over NULL: a view may give no state for an answer that it does not know
      c.state is not distinct from 'GRANTED' and c.withdrawn_at is null and (c.expires_at is null or c.expires_at > $2::timestamptz)
    ) and bool_or(c.recipient is null) as granted
  from consent c
  where c.person_kind = 'VICTIM' and c.scope = 'AGGREGATE_STATISTICS'
  group by c.person_id
), judged as (
  select r.indicator, r."countedBy" as counted_by, f.id as case_file_id, e.id as event_id, d.act_id, d.victim_id,
    e.country, e.area, d.day, v.persons, (f.source is not null and not f.confidential) as public,
    case when d.date_precision in ('DAY', 'MONTH') then to_char(d.day, 'YYYY-MM') end as month,
    case when d.date_precision in ('DAY', 'MONTH', 'YEAR') then to_char(d.day, 'YYYY') end as year,
    case
      when e.verification is null or e.verification not in ('CORROBORATED', 'VERIFIED', 'ADJUDICATED')
        then 'VERIFICATION_BELOW_CORROBORATED'
      when r."confirmedOnly" and e.violation_status is distinct from '0101'
        and (d.wgad_category is null or d.wgad_category not in ('I', 'II', 'III', 'IV', 'V'))
        then 'VIOLATION_NOT_CONFIRMED'
      when d.day is null or d.date_precision is null or d.date_precision not in ('DAY', 'MONTH', 'YEAR') then 'NO_DATE'
      when e.country is null then 'NO_COUNTRY'
      when r."countedBy" = 'VICTIM' and v.id is null then 'NO_VICTIM_RECORDED'
      when v.id is not null and ${LACKS_CONSENT} then 'NO_CONSENT_TO_STATISTICS'
      when r."countedBy" = 'VICTIM' and (v.persons is null or v.persons < 1) then 'GROUP_SIZE_UNRECORDED'
    end as reason
  from dated d
  join rule r on d.type = any (r."actTypes")
  join event e on e.id = d.event_id
  join case_file f on f.id = e.case_file_id
  left join victim v on v.id = d.victim_id
  left join agreed on agreed.person_id = v.id
)`;

/** The judged acts of a question; the year is left to the caller's select, since undated acts have none. */
export function judgedActs(question: IndicatorQuestion): JudgedActs {
  const asked = INDICATOR_RULES.filter(
    ({ indicator }) => question.indicators === undefined || question.indicators.includes(indicator),
  );
  return { sql: JUDGED, parameters: [JSON.stringify(asked), question.now.toISOString()] };
}
