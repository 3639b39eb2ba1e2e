/**
 * The shapes the indicator rules speak in: what counts, and what a rule left out.
 *
 * Shapes only; the rules are in `judged-acts.ts`, the readers in `qualifying-contributions.ts` and `left-out.ts`.
 */
import type { DeclaredCoverage } from '@vigil/shared';

/** One of the four shared indicators, as the coalition file names them. */
export type SharedIndicator = DeclaredCoverage['indicator'];

/** VICTIM: persons by recorded victim; EVENT: one per event; ACT: one per act (a measure). */
export type CountedBy = 'VICTIM' | 'EVENT' | 'ACT';

/** Days, `2012-03-01`; the first one in, the last one out. */
export interface ActPeriod {
  readonly from: string;
  readonly to: string;
  /** also earlier acts of case files that were received from here on, and before `to` */
  readonly receivedFrom?: string;
}

/** Which acts are asked about. The clock is an argument: consents expire. */
export interface IndicatorQuestion {
  /** absent: all four shared indicators */
  readonly indicators?: readonly SharedIndicator[];
  /** four digits, `2012`; absent: every year */
  readonly year?: string;
  /** the moment for which consents are judged */
  readonly now: Date;
  /** only acts of these days, with every act of an event that has one of them; absent: all */
  readonly period?: ActPeriod;
  /** perpetrators are not read: enough for tables of places and months */
  readonly placesOnly?: boolean;
  /** rows of one event each: what counts where the unit of a release is the event */
  readonly perEvent?: boolean;
}

/** One act that counts for an indicator, as it is read: everything its row can come from. */
export interface QualifyingAct {
  readonly indicator: SharedIndicator;
  readonly countedBy: CountedBy;
  readonly caseFileId: string;
  readonly public: boolean;
  readonly monthReceived: string;
  readonly eventId: string;
  readonly actId: string;
  readonly victimId: string | null;
  readonly country: string;
  readonly area: string | null;
  /** `2012-03-02`; the first day of the month or year where the date is coarser */
  readonly day: string;
  readonly datePrecision: 'DAY' | 'MONTH' | 'YEAR';
  /** of the victim; null where the act has none */
  readonly persons: number | null;
  readonly victimGroup: string | null;
  readonly sex: string | null;
  readonly ageBand: string | null;
  /** places in the code list of perpetrator types, one bit each; null where none is recorded */
  readonly perpetrators: number | null;
}

/** A qualifying act and when it happened. */
export interface DatedAct {
  readonly id: string;
  /** `2012-03`; null when its date is known to the year only */
  readonly month: string | null;
  /** `2012` */
  readonly year: string;
}

/** Sex and age band of one recorded victim. */
export interface PersonTraits {
  readonly sex: string;
  readonly ageBand: string;
}

/**
 * One counted unit of an indicator (a victim, an event or a measure) in one file, month and area.
 *
 * A victim stands once per (file, indicator, month, area), whatever the number of acts. A table that is
 * coarser than that (a year, a country) counts through `distinctInCells`, never by a plain sum of rows.
 */
export interface Contribution {
  readonly caseFileId: string;
  /** the file is of a public source and not confidential */
  readonly public: boolean;
  /** the first event in which the unit qualifies; `eventIds` names all of them */
  readonly eventId: string;
  readonly eventIds: readonly string[];
  /** every act that qualifies for this row, earliest first; month and year of the row are the first one's */
  readonly acts: readonly DatedAct[];
  /** the first qualifying act; null where the unit is the event */
  readonly actId: string | null;
  /** null where the unit is an event or a measure */
  readonly victimId: string | null;
  readonly indicator: SharedIndicator;
  /** ISO 3166-1 alpha-2 */
  readonly country: string;
  /** ISO 3166-2; null when the record names the country only */
  readonly area: string | null;
  /** `2012-03`; null when the first date is known to the year only */
  readonly month: string | null;
  /** `2012` */
  readonly year: string;
  /** code lists of the contract; at least one entry each, UNKNOWN where nothing is recorded */
  readonly victimGroups: readonly string[];
  readonly perpetratorTypes: readonly string[];
  readonly people: readonly PersonTraits[];
  /** month in which the case file was received, `2012-04` */
  readonly monthReceived: string;
  /** what this row adds, in the indicator's own unit: recorded persons for victims, 1 for an event or a measure */
  readonly persons: number;
}

/** Why an act of an indicator's types does not count; the first reason that applies, in this order. */
export const LEFT_OUT_REASONS = [
  'VERIFICATION_BELOW_CORROBORATED',
  'VIOLATION_NOT_CONFIRMED',
  'NO_DATE',
  'NO_COUNTRY',
  'NO_VICTIM_RECORDED',
  'NO_CONSENT_TO_STATISTICS',
  'GROUP_SIZE_UNRECORDED',
] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** Acts of an indicator's types that a rule left out. */
export interface LeftOut {
  readonly indicator: SharedIndicator;
  readonly reason: LeftOutReason;
  readonly acts: number;
}
