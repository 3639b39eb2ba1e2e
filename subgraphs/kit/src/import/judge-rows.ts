/**
 * What becomes of each staged row: which ones are not new, and why.
 *
 * One statement over all rows of the run, so that a row cannot be judged by two states of the database. Only the
 * exceptions are written down, into a temporary table of the publishing transaction; a row without one is new.
 */
import type { QueryRunner } from 'typeorm';
import { REPEATS_KEY } from './rejected-rows.js';

export interface Verdicts {
  /** by an earlier import */
  readonly known: number;
  readonly duplicates: number;
  readonly erased: number;
}

const REFERENCE_TAKEN =
  'is the reference of a case file that no longer holds this row; give that file another one by: case edit';

const TABLES = [
  // sorts and hashes of a million rows; the server gives it back when the transaction ends
  `set local work_mem = '48MB'`,
  `create temp table import_judged (line integer primary key, verdict text not null, first_line integer)
     on commit drop`,
  `create temp table import_repeated (source_key text not null, first_line integer not null) on commit drop`,
];

const FIND_REPEATED = `insert into import_repeated
  select source_key, min(line) from import_staging where run_id = $1::uuid group by source_key having count(*) > 1`;

const JUDGE = `insert into import_judged
  select line, verdict, first_line from (
    select s.line, r.first_line,
      case
        when t.key_hash is not null then 'ERASED'
        when e.id is null and f.id is not null then 'REFERENCE_TAKEN'
        when r.first_line < s.line and s."row"->>'hash' = first."row"->>'hash' then 'DUPLICATE'
        when r.first_line < s.line then 'KEY_REPEATED'
        when e.id is not null then 'KNOWN'
      end as verdict
    from import_staging s
    left join erased_source t on t.dataset = $2 and t.key_hash = s."row"->>'keyHash'
    left join event e on e.source_dataset = $2 and e.source_key = s.source_key
    left join case_file f on f.reference = $2 || ':' || s.source_key
    left join import_repeated r on r.source_key = s.source_key
    left join import_staging first on first.run_id = $1::uuid and first.line = r.first_line
    where s.run_id = $1::uuid
  ) judged where verdict is not null`;

const KEEP_REJECTED = `insert into import_rejection (run_id, line, column_name, rule, first_line)
  select $1::uuid, line, 'key', case verdict when 'KEY_REPEATED' then $2 else $3 end,
    case verdict when 'KEY_REPEATED' then first_line end
  from import_judged where verdict in ('KEY_REPEATED', 'REFERENCE_TAKEN')`;

/** Inside the publishing transaction, once. */
export async function judgeRows(runner: QueryRunner, runId: string, dataset: string): Promise<Verdicts> {
  for (const statement of TABLES) await runner.query(statement);
  await runner.query(FIND_REPEATED, [runId]);
  await runner.query('analyze import_repeated');
  await runner.query(JUDGE, [runId, dataset]);
  await runner.query('analyze import_judged');
  await runner.query(KEEP_REJECTED, [runId, REPEATS_KEY, REFERENCE_TAKEN]);
  const counted = (await runner.query(
    'select verdict, count(*)::int as rows from import_judged group by verdict',
  )) as { verdict: string; rows: number }[];
  const count = (verdict: string): number => counted.find((one) => one.verdict === verdict)?.rows ?? 0;
  return { known: count('KNOWN'), duplicates: count('DUPLICATE'), erased: count('ERASED') };
}
