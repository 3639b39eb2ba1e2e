/**
 * The permission map of data that was never classified and that somebody declared to be public as a whole.
 *
 * Whoever asks for it has to say so: nothing makes one by default, and a coalition's graph has no use for it.
 */
import { ALWAYS, NEVER } from '../residuals/residual.js';
import { NO_OBLIGATIONS } from './obligations.js';
import type { PermissionMap } from './permission-map.js';
import { HUB_OWNER } from './subject-class.js';

const EVERYTHING_IS: ReadonlySet<string> = new Set([HUB_OWNER]);

/** @param declared - the class of everything, by name: there is no other that could be open */
export function createOpenMap(declared: 'PUBLIC'): PermissionMap {
  return Object.freeze({
    hash: `unclassified:${declared}`,
    policyVersion: `unclassified:${declared}`,
    owners: () => EVERYTHING_IS,
    allows: (_action: unknown, _coordinate: unknown, owner: string) => EVERYTHING_IS.has(owner),
    readers: () => EVERYTHING_IS,
    mayRead: (_coordinate: unknown, owner: string) => EVERYTHING_IS.has(owner),
    condition: (_action: unknown, _coordinate: unknown, owner: string) =>
      EVERYTHING_IS.has(owner) ? ALWAYS : NEVER,
    readCondition: (_coordinate: unknown, owner: string) => (EVERYTHING_IS.has(owner) ? ALWAYS : NEVER),
    obligations: () => NO_OBLIGATIONS,
  });
}
