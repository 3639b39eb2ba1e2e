/**
 * Hands documents that stage 1 has parsed and validated over to Apollo Server, which looks into this store
 * before it would parse and validate by itself.
 *
 * Apollo Server asks by the SHA-256 of the text, behind a prefix that follows from its schema. A document is
 * here exactly as long as a request with its text is under way.
 */
import { createHash } from 'node:crypto';
import type { DocumentStore } from '@apollo/server';
import type { DocumentNode } from 'graphql';

interface Held {
  document: DocumentNode;
  holders: number;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export class CheckedDocuments implements Pick<DocumentStore, 'get' | 'set' | 'delete'> {
  readonly #held = new Map<string, Held>();

  hold(text: string, document: DocumentNode): void {
    const key = hashOf(text);
    this.#held.set(key, { document, holders: (this.#held.get(key)?.holders ?? 0) + 1 });
  }

  release(text: string): void {
    const key = hashOf(text);
    const held = this.#held.get(key);
    if (held === undefined) return;
    if (held.holders > 1) held.holders -= 1;
    else this.#held.delete(key);
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
}
