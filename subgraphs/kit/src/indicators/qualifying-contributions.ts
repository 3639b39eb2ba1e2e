/**
 * The contributions that count: the one reader behind `vigil-partner count` and behind every release.
 *
 * Takes the partner's database, gives rows in a fixed order. The rule is in `judged-acts.ts`.
 */
import type { DataSource, EntityManager } from 'typeorm';
import type { Contribution, IndicatorQuestion } from './contribution.js';
import { judgedActs } from './judged-acts.js';

const DEDUPLICATED = `
, counted as (
  select *,
    case counted_by when 'VICTIM' then victim_id when 'EVENT' then event_id else act_id end as unit_id,
    -- an event or a measure starts once; a victim may be detained again in another month or area
    case counted_by when 'VICTIM' then month end as unit_month,
    case counted_by when 'VICTIM' then year end as unit_year
  from judged where reason is null
), units as (
  select indicator, counted_by, case_file_id, unit_id, country, area, unit_month, unit_year,
    (array_agg(event_id order by year, month nulls last, day, act_id))[1] as event_id,
    array_agg(distinct event_id::text collate "C") as event_ids,
    (array_agg(act_id order by year, month nulls last, day, act_id))[1] as act_id,
    (array_agg(month order by year, month nulls last, day, act_id))[1] as month,
    (array_agg(year order by year, month nulls last, day, act_id))[1] as year,
    json_agg(json_build_object('id', act_id, 'month', month, 'year', year)
      order by year, month nulls last, day, act_id) as acts,
    bool_and(public) as public,
    max(persons) as persons
  from counted
  group by indicator, counted_by, case_file_id, unit_id, country, area, unit_month, unit_year
)
select indicator, case_file_id as "caseFileId", public, event_id as "eventId", event_ids as "eventIds", acts,
  case when counted_by = 'EVENT' then null else act_id end as "actId",
  case when counted_by = 'VICTIM' then unit_id end as "victimId",
  country, area, month, year,
  case when counted_by = 'VICTIM' then persons else 1 end as persons
from units
where $3::text is null or year = $3::text
order by indicator collate "C", case_file_id, year collate "C", month collate "C" nulls last, area collate "C" nulls last, unit_id`;

/**
 * Every counted unit of the asked indicators, each once per file, month and area.
 *
 * @param database - a data source, or the manager of a transaction when the rows must be one snapshot with more
 * @returns ordered by indicator, case file, year, month, area, unit; the same records give the same rows
 */
export async function qualifyingContributions(
  database: DataSource | EntityManager,
  question: IndicatorQuestion,
): Promise<Contribution[]> {
  const { sql, parameters } = judgedActs(question);
  return database.query<Contribution[]>(`${sql}${DEDUPLICATED}`, [...parameters, question.year ?? null]);
}
