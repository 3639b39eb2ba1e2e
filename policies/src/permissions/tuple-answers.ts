/**
 * The answers about one kind of coordinate and one action, for every owner.
 *
 * Takes what each policy says (`judgement.ts`), gives verdicts by owner. Owners that the policies do not tell apart
 * are judged once, so many partners cost little. Pure.
 */
import { NEVER, type Residual } from '../residuals/residual.js';
import { conclude, type Judgement, type PolicyOutcome, type Verdict } from './judgement.js';
import { NO_OBLIGATIONS, coversObligations, type Obligations } from './obligations.js';

export const DENIED_VERDICT: Verdict = Object.freeze({
  answer: 'denied',
  condition: NEVER,
  obligations: NO_OBLIGATIONS,
  because: Object.freeze([]),
});

export interface TupleAnswers {
  verdict(owner: string): Verdict;
  /** the owners whose data is not denied, in the order they were given */
  readonly owners: ReadonlySet<string>;
}

/**
 * @param owners - all whose data may be asked for; nobody else's ever is
 * @param demanded - what a permission must oblige to; without it, it is none
 */
export function answerTuple(
  judgement: Judgement,
  owners: readonly string[],
  demanded: Obligations,
): TupleAnswers {
  const open = judgement && judgement.filter(({ residual }) => residual !== NEVER);
  const answerFor = (owner: string): Verdict => {
    const verdict = conclude(open, { owner });
    return coversObligations(verdict.obligations, demanded) ? verdict : DENIED_VERDICT;
  };
  // Owners for which the same tests hold get the same verdict.
  const tests = ownerTests(open ?? []);
  const byTests = new Map<string, Verdict>();
  const verdicts = new Map<string, Verdict>();
  for (const owner of owners) {
    const key = tests.map((named) => (named.has(owner) ? '1' : '0')).join('');
    const verdict = byTests.get(key) ?? answerFor(owner);
    byTests.set(key, verdict);
    verdicts.set(owner, verdict);
  }
  return {
    verdict: (owner) => verdicts.get(owner) ?? DENIED_VERDICT,
    owners: new Set(owners.filter((owner) => verdicts.get(owner)?.condition !== NEVER)),
  };
}

/** Every list of owners that some policy asks about, once. */
function ownerTests(outcomes: readonly PolicyOutcome[]): ReadonlySet<string>[] {
  const lists = new Map<string, ReadonlySet<string>>();
  for (const { residual } of outcomes) {
    for (const owners of namedOwners(residual)) lists.set(JSON.stringify(owners), new Set(owners));
  }
  return [...lists.values()];
}

function* namedOwners(residual: Residual): Iterable<readonly string[]> {
  if (residual.kind === 'and' || residual.kind === 'or') {
    for (const part of residual.of) yield* namedOwners(part);
  } else if (residual.kind === 'not') yield* namedOwners(residual.of);
  else if (residual.kind === 'equals' && residual.attribute === 'owner') yield [residual.value];
  else if (residual.kind === 'in' && residual.attribute === 'owner') yield residual.values;
}
