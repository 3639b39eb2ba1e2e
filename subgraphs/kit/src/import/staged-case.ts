/**
 * What the mapping makes of one row: one case file with one event or several (a row that covers several countries).
 *
 * The importer's own shape between `map-row.ts`, which makes it, and `staging.ts`, which stores it until the
 * import is published. Types only.
 */

export interface StagedVictims {
  /** null: a group of unrecorded size */
  readonly persons: number | null;
  readonly group: string;
  readonly sex: string;
  readonly ageBand: string;
}

export interface StagedAct {
  readonly type: string;
  readonly wgadCategory: string | null;
  readonly perpetrator: string | null;
  readonly victims: StagedVictims | null;
}

export interface StagedEvent {
  readonly startDate: string | null;
  readonly datePrecision: string;
  readonly endDate: string | null;
  readonly country: string | null;
  readonly area: string | null;
  readonly verification: string;
  readonly violationStatus: string | null;
  /** may be empty: an event in which nothing happened that the contract has a code for */
  readonly acts: readonly StagedAct[];
}

/** All events of one row; at least one. They share the row's case file. */
export interface StagedCase {
  readonly events: readonly StagedEvent[];
}
