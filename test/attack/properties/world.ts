/**
 * What three partners hold: made-up events with everything that hangs on them, and values for whatever an extension
 * asks. Each text says where it stands, so that one in the wrong place can be seen.
 *
 * Values follow from their place alone: a partner and whoever merges all partners' data by hand get the same.
 */
import type { RecordFacts } from '@vigil/policies';
import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { Drawing } from './drawing.js';
import { sealedText } from './sealed-text.js';

export const OWNERS = ['one', 'two', 'three'] as const;
export type Facts = Omit<RecordFacts, 'owner'>;

/** An object of the contract as one partner holds it. */
export interface Held {
  readonly type: string;
  readonly event: HeldEvent;
  readonly values: Readonly<Record<string, unknown>>;
  /** of the person whom it is about; null: about nobody in particular */
  readonly subjectConsents: readonly string[] | null;
}

export interface HeldEvent {
  readonly id: string;
  readonly owner: string;
  readonly facts: Facts;
  readonly root: Held;
}

/** Stands for a text that nobody here can open. */
const SEALED = Symbol('sealed');

const SCOPES = ['DEIDENTIFIED_SHARING', 'NAMED_BODY', 'LEGAL_PROCEEDINGS', 'RESEARCH'];
const DATES = ['2012-03-01', '2013-05-01', '2012-03-01', null];

function drawFacts(draw: Drawing): Facts {
  return {
    verification: draw.pick(['VERIFIED', 'RECEIVED', 'CORROBORATED', 'INCONCLUSIVE']),
    confidential: draw.chance(25),
    embargoed: draw.chance(25),
    coSignatories: draw.some(['one', 'regional-body', 'court'], 40),
    consents: draw.some(SCOPES, 70),
    subjectConsents: null,
    daysSinceReceived: draw.pick([50, 5, 500]),
  };
}

class Holding {
  constructor(
    private readonly draw: Drawing,
    private readonly owner: string,
  ) {}

  event(at: number): HeldEvent {
    const { draw, owner } = this;
    const event: { -readonly [Name in keyof HeldEvent]: HeldEvent[Name] } = {
      id: `${owner}:e${at}`,
      owner,
      facts: drawFacts(draw),
      root: null as unknown as Held,
    };
    event.root = this.#root(event);
    return event;
  }

  #held(event: HeldEvent, type: string, given: Record<string, unknown>): Held {
    const values = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        value === SEALED ? this.#sealed(event, `${type}.${name}`, given['id']) : value,
      ]),
    );
    const isPerson = type === 'Victim' || type === 'Witness';
    return { type, event, values, subjectConsents: isPerson ? this.draw.some(SCOPES, 70) : null };
  }

  /** @param id - of the object that the value stands in: the event itself, or somebody or something in it */
  #sealed({ id: event, owner: issuer }: HeldEvent, field: string, id: unknown): string | null {
    const record = id === event ? event : `${event}/${String(id)}`;
    return this.draw.chance(25) ? null : sealedText({ field, record, issuer });
  }

  #root(event: HeldEvent): Held {
    const { draw, owner } = this;
    const text = (field: string): string => `${field} of ${event.id}`;
    const many = (most: number, make: (at: number) => Held): Held[] =>
      Array.from({ length: draw.below(most + 1) }, (_each, at) => make(at));
    const country = draw.pick(['XA', 'XB']);
    const date = draw.pick(DATES);
    return this.#held(event, 'Event', {
      id: event.id,
      partner: { id: owner },
      title: text('title'),
      startDate: date,
      datePrecision: date === null ? 'UNKNOWN' : 'MONTH',
      country,
      area: `${country}-01`,
      exactLocation: SEALED,
      description: SEALED,
      verification: event.facts.verification,
      acts: many(2, (at) => this.#act(event, at)),
      witnesses: many(2, (at) =>
        this.#held(event, 'Witness', {
          id: idBelow(event, `w${at}`),
          connection: text('connection'),
          reliability: text('reliability'),
          ...{ legalName: SEALED, contact: SEALED, testimony: SEALED },
        }),
      ),
      evidence: many(1, (at) =>
        this.#held(event, 'Evidence', {
          id: idBelow(event, `v${at}`),
          kind: text('kind'),
          sha256: text('sha256'),
          ...{ collectedAt: '2013-01-01', content: SEALED },
        }),
      ),
      interventions: many(1, (at) =>
        this.#held(event, 'Intervention', {
          id: idBelow(event, `i${at}`),
          type: text('type'),
          date: '2014-02-01',
          status: null,
        }),
      ),
    });
  }

  #act(event: HeldEvent, at: number): Held {
    const { draw } = this;
    const victim = this.#held(event, 'Victim', {
      id: idBelow(event, `p${at}`),
      sex: 'FEMALE',
      ageBand: draw.pick(['A25_34', null]),
      group: 'JOURNALIST',
      ...{ legalName: SEALED, contact: SEALED },
    });
    return this.#held(event, 'Act', {
      id: idBelow(event, `a${at}`),
      type: draw.pick(['DETENTION', 'TORTURE']),
      method: `method of ${event.id}`,
      startDate: draw.pick(DATES),
      victim: draw.chance(20) ? null : victim,
      perpetrators: [
        this.#held(event, 'Perpetrator', {
          id: idBelow(event, `t${at}`),
          type: 'STATE',
          unit: `unit of ${event.id}`,
          legalName: SEALED,
        }),
      ],
    });
  }
}

/** As the ids of a partner's answer are formed: letters, digits, hyphens. */
function idBelow({ id }: HeldEvent, name: string): string {
  return `${name}-${id.replace(':', '-')}`;
}

/** @returns each partner's events */
export function drawWorld(draw: Drawing): ReadonlyMap<string, readonly HeldEvent[]> {
  return new Map(
    OWNERS.map((owner) => {
      const holding = new Holding(draw, owner);
      return [owner, Array.from({ length: draw.between(1, 3) }, (_each, at) => holding.event(at))] as const;
    }),
  );
}

/** An object of an extension: nothing but its type and the place where it stands. */
export interface OwnObject {
  readonly type: string;
  readonly place: string;
}

export function isOwnObject(value: unknown): value is OwnObject {
  return typeof value === 'object' && value !== null && 'place' in value;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The same whatever order they come in: composition may change it. */
function pickAt(names: readonly string[], place: string): string {
  return [...names].sort()[hashOf(place) % names.length] ?? '';
}

function leafAt(type: string, place: string): unknown {
  const hash = hashOf(place);
  switch (type) {
    case 'Int':
      return hash % 10_000;
    case 'Float':
      return (hash % 10_000) / 4;
    case 'Boolean':
      return hash % 2 === 0;
    case 'Date':
      return `20${10 + (hash % 10)}-0${1 + (hash % 9)}-01`;
    case 'Sealed':
      return null;
    default:
      return place;
  }
}

/** @param place - of the value, arguments included */
export function valueAt(schema: GraphQLSchema, type: GraphQLOutputType, place: string): unknown {
  if (isNonNullType(type)) return presentAt(schema, type.ofType, place);
  return hashOf(`null? ${place}`) % 8 === 0 ? null : presentAt(schema, type, place);
}

function presentAt(schema: GraphQLSchema, type: GraphQLOutputType, place: string): unknown {
  if (isNonNullType(type)) return presentAt(schema, type.ofType, place);
  if (isListType(type)) {
    const item = type.ofType;
    return Array.from({ length: hashOf(`many? ${place}`) % 4 }, (_each, at) =>
      valueAt(schema, item, `${place}[${at}]`),
    );
  }
  if (isObjectType(type)) return { type: type.name, place } satisfies OwnObject;
  if (isAbstractType(type)) {
    const types = schema.getPossibleTypes(type).map(({ name }) => name);
    return { type: pickAt(types, `type? ${place}`), place } satisfies OwnObject;
  }
  if (isEnumType(type)) {
    return pickAt(
      type.getValues().map(({ name }) => name),
      `word? ${place}`,
    );
  }
  return leafAt(getNamedType(type).name, place);
}

/** Arguments as text, whatever order they were written in. */
export function argumentText(value: unknown): string {
  return JSON.stringify(sortedKeys(value));
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, sortedKeys(item)]),
  );
}
