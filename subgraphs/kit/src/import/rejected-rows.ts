/**
 * The rejected rows of a run: counted by rule, listed up to a limit, or written whole into a file.
 *
 * They lie in the database until the run ends: a million of them would not fit the memory that an import may take.
 */
import { open, rename, rm } from 'node:fs/promises';
import { HubError } from '@vigil/shared';
import type { QueryRunner } from 'typeorm';
import type { RejectedByRule, RejectedRow } from './import-report.js';

const PAGE_ROWS = 10_000;

interface Kept {
  readonly line: number;
  readonly column: string;
  readonly rule: string;
  readonly firstLine: number | null;
}

/** The rule of a row that repeats a key; `firstLine` says whose. */
export const REPEATS_KEY = 'repeats the key of an earlier line with other content';

function shown({ line, column, rule, firstLine }: Kept): RejectedRow {
  return {
    line,
    column,
    rule: firstLine === null ? rule : `repeats the key of line ${firstLine} with other content`,
  };
}

async function page(runner: QueryRunner, runId: string, after: number, limit: number): Promise<Kept[]> {
  return (await runner.query(
    `select line, column_name as "column", rule, first_line as "firstLine" from import_rejection
     where run_id = $1::uuid and line > $2 order by line limit $3`,
    [runId, after, limit],
  )) as Kept[];
}

export async function firstRejected(
  runner: QueryRunner,
  runId: string,
  limit: number,
): Promise<RejectedRow[]> {
  return (await page(runner, runId, 0, limit)).map(shown);
}

/** Every rule that rejected a row, the most frequent first; a mapping has a few hundred at most. */
export async function countRejected(runner: QueryRunner, runId: string): Promise<RejectedByRule[]> {
  return (await runner.query(
    `select column_name as "column", rule, count(*)::int as rows from import_rejection where run_id = $1::uuid
     group by column_name, rule order by count(*) desc, column_name, rule`,
    [runId],
  )) as RejectedByRule[];
}

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * Writes all of them as CSV: line, column, rule. The file is there whole or not at all.
 *
 * @throws HubError NOT_FOUND when it cannot be written
 */
export async function writeRejected(runner: QueryRunner, runId: string, file: string): Promise<void> {
  const unfinished = `${file}.new`;
  try {
    const target = await open(unfinished, 'w', 0o600);
    try {
      await target.write('line,column,rule\n');
      let after = 0;
      for (;;) {
        const rows = (await page(runner, runId, after, PAGE_ROWS)).map(shown);
        const text = rows.map(({ line, column, rule }) => `${line},${csvCell(column)},${csvCell(rule)}\n`);
        await target.write(text.join(''));
        after = rows.at(-1)?.line ?? after;
        if (rows.length < PAGE_ROWS) break;
      }
    } finally {
      await target.close();
    }
    await rename(unfinished, file);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    throw new HubError('NOT_FOUND', `file ${file} for the rejected rows cannot be written`, 'operator', {
      cause,
    });
  }
}
