/**
 * What all releases of one partner and year tell together.
 *
 * One document says only what its own plan admits: each of the plan's releases, made once. The hub has every release
 * that came before, so it judges the sum: a unit of that year is exposed to all of them, the revoked and the
 * superseded ones included, for spent stays spent. Takes stored texts and a verified document, throws or not. Pure.
 */
import {
  BEST_GUESS_BOUND,
  BEYOND_BOUND,
  HubError,
  canonicalJson,
  claimsAtLeast,
  compareFractions,
  noisyTablesOf,
  parseFraction,
  planFigures,
  releaseDocument,
  rhoOf,
} from '@vigil/shared';
import type { NoisyTable, ReleaseDocument, ReleaseStage } from '@vigil/shared';
import { z } from 'zod';

const CLAIMS_MORE = 'its plan claims more privacy than the releases of its year give together';

/** What tells which noise a release has drawn. */
type Drawn = Pick<ReleaseDocument, 'plan' | 'schedule' | 'stage' | 'part'>;

const { plan, schedule, stage, part } = releaseDocument.shape;
const storedSchema = z.object({ document: z.object({ plan, schedule, stage, part }) });

/**
 * @param earlier - signed texts of every release that the hub holds of this partner and partition
 * @throws HubError RELEASE_INVALID when the plan was changed under way, or when the new release's plan does not admit
 *   what all of them tell, or that is too much
 */
export function checkSpentPrivacy(document: Drawn, earlier: readonly string[]): void {
  const drawn = [...earlier.map(readDrawn), document];
  const byPlan = new Map<string, Drawn[]>();
  for (const one of drawn) {
    const key = noiseOf(one.plan);
    byPlan.set(key, [...(byPlan.get(key) ?? []), one]);
  }
  const own = byPlan.get(noiseOf(document.plan)) ?? [];
  checkSchedule(document, own);
  // Each of the plan's releases once: that is what its figures count, and they were judged with the document.
  if (byPlan.size === 1 && mostOften(own, null) === 1) return;
  const tables = [...byPlan.values()].flatMap((ones) => exposure(ones, ones === own));
  // Whoever was promised the stricter profile by the first release still has that promise.
  const profile = drawn.some(({ plan }) => plan.profile === 'STRICT') ? 'STRICT' : 'STANDARD';
  const tooMuch = 'with the releases before it, its year exceeds the bound';
  // Most of what is refused costs no exact figures, which take seconds for two plans of a stranger's choice.
  const rho = rhoOf(tables);
  if (compareFractions(rho, BEYOND_BOUND[profile].rho) > 0) refuse(tooMuch);
  if (compareFractions(parseFraction(document.plan.rho), rho) < 0) refuse(CLAIMS_MORE);
  const together = planFigures(tables);
  if (!(together.bestGuess <= BEST_GUESS_BOUND[profile])) refuse(tooMuch);
  if (!claimsAtLeast(document.plan, together)) refuse(CLAIMS_MORE);
}

/**
 * The plan without the figures that it admits: a reservation of which no document came is charged on top of them, and
 * the plan draws what it drew.
 */
function noiseOf({ rho: _, bestGuess: __, epsilon: ___, ...plan }: ReleaseDocument['plan']): string {
  return canonicalJson(plan);
}

/** The days of a plan's releases were signed with it: another day for the same plan would be a choice by the data. */
function checkSchedule(document: Drawn, ofSamePlan: readonly Drawn[]): void {
  const signed = canonicalJson(document.schedule);
  if (!ofSamePlan.every(({ schedule }) => canonicalJson(schedule) === signed)) {
    refuse('its plan was signed with other days for its releases');
  }
}

/**
 * The noisy tables that one unit may be in, by all releases under one plan. The parts of a stage together are one
 * release of it; where a part was drawn several times, the whole stage counts as often.
 *
 * @param whole - the plan goes on: every stage counts, made already or not
 */
function exposure(ofPlan: readonly Drawn[], whole: boolean): NoisyTable[] {
  const tables = ofPlan[0]?.plan.tables ?? [];
  const times = {
    PROVISIONAL: Math.max(mostOften(ofPlan, 'PROVISIONAL'), whole ? 1 : 0),
    FINAL: Math.max(mostOften(ofPlan, 'FINAL'), whole ? 1 : 0),
  };
  return tables.flatMap((table) =>
    Array.from({ length: times[table.stage] }, () => noisyTablesOf([table])).flat(),
  );
}

/** How often the part that was released most often was. */
function mostOften(releases: readonly Drawn[], only: ReleaseStage | null): number {
  const times = new Map<string, number>();
  for (const { stage, part } of releases) {
    if (only !== null && stage !== only) continue;
    times.set(`${stage} ${part}`, (times.get(`${stage} ${part}`) ?? 0) + 1);
  }
  return Math.max(0, ...times.values());
}

function readDrawn(signedText: string): Drawn {
  try {
    return storedSchema.parse(JSON.parse(signedText)).document;
  } catch (cause) {
    refuse('a release of its year that is stored here cannot be read', { cause });
  }
}

function refuse(message: string, options?: ErrorOptions): never {
  throw new HubError('RELEASE_INVALID', message, 'operator', options);
}
