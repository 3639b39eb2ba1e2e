/**
 * Hands documents that stage 1 has parsed and validated over to Apollo Server, which looks into this store
 * before it would parse and validate by itself.
 *
 * Apollo Server asks by the SHA-256 of the text, behind a prefix that follows from its schema. A document is
 * here exactly as long as a request with its text is under way. It is what the text says and nothing besides, so
 * requests of two generations may share it: what is executed is each request's own decision
 * (`generations/generations.ts`), made on the schema of its own generation.
 */
import { createHash } from 'node:crypto';
import type { DocumentNode } from 'graphql';
import type { Exchange, ReceivedOperation } from '../exchange.js';

interface Held {
  document: DocumentNode;
  holders: Set<Holder>;
}

/** What must be known of a request: its operation, once stage 1 has it. */
type Holder = Pick<Exchange, 'operation'>;

export class CheckedDocuments {
  readonly #held = new Map<string, Held>();
  /** one text, one document: whoever keeps parsed documents need not have them hashed again */
  readonly #keys = new WeakMap<DocumentNode, string>();

  hold(exchange: Holder): void {
    if (exchange.operation === null) return;
    const key = this.#keyOf(exchange.operation);
    const holders = this.#held.get(key)?.holders ?? new Set();
    this.#held.set(key, { document: exchange.operation.document, holders: holders.add(exchange) });
  }

  release(exchange: Holder): void {
    if (exchange.operation === null) return;
    const key = this.#keyOf(exchange.operation);
    const holders = this.#held.get(key)?.holders;
    holders?.delete(exchange);
    if (holders?.size === 0) this.#held.delete(key);
  }

  get(key: string): Promise<DocumentNode | undefined> {
    return Promise.resolve(this.#held.get(key.slice(key.lastIndexOf(':') + 1))?.document);
  }

  /** Apollo Server offers what it parsed itself; nothing is kept that stage 1 has not seen. */
  set(): Promise<void> {
    return Promise.resolve();
  }

  delete(): Promise<boolean> {
    return Promise.resolve(false);
  }

  #keyOf({ query, document }: ReceivedOperation): string {
    const known = this.#keys.get(document);
    if (known !== undefined) return known;
    const key = createHash('sha256').update(query).digest('hex');
    this.#keys.set(document, key);
    return key;
  }
}
