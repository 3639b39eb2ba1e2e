/**
 * Counts known rows whose content differs from the stored record, which stays as it is.
 *
 * What the node holds of a row is put into the shape of a staged row: equal texts mean an unchanged row. An event
 * that the row once made and makes no longer differs too.
 */
import type { QueryRunner } from 'typeorm';

const KEY = (number: string): string =>
  `s.source_key || case when ${number} > 1 then ':' || ${number} else '' end`;

const STORED_EVENT = `jsonb_build_array(e.start_date::text, e.date_precision, e.end_date::text, e.country, e.area,
    e.verification, e.violation_status)`;
const STAGED_EVENT = `jsonb_build_array(x.event->'startDate', x.event->'datePrecision', x.event->'endDate',
    x.event->'country', x.event->'area', x.event->'verification', x.event->'violationStatus')`;

const STORED_ACTS = `(select array_agg(y.act::text order by y.act::text) from (
    select jsonb_build_array(a.type, a.wgad_category, p.type, v.persons, v.victim_group, v.sex, v.age_band) as act
    from act a
    left join victim v on v.id = a.victim_id
    left join act_perpetrator ap on ap.act_id = a.id
    left join perpetrator p on p.id = ap.perpetrator_id
    where a.event_id = e.id
  ) y)`;
const STAGED_ACTS = `(select array_agg(y.act::text order by y.act::text) from (
    select jsonb_build_array(a->'type', a->'wgadCategory', a->'perpetrator', a->'victims'->'persons',
      a->'victims'->'group', a->'victims'->'sex', a->'victims'->'ageBand') as act
    from jsonb_array_elements(x.event->'acts') a
  ) y)`;

const COUNT = `
select count(*)::int as rows
from import_staging s join import_judged j on j.line = s.line and j.verdict = 'KNOWN'
where s.run_id = $1::uuid and s.line > $3 and s.line <= $4 and (
  exists (
    select from event e where e.source_dataset = $2
      and e.source_key = s.source_key || ':' || (jsonb_array_length(s."row"->'events') + 1)
  )
  or exists (
    select from jsonb_array_elements(s."row"->'events') with ordinality x(event, n)
    left join event e on e.source_dataset = $2 and e.source_key = ${KEY('x.n')}
    where e.id is null or ${STORED_EVENT} is distinct from ${STAGED_EVENT}
      or ${STORED_ACTS} is distinct from ${STAGED_ACTS}
  )
)`;

/** Among the known rows of these lines, inside the publishing transaction. */
export async function countDiffering(
  runner: QueryRunner,
  { runId, dataset }: { readonly runId: string; readonly dataset: string },
  after: number,
  upTo: number,
): Promise<number> {
  const counted = (await runner.query(COUNT, [runId, dataset, after, upTo])) as { rows: number }[];
  return counted[0]?.rows ?? 0;
}
