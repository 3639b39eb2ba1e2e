/**
 * What partial evaluation left of the policies, kept for the callers of late.
 *
 * It depends on the class of callers and the action, not on agreements, partners or the day: a map for another day
 * or another coalition file then costs no evaluation at all. Takes the evaluation, gives the same one with a memory.
 */
import type { PolicyTerm } from './partial-evaluation.js';
import type { SubjectClass } from './subject-class.js';

export type EvaluateFor = (subject: SubjectClass, action: string) => readonly PolicyTerm[] | null;

/** Five actions and the named requirements of some forty classes of callers. */
const MAX_KEPT = 256;

export function keepTerms(evaluate: EvaluateFor): EvaluateFor {
  const kept = new Map<string, readonly PolicyTerm[]>();
  return (subject, action) => {
    const { organisation, roles, purpose, authenticated = false, scopes = [] } = subject;
    const key = JSON.stringify([action, organisation, roles, purpose, authenticated, scopes]);
    const terms = kept.get(key) ?? evaluate(subject, action);
    // What went wrong is tried again: it denies meanwhile.
    if (terms === null) return null;
    // Map keeps the order of insertion: taking out and putting back makes this the newest.
    kept.delete(key);
    kept.set(key, terms);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    return terms;
  };
}
