/**
 * Publishes a staged import: everything in the transaction of its caller, or nothing.
 *
 * Each new row becomes its own case file with its events, their acts, victims and perpetrators. Rows known before
 * (by data set and key) are merged: the stored record stays as it is, and what was erased stays away. The work is
 * done piece by piece, so that the server needs little memory and somebody who waits sees it move.
 */
import type { QueryRunner } from 'typeorm';
import { countDiffering } from './count-differing.js';
import { judgeRows } from './judge-rows.js';
import { recordIdSql } from './time-ordered-id.js';

export interface PublishOrder {
  readonly runId: string;
  readonly dataset: string;
  readonly synthetic: boolean;
  readonly receivedAt: Date;
  /** hears how many lines of how many are done */
  readonly onPiece: (done: number, total: number) => void;
}

export interface Published {
  readonly imported: number;
  readonly merged: number;
  readonly differing: number;
  readonly exactDuplicates: number;
  readonly erasedEarlier: number;
}

/** Lines published by one statement. */
const PIECE_LINES = 10_000;

/**
 * The name of an event inside its data set: the row's key, and of further events of the row their number behind a
 * colon, which no plain key holds (`source-key.ts`): the second event of one row is never the first of another.
 */
const eventKeySql = (key: string, number: string): string =>
  `${key} || case when ${number} > 1 then ':' || ${number} else '' end`;

const PIECES = [
  `create temp table import_piece (row_id text, source_key text, n integer, event jsonb) on commit drop`,
  `create temp table import_piece_act (row_id text, n integer, m integer, start_date date, date_precision text, act jsonb)
     on commit drop`,
];

const FILL = `insert into import_piece
  select s."row"->>'id', s.source_key, e.n, e.event
  from import_staging s cross join lateral jsonb_array_elements(s."row"->'events') with ordinality e(event, n)
  where s.run_id = $1::uuid and s.line > $2 and s.line <= $3
    and not exists (select from import_judged j where j.line = s.line)
  order by s.line, e.n`;

const FILL_ACTS = `insert into import_piece_act
  select p.row_id, p.n, a.m, (p.event->>'startDate')::date, p.event->>'datePrecision', a.act
  from import_piece p cross join lateral jsonb_array_elements(p.event->'acts') with ordinality a(act, m)`;

const CASE_ID = recordIdSql('caseFile', 'row_id');
const EVENT_ID = recordIdSql('event', 'row_id', 'n');
const ACT_ID = recordIdSql('act', 'row_id', 'n', 'm');
const VICTIM_ID = recordIdSql('victim', 'row_id', 'n', 'm');
const PERPETRATOR_ID = recordIdSql('perpetrator', 'row_id', 'n', 'm');

const INSERT_CASE_FILES = `
insert into case_file (id, reference, confidential, synthetic, source, received_at)
select ${CASE_ID}, $1 || ':' || source_key, false, $2::boolean, $1, $3::timestamptz from import_piece where n = 1`;

const INSERT_EVENTS = `
insert into event (id, case_file_id, public_id, start_date, date_precision, end_date, country, area, verification,
  violation_status, source_dataset, source_key)
select ${EVENT_ID}, ${CASE_ID}, event->>'publicId', (event->>'startDate')::date, event->>'datePrecision',
  (event->>'endDate')::date, event->>'country', event->>'area', event->>'verification', event->>'violationStatus', $1,
  ${eventKeySql('source_key', 'n')}
from import_piece`;

const INSERT_PEOPLE_AND_ACTS = [
  `insert into victim (id, case_file_id, sex, age_band, victim_group, persons)
   select ${VICTIM_ID}, ${CASE_ID}, act->'victims'->>'sex', act->'victims'->>'ageBand', act->'victims'->>'group',
     (act->'victims'->>'persons')::integer
   from import_piece_act where jsonb_typeof(act->'victims') = 'object'`,
  `insert into perpetrator (id, case_file_id, type)
   select ${PERPETRATOR_ID}, ${CASE_ID}, act->>'perpetrator' from import_piece_act
   where act->>'perpetrator' is not null`,
  `insert into act (id, event_id, type, start_date, date_precision, victim_id, wgad_category)
   select ${ACT_ID}, ${EVENT_ID}, act->>'type', start_date, date_precision,
     case when jsonb_typeof(act->'victims') = 'object' then ${VICTIM_ID} end, act->>'wgadCategory'
   from import_piece_act`,
  `insert into act_perpetrator (act_id, perpetrator_id)
   select ${ACT_ID}, ${PERPETRATOR_ID} from import_piece_act where act->>'perpetrator' is not null`,
];

/** @returns how many case files were made */
async function publishPiece(
  runner: QueryRunner,
  order: PublishOrder,
  after: number,
  upTo: number,
): Promise<number> {
  const { runId, dataset, synthetic, receivedAt } = order;
  await runner.query('truncate import_piece, import_piece_act');
  await runner.query(FILL, [runId, after, upTo]);
  await runner.query(FILL_ACTS);
  const made = await runner.query(INSERT_CASE_FILES, [dataset, synthetic, receivedAt.toISOString()], true);
  await runner.query(INSERT_EVENTS, [dataset]);
  for (const statement of INSERT_PEOPLE_AND_ACTS) await runner.query(statement);
  return (made as { affected?: number }).affected ?? 0;
}

/**
 * Publishes one run. The caller opens the transaction, and may roll it back (a dry run).
 */
export async function publish(runner: QueryRunner, order: PublishOrder): Promise<Published> {
  const { runId, dataset } = order;
  const { known, duplicates, erased } = await judgeRows(runner, runId, dataset);
  const [last] = (await runner.query(
    'select coalesce(max(line), 0)::int as line from import_staging where run_id = $1::uuid',
    [runId],
  )) as { line: number }[];
  for (const statement of PIECES) await runner.query(statement);
  let imported = 0;
  let differing = 0;
  const total = last?.line ?? 0;
  for (let after = 0; after < total; after += PIECE_LINES) {
    const upTo = after + PIECE_LINES;
    imported += await publishPiece(runner, order, after, upTo);
    if (known > 0) differing += await countDiffering(runner, order, after, upTo);
    order.onPiece(Math.min(upTo, total), total);
  }
  return {
    imported,
    merged: known + duplicates + erased,
    differing,
    exactDuplicates: duplicates,
    erasedEarlier: erased,
  };
}
