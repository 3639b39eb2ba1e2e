/**
 * Whether a caller meets what an SDL demands besides the policies: `@authenticated`, `@requiresScopes`, `@policy`.
 *
 * Takes a requirement and the caller, gives a yes or a no. A requirement only ever denies: meeting it opens nothing.
 */
import type { AccessRequirement, Alternatives } from '@vigil/shared';
import type { SubjectClass } from './subject-class.js';

export function meetsRequirement(
  { authenticated, scopes, policies }: AccessRequirement,
  subject: SubjectClass,
  satisfied: (policy: string) => boolean,
): boolean {
  const signedIn = subject.authenticated === true;
  // Scopes of a token that nobody verified are words.
  const held = new Set(signedIn ? subject.scopes : []);
  return (
    (signedIn || !authenticated) &&
    scopes.every((alternatives) => holds(alternatives, (scope) => held.has(scope))) &&
    policies.every((alternatives) => holds(alternatives, satisfied))
  );
}

/** One group must hold whole. An empty list, or an empty group, was meant to say something: it denies. */
function holds(alternatives: Alternatives, has: (name: string) => boolean): boolean {
  return alternatives.some((group) => group.length > 0 && group.every(has));
}
