/**
 * Consent in SQL: does a person, or does everybody in a case file, grant a scope to the caller's organisation now?
 *
 * Takes aliases and placeholders, gives conditions that are never NULL. The rules were learnt from attacks, so
 * each of them stays: they hold for every scope alike.
 */

export type PersonKind = 'VICTIM' | 'WITNESS';

/** A victim or a witness of the statement around. */
export interface Person {
  readonly kind: PersonKind;
  /** SQL expression of the person's id */
  readonly id: string;
}

/** Placeholders of one question about consent. */
export interface Asked {
  readonly scope: string;
  /** organisation id; NULL for a caller who belongs to none */
  readonly recipient: string;
  readonly at: string;
  /** a grant for everybody is none: the person must have named this recipient */
  readonly byName: boolean;
}

/** Scopes that name who may know the person: a grant that names nobody says nothing. */
const BY_NAME: ReadonlySet<string> = new Set(['NAMED_BODY']);

export function mustNameRecipient(scope: string): boolean {
  return BY_NAME.has(scope);
}

/** Has this person a grant that holds now? */
export function personConsents(person: Person, asked: Asked): string {
  return `EXISTS (SELECT 1 FROM consent given WHERE ${holds(person, asked)})`;
}

/** The ids of everybody in the case file `cf`, whether an act names them or not. */
const EVERYBODY: readonly (readonly [kind: PersonKind, people: string])[] = [
  ['VICTIM', 'FROM victim person WHERE person.case_file_id = cf.id'],
  [
    'WITNESS',
    'FROM witness person JOIN event seen ON seen.id = person.event_id WHERE seen.case_file_id = cf.id',
  ],
];

/** Has every victim and every witness of the case file `cf` a grant that holds now? */
export function everybodyConsents(asked: Asked): string {
  const lacking = EVERYBODY.map(
    ([kind, people]) =>
      `NOT EXISTS (SELECT 1 ${people} AND NOT ${personConsents({ kind, id: 'person.id' }, asked)})`,
  );
  return `(${lacking.join('\n    AND ')})`;
}

/** When the first of the grants ends by which this person consents; NULL: none of them has an end. */
export function personConsentEnds(person: Person, asked: Asked): string {
  return `(SELECT min(given.expires_at) FROM consent given WHERE ${holds(person, asked)})`;
}

/** The same of everybody in the case file `cf`. */
export function everybodyConsentEnds(asked: Asked): string {
  const ends = EVERYBODY.map(
    ([kind, people]) => `(SELECT min(${personConsentEnds({ kind, id: 'person.id' }, asked)}) ${people})`,
  );
  return `LEAST(${ends.join(', ')})`;
}

/** The grant by which this person consents: one for this recipient before one for everybody. */
export function personConsentId(person: Person, asked: Asked): string {
  return `(SELECT given.id FROM consent given WHERE ${holds(person, asked)}
    ORDER BY given.recipient NULLS LAST, given.id LIMIT 1)`;
}

/**
 * The row `given` is a grant for everybody or for this recipient that holds now, and nothing takes it back.
 * A grant dated in the future does not hold yet.
 *
 * What takes it back: a refusal or withdrawal, for everybody or for this recipient, that is not older than
 * the grant; and one for this very recipient beats a grant for everybody whatever its date. What this very
 * recipient was given for a time ended with that time, and a grant for everybody from before its end does not
 * prolong it. A grant for everybody that ran out takes nothing back, it only no longer holds. An answer without a
 * state or a date, which a partner's own view may give, takes back as well: nobody can say that it does not.
 */
function holds(person: Person, { scope, recipient, at, byName }: Asked): string {
  // `taken` is tied to `given`, not to the person again: then the planner can join, where views have no index
  const about = (alias: string, id: string): string =>
    `${alias}.person_kind = '${person.kind}' AND ${alias}.person_id = ${id}
      AND ${alias}.scope = ${scope}
      AND (${alias}.recipient IS NULL OR ${alias}.recipient = ${recipient})`;
  return `${about('given', person.id)}${byName ? ' AND given.recipient IS NOT NULL' : ''}
      AND given.state = 'GRANTED' AND given.withdrawn_at IS NULL AND given.recorded_at <= ${at}
      AND (given.expires_at IS NULL OR given.expires_at > ${at})
      AND NOT EXISTS (
        SELECT 1 FROM consent taken WHERE ${about('taken', 'given.person_id')}
          AND ((
            (taken.state IS NULL OR taken.state NOT IN ('GRANTED', 'EXPIRED') OR taken.withdrawn_at IS NOT NULL)
            AND (COALESCE(taken.withdrawn_at, taken.recorded_at) IS NULL
              OR COALESCE(taken.withdrawn_at, taken.recorded_at) >= given.recorded_at
              OR (given.recipient IS NULL AND taken.recipient IS NOT NULL))
          ) OR (
            (taken.state = 'EXPIRED' OR taken.expires_at <= ${at})
            AND given.recipient IS NULL AND taken.recipient IS NOT NULL
            AND (GREATEST(taken.recorded_at, taken.expires_at) IS NULL
              OR GREATEST(taken.recorded_at, taken.expires_at) >= given.recorded_at))))`;
}
