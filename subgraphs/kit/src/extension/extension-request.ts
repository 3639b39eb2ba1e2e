/**
 * One request to an extension while it is executed: what every field of it is answered through.
 *
 * Takes the thread, the visible events and who asks; gives values that have been looked at: events that exist
 * for the caller and no others, dates no finer than the contract's, and no more than one answer may hold. All
 * parents of one place in the operation reach their resolver in one call.
 */
import { HubError } from '@vigil/shared';
import { isEnumType, isLeafType, type GraphQLResolveInfo } from 'graphql';
import { AnswerBudget } from './answer-budget.js';
import {
  ResolverFailure,
  type CallOptions,
  type ExtensionCaller,
  type ResolverAnswer,
  type ResolverCall,
} from './extension-thread.js';
import { Gather } from './gather.js';
import type { OwnField } from './own-fields.js';
import { settleLeaf } from './settle-leaf.js';

/** An event that exists for the caller: what a resolver of `Event` gets for each. */
export interface ExtensionEvent {
  readonly __typename: 'Event';
  /** `<partner>:<public id>`, the name of the event in the graph */
  readonly id: string;
  /** the key of the event in this node's tables; never part of an answer */
  readonly eventId: string;
  /** the contract's fields that the SDL marks `@external`, as this caller sees them */
  readonly [external: string]: string | null;
}

export interface ExtensionRequestParts {
  readonly call: (call: ResolverCall, options: CallOptions) => Promise<ResolverAnswer>;
  readonly query: CallOptions['query'];
  /** public id -> event, for those that exist for the caller; one statement */
  readonly findEvents: (publicIds: readonly string[]) => Promise<ReadonlyMap<string, ExtensionEvent>>;
  /** representation -> public id of this partner's, null for anything else */
  readonly publicIds: (representations: readonly unknown[]) => (string | null)[];
  /** hears which own field has no value, and why: kinds and places, nothing of a record */
  readonly onFailure: (coordinate: string, failure: ResolverFailure) => void;
  /** may this word of an enum be read by the caller in some record? */
  readonly mayLeave: (coordinate: string) => boolean;
  /** do the policies want the dates of this field cut to their month? */
  readonly inMonths: (coordinate: string) => boolean;
  readonly caller: ExtensionCaller;
  readonly now: Date;
  /** milliseconds that are left of the request */
  readonly leftMs: () => number;
}

/** What the executor says about one field. */
export interface AskedField {
  readonly source: unknown;
  readonly args: unknown;
  readonly path: GraphQLResolveInfo['path'];
}

const MAX_REPRESENTATIONS = 500;
/** braces, quotes, commas around a value */
const FRAME = 8;

export class ExtensionRequest {
  readonly #budget = new AnswerBudget();
  readonly #batches = new Map<string, Gather<unknown, unknown>>();
  #asked = 0;
  #rows = 0;

  constructor(private readonly parts: ExtensionRequestParts) {}

  /** Events given so far, for the record of the request. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Federation's `_entities`: the events of this partner that exist for the caller, null in every other place.
   *
   * @throws HubError LIMIT_EXCEEDED for more than 500 in one request
   */
  async entities(representations: readonly unknown[]): Promise<(ExtensionEvent | null)[]> {
    this.#asked += representations.length;
    if (this.#asked > MAX_REPRESENTATIONS) {
      throw new HubError('LIMIT_EXCEEDED', `more than ${MAX_REPRESENTATIONS} events are asked for`, 'caller');
    }
    const ids = this.parts.publicIds(representations);
    // One statement, also when every id is a foreign one: hidden, missing and foreign take the same way.
    const found = await this.parts.findEvents([...new Set(ids.filter((id) => id !== null))]);
    const events = ids.map((id) => (id === null ? null : (found.get(id) ?? null)));
    this.#rows += events.filter((event) => event !== null).length;
    return events;
  }

  /** The value of one own field, in the shape that the schema then cuts. */
  answer(own: OwnField, asked: AskedField): unknown {
    if (own.answeredBy === 'PROPERTY') {
      return this.#settleOrFail(own, propertyOf(asked.source, own.field.name));
    }
    const given =
      own.answeredBy === 'BATCH'
        ? this.#batch(own, asked)
        : this.#call(own, asked.source ?? null, asked.args);
    return given.then(
      (value) => this.#settleOrFail(own, value),
      (error: unknown) => this.#fail(own, error),
    );
  }

  /** One gathering for each place in the operation: equal but for the places in lists. */
  #batch(own: OwnField, { source, args, path }: AskedField): Promise<unknown> {
    const place = placeOf(path);
    let gather = this.#batches.get(place);
    if (gather === undefined) {
      gather = new Gather(async (events) => {
        const values = await this.#call(own, events, args);
        if (!Array.isArray(values) || values.length !== events.length) {
          throw new ResolverFailure('did not give one value for each event');
        }
        return values as unknown[];
      });
      this.#batches.set(place, gather);
    }
    return gather.add(source);
  }

  async #call(own: OwnField, parents: unknown, args: unknown): Promise<unknown> {
    const { query, caller, now, leftMs } = this.parts;
    const call = { type: own.typeName, field: own.field.name, parents, args, caller, now };
    const { value, characters } = await this.parts.call(call, { query, leftMs });
    this.#budget.spend(characters);
    return value;
  }

  #settleOrFail(own: OwnField, value: unknown): unknown {
    try {
      return this.#settle(own, value);
    } catch (error) {
      return this.#fail(own, error);
    }
  }

  /** What the partner's own code did wrong is told to the log; the hub hears that there is no value. */
  #fail({ typeName, field }: OwnField, error: unknown): never {
    if (!(error instanceof ResolverFailure)) throw error;
    this.parts.onFailure(`${typeName}.${field.name}`, error);
    throw new HubError('NOT_AVAILABLE', 'this field of the extension cannot be answered', 'caller');
  }

  #isHiddenWord({ named }: OwnField, value: unknown): boolean {
    // what is no word of it at all is a slip, and told as one
    if (!isEnumType(named) || typeof value !== 'string' || named.getValue(value) == null) return false;
    return !this.parts.mayLeave(`${named.name}.${value}`);
  }

  #settle(own: OwnField, value: unknown): unknown {
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) return value.map((item: unknown) => this.#settle(own, item));
    if (!isLeafType(own.named)) {
      if (typeof value !== 'object') throw new ResolverFailure('gave something other than an object');
      this.#budget.spend(FRAME);
      return value;
    }
    if (this.#isHiddenWord(own, value)) return null;
    const inMonths = this.parts.inMonths(`${own.typeName}.${own.field.name}`);
    const leaf = settleLeaf(inMonths ? { ...own, cutToMonth: isDate(own.named) } : own, value);
    this.#budget.spend(FRAME + String(leaf).length);
    return leaf;
  }
}

function isDate({ name }: OwnField['named']): boolean {
  return name === 'Date' || name === 'DateTime';
}

/** Own properties only: JSON has no others, and a prototype's would be ours. */
function propertyOf(source: unknown, name: string): unknown {
  if (typeof source !== 'object' || source === null || !Object.hasOwn(source, name)) return null;
  return (source as Readonly<Record<string, unknown>>)[name];
}

function placeOf(path: GraphQLResolveInfo['path']): string {
  const keys: string[] = [];
  for (let at: GraphQLResolveInfo['path'] | undefined = path; at !== undefined; at = at.prev) {
    if (typeof at.key === 'string') keys.push(at.key);
  }
  return keys.join('.');
}
