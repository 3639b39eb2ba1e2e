/**
 * What each shared indicator counts, and in which unit.
 *
 * Pure data: act types and counting units are the contract's (`@vigil/shared`); this file adds only what a
 * partner needs to judge its own records. The common rules are in `judged-acts.ts`.
 */
import type { IndicatorCode } from '@vigil/shared';

/** VICTIM: persons by recorded victim; EVENT: one per event; ACT: one per act (a measure). */
export type CountedBy = 'VICTIM' | 'EVENT' | 'ACT';

export interface IndicatorRule {
  readonly indicator: IndicatorCode;
  readonly countedBy: CountedBy;
  /** true: only a confirmed violation (MT41 0101) or a WGAD category counts */
  readonly confirmedOnly: boolean;
  readonly actTypes: readonly string[];
}
