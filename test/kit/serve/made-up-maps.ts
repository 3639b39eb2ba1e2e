/** Permission maps that no policy would give: for broken twins, and for cases about one residual. */
import {
  ALWAYS,
  NEVER,
  NO_OBLIGATIONS,
  type Action,
  type PermissionMap,
  type Residual,
} from '@vigil/policies';

type Given = (action: Action, coordinate: string) => Residual;

/** A map that gives this residual for every use of every coordinate, for the data of one partner. */
export function mapOf(partner: string, given: Given): PermissionMap {
  const owner: ReadonlySet<string> = new Set([partner]);
  const nobody: ReadonlySet<string> = new Set();
  const condition: PermissionMap['condition'] = (action, coordinate, of) =>
    of === partner ? given(action, coordinate) : NEVER;
  const allows: PermissionMap['allows'] = (action, coordinate, of) =>
    condition(action, coordinate, of) !== NEVER;
  const mayRead: PermissionMap['mayRead'] = (coordinate, of) => allows('select', coordinate, of);
  return {
    hash: 'made up',
    policyVersion: 'made up',
    owners: (action, coordinate) => (allows(action, coordinate, partner) ? owner : nobody),
    allows,
    readers: (coordinate) => (mayRead(coordinate, partner) ? owner : nobody),
    mayRead,
    condition,
    readCondition: (coordinate, of) => condition('select', coordinate, of),
    obligations: () => NO_OBLIGATIONS,
  };
}

/** What a node that decides nothing would go by. */
export function everythingAllowed(partner: string): PermissionMap {
  return mapOf(partner, () => ALWAYS);
}
