/**
 * What an extension's SDL demands of a caller, and this one does not bring.
 *
 * Takes a requirement and a caller, gives sentences. Judges as the permission map does; that one decides.
 */
import type { AgreementInForce, SubjectClass } from '@vigil/policies';
import type { AccessRequirement } from '@vigil/shared';
import type { PolicyBook, SchemaBook } from './policy-book.js';

export interface DemandQuestion {
  readonly book: PolicyBook;
  readonly schema: SchemaBook;
  readonly subject: SubjectClass;
  readonly coordinate: string;
}

export function unmetDemands(
  { book, schema, subject, coordinate }: DemandQuestion,
  agreements: readonly AgreementInForce[],
): string[] {
  const requirement = schema.requirements.get(coordinate);
  if (requirement === undefined) return [];
  const scopes = new Set(subject.scopes);
  const satisfied = book.engine.satisfiedBy({ subject, agreements });
  return [
    ...(requirement.authenticated && subject.authenticated !== true
      ? ['the schema demands that the caller is signed in']
      : []),
    ...unmet(requirement.scopes, (scope) => scopes.has(scope)).map(
      (alternatives) => `the schema demands the scopes ${alternatives}`,
    ),
    ...unmet(requirement.policies, satisfied).map(
      (alternatives) => `the schema demands the policies ${alternatives}`,
    ),
  ];
}

function unmet(demands: AccessRequirement['scopes'], holds: (name: string) => boolean): string[] {
  return demands
    .filter((alternatives) => !alternatives.some((group) => group.length > 0 && group.every(holds)))
    .map((alternatives) =>
      alternatives.length === 0
        ? 'of an empty list, which nobody has'
        : alternatives.map((group) => group.join(' and ')).join(', or '),
    );
}
