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
  const text = await readText(path);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const torn = whole.length < text.length;
  const entries = checkLedger(whole.split('\n').slice(0, -1).map(parseLine));
  if (torn) await truncate(path, Buffer.byteLength(whole, 'utf8'));
  return { entries, torn };
}

/** Appends one entry; when this returns, the entry survives a crash. */
export async function appendToLedgerFile(dataDir: string, entry: ChainedLedgerEntry): Promise<void> {
  await appendDurably(ledgerFilePath(dataDir), `${canonicalJson(entry)}\n`);
}
