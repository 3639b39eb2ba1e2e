/** What somebody may do of whom nothing is known: everything, but for what demands something. */
import { createHash } from 'node:crypto';
import { NEVER, createOpenMap, type PermissionMap } from '@vigil/policies';

const NOBODY: ReadonlySet<string> = new Set();

/** @param denied - coordinates */
export function createAnonymousMap(denied: ReadonlySet<string>): PermissionMap {
  const open = createOpenMap('PUBLIC');
  if (denied.size === 0) return open;
  const digest = createHash('sha256')
    .update(JSON.stringify([...denied].sort()))
    .digest('hex');
  return Object.freeze<PermissionMap>({
    ...open,
    hash: `${open.hash}:${digest}`,
    owners: (action, coordinate) => (denied.has(coordinate) ? NOBODY : open.owners(action, coordinate)),
    allows: (action, coordinate, owner) => !denied.has(coordinate) && open.allows(action, coordinate, owner),
    readers: (coordinate) => (denied.has(coordinate) ? NOBODY : open.readers(coordinate)),
    mayRead: (coordinate, owner) => !denied.has(coordinate) && open.mayRead(coordinate, owner),
    condition: (action, coordinate, owner) =>
      denied.has(coordinate) ? NEVER : open.condition(action, coordinate, owner),
    readCondition: (coordinate, owner) =>
      denied.has(coordinate) ? NEVER : open.readCondition(coordinate, owner),
  });
}
