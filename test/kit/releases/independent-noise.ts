/**
 * The noise once more, from its published definition and none of our code: HKDF and HMAC by hand, big
 * integers, and the tables that mpmath made.
 */
import { createHmac } from 'node:crypto';
import type { ReleaseDocument, ReleaseTable } from '@vigil/shared';
import { thresholdTables } from '../../shared/releases/vectors.js';

const TABLES = thresholdTables();

function subkey(masterHex: string, purpose: string): Buffer {
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(Buffer.from(masterHex, 'hex')).digest();
  return createHmac('sha256', extracted).update(`vigil-${purpose}-v1`).update(Buffer.of(1)).digest();
}

function message(parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const text = Buffer.from(part, 'utf8');
      return [Buffer.of(text.length >>> 24, text.length >>> 16, text.length >>> 8, text.length), text];
    }),
  );
}

type Drawn = Pick<ReleaseDocument, 'definitionVersion' | 'partition' | 'sequence'>;

/** The noise of one cell. */
function independentNoise(
  masterHex: string,
  drawn: Drawn,
  table: ReleaseTable,
  at: readonly string[],
): number {
  const parts = [
    'sdc-noise-v2',
    table.id,
    drawn.definitionVersion,
    drawn.partition,
    String(drawn.sequence),
    table.snapshotDigest,
    [table.indicator, ...at].join('|'),
  ];
  const hash = createHmac('sha256', subkey(masterHex, 'noise')).update(message(parts)).digest('hex');
  const thresholds = TABLES.get(table.sigma2);
  if (thresholds === undefined) throw new Error(`mpmath made no table of variance ${table.sigma2}`);
  const { K, threshold_hex } = thresholds;
  const uniform = BigInt(`0x${hash.slice(0, 32)}`);
  return threshold_hex.findIndex((threshold) => uniform < BigInt(`0x${threshold}`)) - K;
}

/** Released minus noise: what the table must have counted, by cell, zeros left out. */
export function countsBehind(masterHex: string, document: ReleaseDocument): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const table of document.tables) {
    for (const { at, y } of table.cells) {
      const count = y - independentNoise(masterHex, document, table, at);
      if (count !== 0) counts[`${table.id} ${[table.indicator, ...at].join('|')}`] = count;
    }
  }
  return counts;
}
