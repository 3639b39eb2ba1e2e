/**
 * Whether a partner has reported on a month, and if not, whether it should have.
 *
 * Takes the newest releases of one partner and year, gives one status. What is due follows from the signed schedule;
 * where no release of the year is here, so that none is known, a year is due when it is over. "By when" is the day of
 * the newest release of anybody, never the clock: an answer says how things stood then. Pure.
 */
import type { CoverageStatus, ReleaseStage } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';

export interface Report {
  readonly status: CoverageStatus;
  /** of the release that reported, or that was revoked */
  readonly stage: ReleaseStage | null;
}

interface Asked {
  /** `2012-03` */
  readonly month: string;
  /** is the question one that month tables answer? Year tables come with the final release alone */
  readonly byMonth: boolean;
  /** `2013-02-01` */
  readonly newestDay: string;
}

/** @returns the day on which the newest release was made; a function of documents, whatever order they came in */
export function newestDay(heads: readonly StoredRelease[]): string {
  return heads.reduce((newest, { document }) => {
    const day = new Date(document.madeAt).toISOString().slice(0, 10);
    return day > newest ? day : newest;
  }, '');
}

/** @param known - the newest releases of the year: the final one, or those of its parts */
export function reportOfMonth(known: readonly StoredRelease[], asked: Asked): Report {
  const { month, byMonth, newestDay: today } = asked;
  const year = month.slice(0, 4);
  const final = known.find(({ document }) => document.stage === 'FINAL');
  const early = known.find(({ document }) => document.part === month || document.part === year);
  const release = final ?? (byMonth ? early : undefined);
  if (release !== undefined) {
    return {
      status: release.revokedAt === null ? 'REPORTED' : 'REVOKED',
      stage: release.document.stage,
    };
  }
  return { status: dueOn(known, asked) <= today ? 'SILENT' : 'NOT_DUE', stage: null };
}

function dueOn([first]: readonly StoredRelease[], { month, byMonth }: Asked): string {
  const year = month.slice(0, 4);
  const planned = first?.document.schedule.dates.find(({ stage, part }) =>
    byMonth ? part === month || part === year : stage === 'FINAL',
  );
  return planned?.on ?? `${String(Number(year) + 1).padStart(4, '0')}-01-01`;
}
