/**
 * The same question again, byte by byte, from somebody who is not signed in.
 *
 * A published table is asked for again and again, and everybody who names nobody is the same caller. Such an answer
 * is kept as the bytes that left, with what the request had come to be, for as long as it would be the same: as long
 * as the generation is in use that it was made in, and everything stands that it follows from. Only answers that were
 * found among the kept ones of a source (`5-fetch/in-process/kept-answers.ts`) come here, so nothing live and nothing
 * of a partner's records does. A request that is answered from here is recorded like any other.
 */
import { LRUCache } from 'lru-cache';
import type { Exchange, Generation } from '../exchange.js';

/** What left, and what the request was. */
export interface RepeatedAnswer {
  readonly payload: Buffer;
  readonly contentType: string;
  readonly known: Pick<Exchange, 'operation' | 'caller' | 'decision'>;
  readonly generation: Generation;
  readonly follows: readonly object[];
}

/** What an answer follows from, now. */
export interface Standing {
  readonly generation: Generation;
  /** every object that an answer kept by a source may follow from */
  readonly state: readonly object[];
}

const MOST_BYTES = 16 * 1024 * 1024;
const MOST_BYTES_OF_ONE = 512 * 1024;
const MOST_BYTES_OF_BODY = 4_096;

/** Everything of a request that its answer depends on, when nobody is signed in; null: not for here. */
function keyOf({ facts }: Exchange): string | null {
  const { method, search, contentType, contentEncoding, accept, authorization, body } = facts;
  const plain = method === 'POST' && search === '' && contentEncoding === undefined;
  if (!plain || authorization !== undefined || contentType?.startsWith('application/json') !== true)
    return null;
  if (body === undefined || body.length > MOST_BYTES_OF_BODY) return null;
  // a head of HTTP has no line break
  return `${contentType}\n${accept === undefined ? '' : `=${accept}`}\n${body.toString('latin1')}`;
}

export class RepeatedAnswers {
  readonly #answers = new LRUCache<string, RepeatedAnswer>({
    maxSize: MOST_BYTES,
    maxEntrySize: MOST_BYTES_OF_ONE,
    sizeCalculation: ({ payload }, key) => payload.length + key.length,
  });

  constructor(private readonly standing: () => Standing) {}

  /** Makes of the exchange what it was when the same was asked before, and gives what left then. */
  find(exchange: Exchange): RepeatedAnswer | null {
    const key = keyOf(exchange);
    const found = key === null ? undefined : this.#answers.get(key);
    if (key === null || found === undefined) return null;
    const { generation, state } = this.standing();
    if (found.generation !== generation || !found.follows.every((part) => state.includes(part))) {
      this.#answers.delete(key);
      return null;
    }
    Object.assign(exchange, found.known, { generation });
    return found;
  }

  /** Keeps what is about to leave, when the next one who asks the same may have it. */
  keep(exchange: Exchange, payload: Buffer, contentType: string): void {
    const { follows, generation, caller, operation, decision, codes, denied, outcomes } = exchange;
    if (follows === null || generation === null || caller === null || caller.id !== null) return;
    if (codes.length + denied.length + outcomes.length > 0) return;
    const key = keyOf(exchange);
    if (key === null || this.#answers.has(key)) return;
    const known = { operation, caller, decision };
    this.#answers.set(key, { payload, contentType, known, generation, follows });
  }
}
