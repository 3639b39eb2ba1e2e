/** Permission maps that no policy makes: everything is allowed of everybody, but for what is listed. */
import { ALWAYS, NEVER, NO_OBLIGATIONS, type PermissionMap } from '@vigil/policies';

const OWNERS = ['one', 'two', 'three'];

/**
 * @param denied - `action coordinate`, of everybody, or `action coordinate owner`; `select` denies reading, whichever
 *   action a policy would ask for
 */
export function mapWithout(denied: readonly string[], hash = denied.join()): PermissionMap {
  const allows = (action: string, coordinate: string, owner: string): boolean =>
    OWNERS.includes(owner) &&
    !denied.includes(`${action} ${coordinate}`) &&
    !denied.includes(`${action} ${coordinate} ${owner}`);
  const owners = (action: string, coordinate: string): ReadonlySet<string> =>
    new Set(OWNERS.filter((owner) => allows(action, coordinate, owner)));
  return {
    hash,
    policyVersion: 'v',
    owners,
    allows,
    readers: (coordinate) => owners('select', coordinate),
    mayRead: (coordinate, owner) => allows('select', coordinate, owner),
    condition: (action, coordinate, owner) => (allows(action, coordinate, owner) ? ALWAYS : NEVER),
    readCondition: (coordinate, owner) => (allows('select', coordinate, owner) ? ALWAYS : NEVER),
    obligations: () => NO_OBLIGATIONS,
  };
}
