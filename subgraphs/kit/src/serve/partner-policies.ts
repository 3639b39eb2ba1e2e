/**
 * The policies that this partner decides by: its own copy of the coalition's, and its veto.
 *
 * A veto is a folder `veto` in the data directory that holds rules which forbid; one that permits stops the start.
 * The hub knows nothing of it: what it closes, the hub still asks for, and is answered as if a record did not allow it.
 */
import { loadPolicyEngine, type PolicyEngine } from '@vigil/policies';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeContext } from '../node/node-context.js';

export interface PartnerPolicies {
  /** what the hub must have decided by, too */
  readonly coalition: PolicyEngine;
  /** the same with the veto; without one, the very same */
  readonly vetoed: PolicyEngine;
}

/** @throws HubError POLICY_INVALID when a file cannot be read, is wrong, or a veto permits something */
export async function loadPartnerPolicies({
  dataDir,
  policyDirectory,
}: Pick<NodeContext, 'dataDir' | 'policyDirectory'>): Promise<PartnerPolicies> {
  const coalition = await loadPolicyEngine(policyDirectory);
  const veto = join(dataDir, 'veto');
  if (!(await isThere(veto))) return { coalition, vetoed: coalition };
  return { coalition, vetoed: await loadPolicyEngine(policyDirectory, { veto }) };
}

/** What is there and is no folder, or cannot be looked at, is a veto that cannot be read. */
async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}
