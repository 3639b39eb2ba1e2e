/**
 * Permission maps of the next generation, compiled before anybody waits for them.
 *
 * Takes what decides them, gives maps: the ones in use when nothing that decides them has changed, else new ones
 * that already hold the classes of callers that asked lately.
 */
import { setImmediate } from 'node:timers/promises';
import {
  createPermissionMaps,
  type PermissionMap,
  type PermissionMaps,
  type PolicyEngine,
  type SubjectClass,
} from '@vigil/policies';
import type { Coalition } from '@vigil/shared';
import { LRUCache } from 'lru-cache';
import type { ComposedGraph } from '../composition/compose-supergraph.js';

/** Compiling one takes a while: more than these are compiled when they ask. */
const MAX_REMEMBERED = 20;

export class WarmMaps {
  readonly #lately = new LRUCache<string, SubjectClass>({ max: MAX_REMEMBERED });
  #last: { key: string; composed: ComposedGraph; maps: PermissionMaps } | null = null;

  constructor(private readonly options: { engine: PolicyEngine; now: () => Date }) {}

  mapsFor(coalition: Coalition, composed: ComposedGraph): PermissionMaps {
    const owners = coalition.partners.map(({ id }) => id);
    const { agreements } = coalition;
    const key = JSON.stringify([owners, agreements]);
    if (this.#last?.key === key && this.#last.composed === composed) return this.#last.maps;
    const { classification, coordinateOwners, requirements } = composed;
    const made = createPermissionMaps({
      ...this.options,
      classification,
      coordinateOwners,
      requirements,
      owners,
      agreements,
    });
    const maps: PermissionMaps = {
      for: (subject) => {
        const { organisation, roles, purpose, authenticated, scopes } = subject;
        const key = JSON.stringify([organisation, roles, purpose, authenticated === true, scopes ?? []]);
        this.#lately.set(key, subject);
        return made.for(subject);
      },
    };
    this.#last = { key, composed, maps };
    return maps;
  }

  /** Compiles for the callers of late, one at a time: requests go on in between. */
  async warm(maps: PermissionMaps, viewFor: (map: PermissionMap) => unknown): Promise<void> {
    // Oldest first: looking one up makes it the newest.
    for (const subject of [...this.#lately.values()].reverse()) {
      viewFor(maps.for(subject));
      await setImmediate();
    }
  }
}
