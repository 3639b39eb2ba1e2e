/**
 * How the figures of an answer are protected: one entry for each plan that a partner released under.
 *
 * Takes the releases included, gives what their signed plans say. Pure.
 */
import type { ReleaseDocument } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText } from './cell-address.js';

export interface ProtectionRow {
  readonly partner: string;
  readonly profile: ReleaseDocument['plan']['profile'];
  readonly unit: ReleaseDocument['plan']['unit'];
  readonly plan: string;
  readonly bestGuess: number;
  readonly epsilon: number;
  readonly delta: number;
  readonly reason: string;
}

/** @returns sorted by partner and plan; equal entries of several years once */
export function protectionOf(included: readonly StoredRelease[]): ProtectionRow[] {
  const rows = new Map<string, ProtectionRow>();
  for (const { document } of included) {
    const { id, profile, unit, bestGuess, epsilon, delta, reason } = document.plan;
    const row = { partner: document.partner, profile, unit, plan: id, bestGuess, epsilon, delta, reason };
    rows.set(JSON.stringify(row), row);
  }
  return [...rows].sort(([left], [right]) => compareText(left, right)).map(([, row]) => row);
}
