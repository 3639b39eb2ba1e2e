/**
 * Qualifying acts as a stream, in the order of the units that they are counted for: a million case files pass
 * through, and a few thousand are held.
 *
 * Takes the manager of a transaction, gives batches of whole units. The rule is in `judged-acts.ts`.
 */
import type { EntityManager } from 'typeorm';
import type { IndicatorQuestion, QualifyingAct } from './contribution.js';
import { QUALIFYING_ACTS, judgedActs } from './judged-acts.js';

/** What the acts are brought together by. */
export type ActOwner = 'CASE_FILE' | 'PERSON' | 'EVENT';

const FETCH_ROWS = 2_000;
/** for sorting and joining, each: enough for most of a million rows, and no burden to a small server */
const WORK_MEMORY = '64MB';

const OWNER_COLUMN: Readonly<Record<ActOwner, string>> = {
  CASE_FILE: 'case_file_id',
  PERSON: `case counted_by when 'VICTIM' then victim_id when 'EVENT' then event_id else act_id end`,
  EVENT: 'event_id',
};

/** The id of the unit that an act is counted for; the same as the database orders by. */
function ownerOf(
  { countedBy, caseFileId, victimId, eventId, actId }: QualifyingAct,
  owner: ActOwner,
): string {
  if (owner === 'CASE_FILE') return caseFileId;
  if (owner === 'EVENT') return eventId;
  if (countedBy === 'VICTIM') return victimId ?? actId;
  return countedBy === 'EVENT' ? eventId : actId;
}

function wholeUnits(acts: readonly QualifyingAct[], owner: ActOwner): QualifyingAct[][] {
  const units: QualifyingAct[][] = [];
  let last = '';
  for (const act of acts) {
    const id = ownerOf(act, owner);
    if (id === last) units.at(-1)?.push(act);
    else units.push([act]);
    last = id;
  }
  return units;
}

/**
 * Reads the acts that count, unit by unit.
 *
 * @param records - of a transaction; a cursor lives in it
 * @returns batches; each unit with all its acts, units in the order of their ids
 */
export async function* streamActs(
  records: EntityManager,
  question: IndicatorQuestion,
  owner: ActOwner,
): AsyncGenerator<QualifyingAct[][]> {
  const { sql, parameters } = judgedActs(question);
  await records.query(`SET LOCAL work_mem = '${WORK_MEMORY}'`);
  // the whole answer is wanted, not its first rows soon
  await records.query('SET LOCAL cursor_tuple_fraction = 1');
  await records.query(
    `DECLARE qualifying_acts NO SCROLL CURSOR FOR ${sql}${QUALIFYING_ACTS}\norder by ${OWNER_COLUMN[owner]}, act_id, indicator collate "C"`,
    [...parameters],
  );
  const fetch = (): Promise<QualifyingAct[]> =>
    records.query<QualifyingAct[]>(`FETCH ${FETCH_ROWS} FROM qualifying_acts`);
  let open: QualifyingAct[] = [];
  for (let rows = await fetch(); rows.length > 0;) {
    // the database works on the next rows while these are counted
    const next = fetch();
    next.catch(() => undefined);
    const units = wholeUnits([...open, ...rows], owner);
    open = units.pop() ?? [];
    if (units.length > 0) yield units;
    rows = await next;
  }
  if (open.length > 0) yield [open];
  await records.query('CLOSE qualifying_acts');
}
