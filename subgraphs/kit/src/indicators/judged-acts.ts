/**
 * The rule that decides which acts count: one SQL expression, read by the counts, the releases and the
 * report of what was left out, so that the three can never disagree.
 *
 * Gives the text of a common table expression `judged` (one row per act of an indicator's types, with
 * `reason` null where it counts) and its parameters. Runs nothing.
 */
import { PerpetratorType } from '@vigil/shared';
import type { ActPeriod, IndicatorQuestion } from './contribution.js';
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

/** The place of a type in the code list; whatever is not in it is UNKNOWN, the last one. */
const TYPES = Object.keys(PerpetratorType);
const PERPETRATOR_BIT = `case p.type ${TYPES.map((type, place) => `when '${type}' then ${1 << place}`).join(' ')} else ${
  1 << TYPES.indexOf('UNKNOWN')
} end`;

const DAY = 'case when a.start_date is null then e.start_date else a.start_date end';
const DATED = `
  select a.id as act_id, a.type, a.victim_id, a.wgad_category, ${DAY} as day,
    e.id as event_id, e.case_file_id, e.country, e.area, e.verification, e.violation_status,
    case when a.start_date is null then e.date_precision else a.date_precision end as date_precision
  from act a join event e on e.id = a.event_id`;

/** An act has its own date or its event's: asked apart, so that an index on either can be used. */
const daysOf = (act: string): readonly string[] => [
  `${act}.start_date >= $3::date and ${act}.start_date < $4::date`,
  `${act}.start_date is null and e.start_date >= $3::date and e.start_date < $4::date`,
];

/** An event is dated by its first act, which may lie before the days asked for. */
function ofEventsInPeriod(types: string): string {
  return `a.type = any (${types}) and a.event_id in (
    select o.event_id from act o join event e on e.id = o.event_id
    where o.type = any (${types}) and (${daysOf('o').join(' or ')}))`;
}

/** Which acts a question over some days asks for; each act once. */
function datedIn({ receivedFrom }: ActPeriod, eventTypes: readonly string[]): string {
  // words of the contract, not of anybody's records
  const types = `array[${eventTypes.map((type) => `'${type}'`).join(', ')}]::text[]`;
  const branches = [...daysOf('a')];
  if (eventTypes.length > 0)
    branches.push(`${ofEventsInPeriod(types)} and (${DAY} < $3::date or ${DAY} >= $4::date)`);
  if (receivedFrom !== undefined) {
    const other = eventTypes.length === 0 ? '' : ` and not (${ofEventsInPeriod(types)})`;
    branches.push(`${DAY} < $3::date and exists (
    select from case_file f where f.id = e.case_file_id and (f.received_at at time zone 'UTC')::date >= $5::date
      and (f.received_at at time zone 'UTC')::date < $4::date)${other}`);
  }
  return branches.map((condition) => `${DATED}\n  where ${condition}`).join('\n  union all');
}

/** Which types of perpetrators an act has: read once for everybody, as consents are, a bit for each type. */
const HELD = `
  select p.act_id, bit_or(${PERPETRATOR_BIT}) as perpetrators
  from (select ap.act_id, q.type from act_perpetrator ap join perpetrator q on q.id = ap.perpetrator_id) p
  group by p.act_id`;
const HELD_BY_NONE = ' select null::uuid as act_id, null::integer as perpetrators where false';

const judgedText = (dated: string, held: string): string => `
with rule as (
  select r."indicator", r."countedBy", r."confirmedOnly", unnest(r."actTypes") as type from jsonb_to_recordset($1::jsonb)
    as r("indicator" text, "countedBy" text, "confirmedOnly" boolean, "actTypes" text[])
), dated as (${dated}
), agreed as (
  -- once for everybody: views have no index by which to look up one person after the other
  select c.person_id, bool_and(
      -- bool_and passes over NULL: a view may give no state for an answer that it does not know
      c.state is not distinct from 'GRANTED' and c.withdrawn_at is null and (c.expires_at is null or c.expires_at > $2::timestamptz)
    ) and bool_or(c.recipient is null) as granted
  from consent c
  where c.person_kind = 'VICTIM' and c.scope = 'AGGREGATE_STATISTICS'
  group by c.person_id
), held as (${held}
), judged as (
  select r.indicator, r."countedBy" as counted_by, d.case_file_id, d.event_id, d.act_id, d.victim_id,
    d.country, d.area, d.day, d.date_precision, v.persons, v.victim_group, v.sex, v.age_band, held.perpetrators,
    to_char(f.received_at at time zone 'UTC', 'YYYY-MM') as month_received,
    (f.source is not null and not f.confidential) as public,
    case when d.date_precision in ('DAY', 'MONTH') then to_char(d.day, 'YYYY-MM') end as month,
    case when d.date_precision in ('DAY', 'MONTH', 'YEAR') then to_char(d.day, 'YYYY') end as year,
    case
      when d.verification is null or d.verification not in ('CORROBORATED', 'VERIFIED', 'ADJUDICATED')
        then 'VERIFICATION_BELOW_CORROBORATED'
      when r."confirmedOnly" and d.violation_status is distinct from '0101'
        and (d.wgad_category is null or d.wgad_category not in ('I', 'II', 'III', 'IV', 'V'))
        then 'VIOLATION_NOT_CONFIRMED'
      when d.day is null or d.date_precision is null or d.date_precision not in ('DAY', 'MONTH', 'YEAR') then 'NO_DATE'
      when d.country is null then 'NO_COUNTRY'
      when r."countedBy" = 'VICTIM' and v.id is null then 'NO_VICTIM_RECORDED'
      when v.id is not null and ${LACKS_CONSENT} then 'NO_CONSENT_TO_STATISTICS'
      when r."countedBy" = 'VICTIM' and (v.persons is null or v.persons < 1) then 'GROUP_SIZE_UNRECORDED'
    end as reason
  from dated d
  join rule r on r.type = d.type
  join case_file f on f.id = d.case_file_id
  left join victim v on v.id = d.victim_id
  left join agreed on agreed.person_id = v.id
  left join held on held.act_id = d.act_id
)`;

/** The judged acts of a question; the year is left to the caller's select, since undated acts have none. */
export function judgedActs(question: IndicatorQuestion): JudgedActs {
  const asked = INDICATOR_RULES.filter(
    ({ indicator }) => question.indicators === undefined || question.indicators.includes(indicator),
  );
  const parameters = [JSON.stringify(asked), question.now.toISOString()];
  const { period } = question;
  const held = question.placesOnly === true ? HELD_BY_NONE : HELD;
  if (period === undefined) return { sql: judgedText(DATED, held), parameters };
  const events = asked.filter(({ countedBy }) => countedBy === 'EVENT').flatMap(({ actTypes }) => actTypes);
  const { from, to, receivedFrom } = period;
  return {
    sql: judgedText(datedIn(period, events), held),
    parameters: [...parameters, from, to, ...(receivedFrom === undefined ? [] : [receivedFrom])],
  };
}

/** Appended to `judged`: the acts that count. */
export const QUALIFYING_ACTS = `
select indicator, counted_by as "countedBy", case_file_id as "caseFileId", public, month_received as "monthReceived",
  event_id as "eventId", act_id as "actId", victim_id as "victimId", country, area, day::text as day,
  date_precision as "datePrecision", persons, victim_group as "victimGroup", sex, age_band as "ageBand", perpetrators
from judged
where reason is null`;
