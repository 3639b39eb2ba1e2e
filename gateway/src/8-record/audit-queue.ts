/**
 * Stage 8, record: an entry is durable before the bytes of its answer leave.
 *
 * Takes entries, gives promises that resolve once the entry is on disk. Entries that arrive while a write is
 * under way share the next one, so that many requests cost few disk flushes.
 */
import type { UnnumberedEntry } from './describe-exchange.js';

/** Where entries are kept: writes all of them, durably and in this order, or none. */
export interface AuditStore {
  append(entries: readonly UnnumberedEntry[]): Promise<void>;
}

interface Waiting {
  entry: UnnumberedEntry;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

const MAX_ENTRIES_A_WRITE = 200;

/** Writes entries in groups, one write at a time. */
export class AuditQueue {
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;

  constructor(private readonly store: AuditStore) {}

  /** Resolves when the entry is durable; rejects when it is not, and then the answer must not leave. */
  record(entry: UnnumberedEntry): Promise<void> {
    const recorded = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    return recorded;
  }

  /** Resolves once nothing is waiting any more. */
  async drain(): Promise<void> {
    await (this.#writing ?? Promise.resolve());
  }

  async #writeAll(): Promise<void> {
    // A turn of the event loop first: requests that finish together are written together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_ENTRIES_A_WRITE);
      try {
        await this.store.append(group.map(({ entry }) => entry));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = null;
  }
}
