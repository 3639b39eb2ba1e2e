/**
 * The ledger outside the database: one canonical JSON line an entry, flushed to the disk before anything
 * follows from it. A restored database cannot turn this file back.
 */
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, checkLedger, HubError, type ChainedLedgerEntry } from '@vigil/shared';
import { z } from 'zod';
import { appendDurably, isMissing } from './durable-file.js';

const line = z.strictObject({ entry: z.unknown(), hash: z.unknown() });

export interface LedgerFile {
  readonly entries: readonly ChainedLedgerEntry[];
  /** a last line was cut short: the write that a crash interrupted; it has been taken off */
  readonly torn: boolean;
}

export function ledgerFilePath(dataDir: string): string {
  return join(dataDir, 'ledger', 'ledger.jsonl');
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

function parseLine(text: string, index: number): z.infer<typeof line> {
  try {
    return line.parse(JSON.parse(text));
  } catch (cause) {
    throw new HubError('LEDGER_BROKEN', `ledger file, line ${index + 1} cannot be read`, 'operator', {
      cause,
    });
  }
}

/** The whole lines, checked; and whether a half-written one follows them. */
function parseText(text: string): LedgerFile & { readonly whole: string } {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const entries = checkLedger(whole.split('\n').slice(0, -1).map(parseLine));
  return { entries, torn: whole.length < text.length, whole };
}

/**
 * Reads and checks the file.
 *
 * A last line without its line break was never flushed as a whole, so nothing has followed from it: it is cut
 * off. Anything else that is wrong is refused.
 *
 * @throws HubError LEDGER_BROKEN
 */
export async function readLedgerFile(dataDir: string): Promise<LedgerFile> {
  const path = ledgerFilePath(dataDir);
  const { entries, torn, whole } = parseText(await readText(path));
  if (torn) await truncate(path, Buffer.byteLength(whole, 'utf8'));
  return { entries, torn };
}

/** what the first entry of a ledger follows */
const BEGINNING = '0'.repeat(64);

function refuseSecondWriter(): never {
  throw new HubError(
    'LEDGER_BROKEN',
    'another program writes to the ledger file: a data directory belongs to one node with one database; ' +
      'stop the other one, and look which of the two databases is the right one',
    'operator',
  );
}

/**
 * Looks once more whether the file is what it was: whole, and ending with this entry.
 *
 * @param hash - of the last entry; undefined: there is none
 * @returns the text
 * @throws HubError LEDGER_BROKEN
 */
export async function requireLedgerFileEnd(dataDir: string, hash: string | undefined): Promise<string> {
  const text = await readText(ledgerFilePath(dataDir));
  const { entries, torn } = parseText(text);
  if (torn || entries.at(-1)?.hash !== hash) refuseSecondWriter();
  return text;
}

/**
 * Appends one entry; when this returns, the entry survives a crash and stands in the file alone behind the one that it
 * follows.
 *
 * Whoever has the ledger has its locks (`with-ledger-lock.ts`). Where they did not hold, on a file system or a machine
 * on which nobody can tell who is alive, the file is looked at before and after: of two that reserve at once, one at most
 * finds its own line and goes on to draw.
 *
 * @throws HubError LEDGER_BROKEN
 */
export async function appendToLedgerFile(dataDir: string, entry: ChainedLedgerEntry): Promise<void> {
  const { previous } = entry.entry;
  const before = await requireLedgerFileEnd(dataDir, previous === BEGINNING ? undefined : previous);
  const line = `${canonicalJson(entry)}\n`;
  await appendDurably(ledgerFilePath(dataDir), line);
  if ((await requireLedgerFileEnd(dataDir, entry.hash)) !== `${before}${line}`) refuseSecondWriter();
}
