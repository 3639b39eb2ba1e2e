/**
 * Judgements: what each policy says about one kind of coordinate, and what follows for one owner's records.
 *
 * Takes the residual of every policy, gives the condition under which the record may be used, what must be done
 * with it, and which policies that comes from. Permits are joined by "or", each forbid by "and not". Pure.
 */
import { allOf, anyOf, negate } from '../residuals/combine-residuals.js';
import { putFacts, putKnown } from '../residuals/judge-record.js';
import { ALWAYS, NEVER, type RecordFacts, type Residual } from '../residuals/residual.js';
import { NO_OBLIGATIONS, joinObligations, type Obligations } from './obligations.js';

/** What one policy says; a forbid forbids where its residual holds. */
export interface PolicyOutcome {
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  /** over the attributes of the record, its owner included */
  readonly residual: Residual;
  /** of a permit */
  readonly obligations: Obligations;
}

/** One outcome for each policy whose scope names the action; null: something could not be evaluated, so all is denied. */
export type Judgement = readonly PolicyOutcome[] | null;

export interface Verdict {
  readonly answer: 'allowed' | 'denied' | 'conditional';
  /** on which the answer depends, over the facts that were not given; ALWAYS: allowed, NEVER: denied */
  readonly condition: Residual;
  /** of all permits that may apply; none when denied */
  readonly obligations: Obligations;
  /** sorted ids of the policies that decided, or that may decide; empty when no policy permits it */
  readonly because: readonly string[];
}

const DENIED: Verdict = Object.freeze({
  answer: 'denied',
  condition: NEVER,
  obligations: NO_OBLIGATIONS,
  because: Object.freeze([]),
});

/** @param facts - what is known of the record, its owner at least; what is not given stays a condition */
export function conclude(
  judgement: Judgement,
  facts: Partial<RecordFacts> & Pick<RecordFacts, 'owner'>,
): Verdict {
  if (judgement === null) return DENIED;
  // One policy's NEVER would be wrong for an unknown fact when the policy forbids: that is judged at the end.
  const open = judgement
    .map((outcome) => ({ ...outcome, residual: putKnown(outcome.residual, facts) }))
    .filter(({ residual }) => residual !== NEVER);
  const permits = open.filter(({ effect }) => effect === 'permit');
  const forbids = open.filter(({ effect }) => effect === 'forbid');
  const condition = putFacts(
    allOf([
      anyOf(permits.map(({ residual }) => residual)),
      ...forbids.map(({ residual }) => negate(residual)),
    ]),
    facts,
  );
  if (condition === NEVER) return { ...DENIED, because: ids(decidingForbids(forbids, permits.length > 0)) };
  return {
    answer: condition === ALWAYS ? 'allowed' : 'conditional',
    condition,
    obligations: joinObligations(permits.map(({ obligations }) => obligations)),
    because: ids(condition === ALWAYS ? permits.filter(({ residual }) => residual === ALWAYS) : open),
  };
}

/** Those that forbid for certain; where none does, those that left nothing of the permits together. */
function decidingForbids(forbids: readonly PolicyOutcome[], permitted: boolean): readonly PolicyOutcome[] {
  const certain = forbids.filter(({ residual }) => residual === ALWAYS);
  return certain.length > 0 || !permitted ? certain : forbids;
}

function ids(outcomes: readonly PolicyOutcome[]): readonly string[] {
  return outcomes.map(({ id }) => id).sort();
}
