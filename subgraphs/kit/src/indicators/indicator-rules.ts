/**
 * How a partner judges its own records for each shared indicator.
 *
 * Act types are the contract's; this file adds what only the owner of records needs. Pure data. The rules
 * that all four share (verification, consent, dates) are in `judged-acts.ts`.
 */
import { INDICATORS } from '@vigil/shared';
import type { CountedBy, SharedIndicator } from './contribution.js';

interface JudgedBy {
  readonly countedBy: CountedBy;
  /** true: only a confirmed violation (MT41 0101) or an act with a WGAD category counts */
  readonly confirmedOnly: boolean;
}

interface IndicatorRule extends JudgedBy {
  readonly indicator: SharedIndicator;
  readonly actTypes: readonly string[];
}

/** An arrest may be lawful; the other indicators name acts that are violations by themselves. */
const JUDGED_BY: Readonly<Record<SharedIndicator, JudgedBy>> = {
  KIDNAPPING: { countedBy: 'VICTIM', confirmedOnly: false },
  UNLAWFUL_DETENTION: { countedBy: 'VICTIM', confirmedOnly: true },
  ASSEMBLY_RESTRICTION: { countedBy: 'EVENT', confirmedOnly: false },
  CENSORSHIP: { countedBy: 'ACT', confirmedOnly: false },
};

export const INDICATOR_RULES: readonly IndicatorRule[] = (Object.keys(JUDGED_BY) as SharedIndicator[]).map(
  (indicator) => ({ indicator, ...JUDGED_BY[indicator], actTypes: INDICATORS[indicator].actTypes }),
);
