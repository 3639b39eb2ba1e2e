/**
 * Keyed noise: the discrete Gaussian noise of one cell, as a function of a key and of what the cell is.
 *
 * Takes a key and a message, gives an integer. The draw runs the same instructions whatever the key and the
 * noise: a scan over the whole table in 16-bit numbers, no comparison of big integers, no early exit, no
 * floating point, no rejection (the running time of a rejection sampler leaks the noise, arXiv 2112.05307).
 * Pure; the tables are in `noise-tables.ts` and `wide-noise-tables.ts`.
 */
import { createHmac } from 'node:crypto';
import { HubError } from '../errors/hub-error.js';
import { encodeParts } from './encode-parts.js';
import { NOISE_TABLES, type LowerThresholds } from './noise-tables.js';
import { WIDE_NOISE_TABLES } from './wide-noise-tables.js';

/**
 * A noise table as the scan reads it: eight 16-bit limbs a threshold, most significant first. Differences of such
 * limbs are small integers in every engine; a 32-bit one may be boxed or not, by its value.
 */
export interface NoiseTable {
  readonly largest: number;
  readonly limbs: Uint16Array;
}

const LIMBS = 8;
/** the largest 128-bit number */
const UNIFORM_LAST = (1n << 128n) - 1n;

/** Everything that makes one cell's noise its own. `releaseSequence` is used once, so a second draw is fresh noise. */
export interface NoiseAddress {
  readonly tableId: string;
  readonly definitionVersion: string;
  readonly partition: string;
  readonly releaseSequence: number;
  /** keyed digest of the rows that the table was counted from, hex */
  readonly snapshotDigest: string;
  readonly cellAddress: string;
}

/** Cuts thresholds below 2^128 into 16-bit limbs. */
export function packNoiseTable(largest: number, thresholdsHex: readonly string[]): NoiseTable {
  if (thresholdsHex.length !== 2 * largest) {
    throw new HubError(
      'PLAN_INVALID',
      `a noise table up to ${largest} has ${2 * largest} thresholds`,
      'operator',
    );
  }
  const bytes = Buffer.from(thresholdsHex.map((hex) => hex.padStart(32, '0')).join(''), 'hex');
  const limbs = new Uint16Array(bytes.length / 2);
  for (let index = 0; index < limbs.length; index += 1) limbs[index] = bytes.readUInt16BE(2 * index);
  return { largest, limbs };
}

/**
 * A whole table from its lower half: P(Z <= k) = 1 - P(Z <= -k-1), and no probability but the last is a whole number
 * of 2^-128, so what is rounded down on one side is rounded up on the other.
 */
function wholeTable({ largest, lower }: LowerThresholds): NoiseTable {
  const below = lower.trim().split(/\s+/);
  const above = below.map((hex) => (UNIFORM_LAST - BigInt(`0x${hex}`)).toString(16)).reverse();
  return packNoiseTable(largest, [...below, ...above]);
}

/** Every committed table, packed once: a partner's release and the games of the tests read them all the time. */
const TABLES: ReadonlyMap<string, NoiseTable> = new Map(
  Object.entries({ ...NOISE_TABLES, ...WIDE_NOISE_TABLES }).map(([variance, table]) => [
    variance,
    wholeTable(table),
  ]),
);

/** The variances that noise may be drawn for. */
export const NOISE_VARIANCES: readonly string[] = [...TABLES.keys()];

/**
 * The committed table of a variance.
 *
 * @throws HubError PLAN_INVALID when there is none
 */
export function noiseTable(variance: string): NoiseTable {
  const table = TABLES.get(variance);
  if (table === undefined)
    throw new HubError('PLAN_INVALID', 'there is no noise table for this variance', 'operator');
  return table;
}

/**
 * The noise that 128 uniform bits stand for: the smallest k with U < threshold(k).
 *
 * Every threshold is looked at, always: k is -largest plus the number of thresholds that are not above U.
 *
 * @param uniform - 16 bytes, big-endian; more bytes are not read
 */
export function scanNoiseTable({ largest, limbs }: NoiseTable, uniform: Uint8Array): number {
  if (uniform.length < 16) throw new HubError('PLAN_INVALID', 'the scan needs 128 uniform bits', 'operator');
  const view = new DataView(uniform.buffer, uniform.byteOffset, 16);
  const u = new Uint16Array(LIMBS);
  for (let limb = 0; limb < LIMBS; limb += 1) u[limb] = view.getUint16(2 * limb);
  let notAbove = 0;
  for (let at = 0; at < limbs.length; at += LIMBS) {
    // subtraction with borrow from the least limb on: 1 when it goes below zero, without a branch
    let below = 0;
    for (let limb = LIMBS - 1; limb >= 0; limb -= 1) {
      below = ((u[limb] as number) - (limbs[at + limb] as number) - below) >>> 31;
    }
    notAbove = (notAbove + (1 - below)) | 0;
  }
  return notAbove - largest;
}

/** HMAC-SHA256 over length-prefixed parts. */
export function keyedHash(key: Uint8Array, parts: readonly string[]): Uint8Array {
  return new Uint8Array(createHmac('sha256', key).update(encodeParts(parts)).digest());
}

/** The message whose keyed hash is a cell's uniform number. */
export function noiseMessage(address: NoiseAddress): readonly string[] {
  return [
    'sdc-noise-v2',
    address.tableId,
    address.definitionVersion,
    address.partition,
    String(address.releaseSequence),
    address.snapshotDigest,
    address.cellAddress,
  ];
}

/**
 * Draws the noise of one cell.
 *
 * @param key - the partition's noise subkey, 32 bytes
 * @param message - `noiseMessage(...)`
 */
export function drawNoise(key: Uint8Array, table: NoiseTable, message: readonly string[]): number {
  return scanNoiseTable(table, keyedHash(key, message));
}
