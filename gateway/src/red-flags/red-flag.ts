/**
 * A red flag as the releases raise it: bands and states, never a count.
 *
 * Shape and name only. Everything of it is a function of signed releases and of what partners declared; who has
 * looked at it is in `flag-life.ts`.
 */
import { createHash } from 'node:crypto';
import type { BaselineState, IndicatorCode, Severity } from '@vigil/shared';

export interface FlaggedPeriod {
  readonly indicator: IndicatorCode;
  /** ISO 3166-1 alpha-2 */
  readonly country: string;
  /** ISO 3166-2; null: the country as a whole */
  readonly area: string | null;
  /** the month, `2012-03` */
  readonly period: string;
}

export interface RaisedFlag extends FlaggedPeriod {
  readonly id: string;
  /** names of the detectors that gave alarm, in their order; empty where a flag is about coverage alone */
  readonly detectors: readonly string[];
  readonly severity: Severity;
  readonly ratioBand: RatioBand;
  readonly baseline: BaselineState;
  /** votes near the month, and partners that are silent in it */
  readonly context: readonly string[];
  /** from when the newest release counts that it was made from */
  readonly raisedAt: Date;
}

/** How many times what the past lets expect; the last one where nothing was compared. */
export const RATIO_BANDS = [
  'below 1.5',
  '1.5 to 2',
  '2 to 3',
  '3 to 5',
  '5 or more',
  'not compared',
] as const;
export type RatioBand = (typeof RATIO_BANDS)[number];

export const FLAG_ID = /^[0-9a-f]{16}$/;
const HEX_DIGITS = 16;

/** The same period, place and indicator have the same name for ever, at every hub. */
export function flagId({ indicator, country, area, period }: FlaggedPeriod): string {
  return createHash('sha256')
    .update(['vigil-red-flag', indicator, area ?? country, period].join('|'), 'utf8')
    .digest('hex')
    .slice(0, HEX_DIGITS);
}
