/**
 * Checks the chain of local records from its first line to its last.
 *
 * A record whose oldest lines were pruned begins after the cut that `prune` noted, in a table and in a line of the
 * record itself; the two must say the same.
 */
import { HubError } from '@vigil/shared';
import type { DataSource } from 'typeorm';
import { LocalRecord } from '../records/local-record.js';
import { FIRST_PREVIOUS_HASH, localRecordHash } from './local-record-hash.js';

const PAGE = 1_000;

/** The newest cut: number and hash of the last line that was removed. */
export interface RecordCut {
  readonly through: number;
  readonly hash: string;
  readonly at: Date;
}

export interface VerifiedRecord {
  /** how many lines there are */
  readonly lines: number;
  /** hash of the last, which somebody may keep elsewhere: a chain cut off at its end looks whole to itself */
  readonly head: string;
  /** where the record begins, when older lines were pruned */
  readonly cut?: RecordCut;
}

/** Does the row stand at this place, after the line with that hash, as it was written? */
function fits(row: LocalRecord, sequence: number, head: string): boolean {
  const { actor, action, object, details, previousHash, hash } = row;
  const record = { sequence, at: row.at.toISOString(), actor, action, object, details, previousHash };
  return Number(row.sequence) === sequence && previousHash === head && hash === localRecordHash(record);
}

async function newestCut(dataSource: DataSource): Promise<RecordCut | undefined> {
  const [row] = await dataSource.query<{ through: string; hash: string; cut_at: Date }[]>(
    'SELECT through, hash, cut_at FROM local_record_cut ORDER BY through DESC LIMIT 1',
  );
  return row === undefined ? undefined : { through: Number(row.through), hash: row.hash, at: row.cut_at };
}

function tellsOf({ action, details }: LocalRecord, cut: RecordCut): boolean {
  return action === 'prune' && details['recordThrough'] === cut.through && details['recordHash'] === cut.hash;
}

function broken(what: string): HubError {
  return new HubError('AUDIT_BROKEN', `the local record was changed: ${what}`, 'operator');
}

/** Every line that is there, from the first on, not from the cut: one that was to be removed must not be left. */
async function* allLines(dataSource: DataSource): AsyncGenerator<LocalRecord> {
  for (let after = '0'; ;) {
    const page = await dataSource
      .getRepository(LocalRecord)
      .createQueryBuilder('record')
      .where('record.sequence > :after', { after })
      .orderBy('record.sequence', 'ASC')
      .take(PAGE)
      .getMany();
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.sequence;
  }
}

/** @throws HubError AUDIT_BROKEN naming the first line that does not fit */
export async function verifyLocalRecord(dataSource: DataSource): Promise<VerifiedRecord> {
  const cut = await newestCut(dataSource);
  const before = cut?.through ?? 0;
  let lines = 0;
  let head = cut?.hash ?? FIRST_PREVIOUS_HASH;
  let told = cut === undefined;
  for await (const row of allLines(dataSource)) {
    const sequence = before + lines + 1;
    if (!fits(row, sequence, head)) throw broken(`line ${sequence} is missing or not as it was written`);
    lines += 1;
    head = row.hash;
    told ||= cut !== undefined && tellsOf(row, cut);
  }
  if (!told) throw broken(`no line tells of the pruning of its first ${before} lines`);
  return { lines, head, ...(cut === undefined ? {} : { cut }) };
}
