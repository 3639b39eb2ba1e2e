/**
 * What the hub sends to name events: `{ __typename: "Event", id, <required scalars> }`, and nothing else.
 *
 * Takes the list as it arrived, gives the public id of each event of this partner. Whatever else stands there
 * gets null, like an event that does not exist. The required values are looked at and then left: this node
 * knows them better, and what a resolver is given comes from its own records.
 */
import { publicIdOf } from '../serve/keyset.js';

export interface RepresentationRules {
  readonly partner: string;
  /** fields that a representation may bring beside its id */
  readonly external: readonly string[];
}

/** The public id of each representation's event; null where it names none of this partner's. */
export function representedEvents(
  representations: readonly unknown[],
  { partner, external }: RepresentationRules,
): (string | null)[] {
  const allowed = new Set(['__typename', 'id', ...external]);
  return representations.map((representation) => {
    if (!isRecord(representation)) return null;
    const { __typename, id, ...required } = representation;
    if (__typename !== 'Event' || typeof id !== 'string') return null;
    const fits = Object.entries(required).every(([name, value]) => allowed.has(name) && isScalar(value));
    return fits ? publicIdOf(id, partner) : null;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
