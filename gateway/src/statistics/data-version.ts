/**
 * Which data an answer was made from, as one short text that can be cited.
 *
 * Takes the releases included, gives the beginning of a SHA-256 over their ids and digests; the order of
 * receipt does not matter. Pure.
 */
import { createHash } from 'node:crypto';
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText } from './cell-address.js';

const HEX_DIGITS = 16;

export function dataVersionOf(included: readonly StoredRelease[]): string {
  const lines = included.map(({ document, digest }) => `${document.id} ${digest}\n`).sort(compareText);
  return createHash('sha256').update(lines.join(''), 'utf8').digest('hex').slice(0, HEX_DIGITS);
}

/** The time of the newest release included, never the clock. */
export function newestMadeAt(included: readonly StoredRelease[]): Date {
  const times = included.map(({ document }) => Date.parse(document.madeAt));
  return new Date(times.reduce((newest, time) => Math.max(newest, time), -Infinity));
}
