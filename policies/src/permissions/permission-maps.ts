/**
 * Keeps compiled permission maps: one per class of callers and day.
 *
 * Takes what does not change while a process runs, gives the map of a caller. An agreement begins and ends
 * with a UTC day, so a map is never used on another day than the one it was compiled for.
 */
import {
  compilePermissionMap,
  normaliseSubject,
  type CompilePermissionMapInput,
  type PermissionMap,
} from './permission-map.js';
import type { SubjectClass } from './subject-class.js';

export interface PermissionMapsInput extends Omit<CompilePermissionMapInput, 'subject' | 'now'> {
  readonly now: () => Date;
  /** maps kept at most; the one unused for longest goes first */
  readonly maxMaps?: number;
}

export interface PermissionMaps {
  for(subject: SubjectClass): PermissionMap;
}

/** @returns a cache; `for` compiles on first use of a class and on its first use of a day */
export function createPermissionMaps(input: PermissionMapsInput): PermissionMaps {
  const maxMaps = input.maxMaps ?? 500;
  const kept = new Map<string, PermissionMap>();
  return {
    for(subject) {
      const now = input.now();
      const { organisation, roles, purpose, authenticated, scopes } = normaliseSubject(subject);
      const day = now.toISOString().slice(0, 10);
      const key = JSON.stringify([day, organisation, roles, purpose, authenticated, scopes]);
      const map = kept.get(key) ?? compilePermissionMap({ ...input, subject, now });
      // Map keeps the order of insertion: taking out and putting back makes this the newest.
      kept.delete(key);
      kept.set(key, map);
      for (const oldest of kept.keys()) {
        if (kept.size <= maxMaps) break;
        kept.delete(oldest);
      }
      return map;
    },
  };
}
