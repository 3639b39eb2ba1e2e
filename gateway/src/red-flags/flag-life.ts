/**
 * The life of a red flag: raised by releases, acknowledged in a role, closed with a reason.
 *
 * Takes what was recorded about flags and the flags that the releases raise now; gives each with where it stands. A
 * flag that got more severe since somebody looked at it is raised again. Pure.
 */
import { Severity } from '@vigil/shared';
import type { RedFlagStatus, Role } from '@vigil/shared';
import type { RaisedFlag } from './red-flag.js';

/** One step, as it is recorded; nothing recorded is ever changed. */
export interface FlagStep {
  readonly position: number;
  readonly flag: string;
  readonly step: RedFlagStatus;
  /** of the flag when the step was taken */
  readonly severity: Severity;
  /** RAISED: from when the releases count that raised it; else when somebody did it */
  readonly at: Date;
  /** ACKNOWLEDGED: in which role */
  readonly role: Role | null;
  /** CLOSED: why; for the operator's eyes */
  readonly reason: string | null;
  /** whose account did it; null for RAISED */
  readonly operator: string | null;
}

export interface LivingFlag extends RaisedFlag {
  readonly status: RedFlagStatus;
  readonly acknowledgedBy: Role | null;
}

const ORDER = Object.keys(Severity);

function louder(left: Severity, right: Severity): boolean {
  return ORDER.indexOf(left) > ORDER.indexOf(right);
}

/** Is this flag, at this severity, on record as raised? */
export function isRecorded({ severity }: RaisedFlag, steps: readonly FlagStep[]): boolean {
  return steps.some((one) => one.step === 'RAISED' && !louder(severity, one.severity));
}

/** @param steps - all of this flag, in the order of their positions */
export function withLife(flag: RaisedFlag, steps: readonly FlagStep[]): LivingFlag {
  const raised: LivingFlag = { ...flag, status: 'RAISED', acknowledgedBy: null };
  if (!isRecorded(flag, steps)) return raised;
  return steps.reduce<LivingFlag>((living, { step, at, role }) => {
    if (step === 'RAISED') return { ...living, status: 'RAISED', acknowledgedBy: null, raisedAt: at };
    return { ...living, status: step, acknowledgedBy: role ?? living.acknowledgedBy };
  }, raised);
}
