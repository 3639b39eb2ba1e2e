/** Checks the chain of local records from its first line to its last. */
import { HubError } from '@vigil/shared';
import type { DataSource } from 'typeorm';
import { LocalRecord } from '../records/local-record.js';
import { FIRST_PREVIOUS_HASH, localRecordHash } from './local-record-hash.js';

const PAGE = 1_000;

/** Does the row stand at this place, after the line with that hash, as it was written? */
function fits(row: LocalRecord, sequence: number, head: string): boolean {
  const { actor, action, object, details, previousHash, hash } = row;
  const record = { sequence, at: row.at.toISOString(), actor, action, object, details, previousHash };
  return Number(row.sequence) === sequence && previousHash === head && hash === localRecordHash(record);
}

/**
 * @returns how many lines there are, and the hash of the last, which somebody may keep elsewhere: a chain cut
 *   off at its end looks whole to itself
 * @throws HubError AUDIT_BROKEN naming the first line that does not fit
 */
export async function verifyLocalRecord(dataSource: DataSource): Promise<{ lines: number; head: string }> {
  let lines = 0;
  let head = FIRST_PREVIOUS_HASH;
  for (;;) {
    const page = await dataSource
      .getRepository(LocalRecord)
      .createQueryBuilder('record')
      .where('record.sequence > :lines', { lines })
      .orderBy('record.sequence', 'ASC')
      .take(PAGE)
      .getMany();
    for (const row of page) {
      if (!fits(row, lines + 1, head)) {
        throw new HubError(
          'AUDIT_BROKEN',
          `the local record was changed: line ${lines + 1} is missing or not as it was written`,
          'operator',
        );
      }
      lines += 1;
      head = row.hash;
    }
    if (page.length < PAGE) return { lines, head };
  }
}
