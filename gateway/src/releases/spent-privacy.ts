/**
 * What all releases of one partner and year tell together.
 *
 * One document says only what its own plan admits. The hub has every one that came before, so it judges the sum:
 * a unit of that year is exposed to all of them, the revoked and the superseded ones included, for spent stays
 * spent. Takes stored texts and a verified plan, throws or not. Pure.
 */
import { BEST_GUESS_BOUND, HubError, claimsAtLeast, planFigures, releasePlan } from '@vigil/shared';
import type { ReleasePlan } from '@vigil/shared';
import { z } from 'zod';

const storedSchema = z.object({ document: z.object({ plan: releasePlan }) });

/**
 * @param earlier - signed texts of every release that the hub holds of this partner and partition
 * @throws HubError RELEASE_INVALID when the plan does not admit what all of them tell, or that is too much
 */
export function checkSpentPrivacy(plan: ReleasePlan, earlier: readonly string[]): void {
  if (earlier.length === 0) return; // its own tables were judged with the document
  const plans = [...earlier.map(planIn), plan];
  const together = planFigures(plans.flatMap(({ tables }) => tables));
  // Whoever was promised the stricter profile by the first release still has that promise.
  const bound = Math.min(...plans.map(({ profile }) => BEST_GUESS_BOUND[profile]));
  if (!(together.bestGuess <= bound)) refuse('with the releases before it, its year exceeds the bound');
  if (!claimsAtLeast(plan, together)) {
    refuse('its plan claims more privacy than the releases of its year give together');
  }
}

function planIn(signedText: string): ReleasePlan {
  try {
    return storedSchema.parse(JSON.parse(signedText)).document.plan;
  } catch (cause) {
    refuse('a release of its year that is stored here cannot be read', { cause });
  }
}

function refuse(message: string, options?: ErrorOptions): never {
  throw new HubError('RELEASE_INVALID', message, 'operator', options);
}
