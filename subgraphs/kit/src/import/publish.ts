/**
 * Publishes a staged import: everything in the transaction of its caller, or nothing.
 *
 * Each new row becomes its own case file with one event, its acts, victims and perpetrators. Rows known before
 * (by data set and key) are merged: the stored record stays as it is, and what was erased stays away.
 */
import type { QueryRunner } from 'typeorm';
import type { RejectedRow } from './import-report.js';
import { TIME_ORDERED_ID } from './time-ordered-id.js';

interface PublishOrder {
  readonly runId: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly receivedAt: Date;
}

interface Published {
  readonly imported: number;
  readonly merged: number;
  readonly differing: number;
  readonly exactDuplicates: number;
  readonly erasedEarlier: number;
  /** rows whose key or reference somebody else holds */
  readonly rejected: readonly RejectedRow[];
}

const JUDGE = `
create temp table import_judged (line integer, source_key text, "row" jsonb, verdict text, first_line integer)
  on commit drop`;

const FILL_JUDGED = `
insert into import_judged
select s.line, s.source_key, s."row",
  case
    when exists (select from erased_source t where t.dataset = $2 and t.key_hash = s."row"->>'keyHash') then 'ERASED'
    when exists (select from case_file f where f.reference = $2 || ':' || s.source_key)
      and not exists (select from event e where e.source_dataset = $2 and e.source_key = s.source_key)
      then 'REFERENCE_TAKEN'
    when s.first_line < s.line and s."row"->>'hash' = s.first_hash then 'DUPLICATE'
    when s.first_line < s.line then 'KEY_REPEATED'
    when exists (select from event e where e.source_dataset = $2 and e.source_key = s.source_key) then 'KNOWN'
    else 'NEW'
  end,
  s.first_line
from (
  select *, first_value(line) over same_key as first_line, first_value("row"->>'hash') over same_key as first_hash
  from import_staging where run_id = $1::uuid
  window same_key as (partition by source_key order by line)
) s`;

/** Temporary tables give every new record its id before the first insert. */
const FRESH = [
  `create temp table import_fresh on commit drop as
   select source_key, "row", ${TIME_ORDERED_ID} as case_file_id, ${TIME_ORDERED_ID} as event_id
   from import_judged where verdict = 'NEW'`,
  `create temp table import_fresh_act on commit drop as
   select f.case_file_id, f.event_id, f."row"->>'startDate' as start_date, f."row"->>'datePrecision' as date_precision,
     a.value as act, ${TIME_ORDERED_ID} as act_id,
     case when jsonb_typeof(a.value->'victims') = 'object' then ${TIME_ORDERED_ID} end as victim_id,
     case when a.value->>'perpetrator' is not null then ${TIME_ORDERED_ID} end as perpetrator_id
   from import_fresh f cross join lateral jsonb_array_elements(f."row"->'acts') a`,
];

const INSERT_CASE_FILES = `
insert into case_file (id, reference, confidential, synthetic, source, received_at)
select case_file_id, $1 || ':' || source_key, false, $2::boolean, $1, $3::timestamptz from import_fresh`;

/** The 122 random bits of a UUID in base64url are 22 characters: the public id of an event. */
const INSERT_EVENTS = `
insert into event (id, case_file_id, public_id, start_date, date_precision, end_date, country, area, verification,
  violation_status, source_dataset, source_key)
select event_id, case_file_id,
  rtrim(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), '='),
  ("row"->>'startDate')::date, "row"->>'datePrecision', ("row"->>'endDate')::date, "row"->>'country', "row"->>'area',
  "row"->>'verification', "row"->>'violationStatus', $1, source_key
from import_fresh`;

const INSERT_PEOPLE_AND_ACTS = [
  `insert into victim (id, case_file_id, sex, age_band, victim_group, persons)
   select victim_id, case_file_id, act->'victims'->>'sex', act->'victims'->>'ageBand', act->'victims'->>'group',
     (act->'victims'->>'persons')::integer
   from import_fresh_act where victim_id is not null`,
  `insert into perpetrator (id, case_file_id, type)
   select perpetrator_id, case_file_id, act->>'perpetrator' from import_fresh_act where perpetrator_id is not null`,
  `insert into act (id, event_id, type, start_date, date_precision, victim_id, wgad_category)
   select act_id, event_id, act->>'type', start_date::date, date_precision, victim_id, act->>'wgadCategory'
   from import_fresh_act`,
  `insert into act_perpetrator (act_id, perpetrator_id)
   select act_id, perpetrator_id from import_fresh_act where perpetrator_id is not null`,
];

/** What the node holds of a row, in the shape of a staged row: equal texts mean an unchanged row. */
const COUNT_DIFFERING = `
select count(*)::int as rows
from import_judged s
join event e on e.source_dataset = $1 and e.source_key = s.source_key
where s.verdict = 'KNOWN' and (
  jsonb_build_array(e.start_date::text, e.date_precision, e.end_date::text, e.country, e.area, e.verification,
    e.violation_status)
  is distinct from jsonb_build_array(s."row"->'startDate', s."row"->'datePrecision', s."row"->'endDate',
    s."row"->'country', s."row"->'area', s."row"->'verification', s."row"->'violationStatus')
  or (
    select array_agg(x.act::text order by x.act::text) from (
      select jsonb_build_array(a.type, a.wgad_category, p.type, v.persons, v.victim_group, v.sex, v.age_band) as act
      from act a
      left join victim v on v.id = a.victim_id
      left join act_perpetrator ap on ap.act_id = a.id
      left join perpetrator p on p.id = ap.perpetrator_id
      where a.event_id = e.id
    ) x
  ) is distinct from (
    select array_agg(x.act::text order by x.act::text) from (
      select jsonb_build_array(a->'type', a->'wgadCategory', a->'perpetrator', a->'victims'->'persons',
        a->'victims'->'group', a->'victims'->'sex', a->'victims'->'ageBand') as act
      from jsonb_array_elements(s."row"->'acts') a
    ) x
  )
)`;

/**
 * Publishes one run. The caller opens the transaction, and may roll it back (a dry run).
 */
export async function publish(runner: QueryRunner, order: PublishOrder): Promise<Published> {
  await runner.query(JUDGE);
  await runner.query(FILL_JUDGED, [order.runId, order.dataset]);
  const verdicts = (await runner.query(
    'select verdict, count(*)::int as rows from import_judged group by verdict',
  )) as { verdict: string; rows: number }[];
  const count = (verdict: string): number => verdicts.find((one) => one.verdict === verdict)?.rows ?? 0;
  const refused = (await runner.query(
    `select line, verdict, first_line as "firstLine" from import_judged
     where verdict in ('KEY_REPEATED', 'REFERENCE_TAKEN') order by line`,
  )) as { line: number; verdict: string; firstLine: number }[];
  const differing = (await runner.query(COUNT_DIFFERING, [order.dataset])) as { rows: number }[];

  for (const statement of FRESH) await runner.query(statement);
  await runner.query(INSERT_CASE_FILES, [order.dataset, order.synthetic, order.receivedAt.toISOString()]);
  await runner.query(INSERT_EVENTS, [order.dataset]);
  for (const statement of INSERT_PEOPLE_AND_ACTS) await runner.query(statement);

  return {
    imported: count('NEW'),
    merged: count('KNOWN') + count('DUPLICATE') + count('ERASED'),
    differing: differing[0]?.rows ?? 0,
    exactDuplicates: count('DUPLICATE'),
    erasedEarlier: count('ERASED'),
    rejected: refused.map(({ line, verdict, firstLine }) => ({
      line,
      column: 'key',
      rule:
        verdict === 'KEY_REPEATED'
          ? `repeats the key of line ${firstLine} with other content`
          : 'is the reference of a case file that no longer holds this row; give that file another one by: case edit',
    })),
  };
}
