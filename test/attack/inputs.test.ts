/** Inputs that are denied by policies of their own, and what the same cases find when those policies are away. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPolicyFolders } from '../policies/support/policy-folder.js';
import type { AttackTable } from './support/attack-case.js';
import { startAttackWorld, type AttackWorld } from './support/attack-world.js';
import { findViolations } from './support/find-violations.js';
import { judgeTable } from './support/judge-table.js';
import { NO_FILTERS, NO_ORDER, filters, orders } from './tables/inputs.js';

const folders = createPolicyFolders();
afterAll(() => folders.removeAll());

/** @param policies - null: the coalition's own, and no more */
async function start(policies: string | null): Promise<AttackWorld> {
  if (policies === null) return startAttackWorld({ extensions: false });
  const folder = await folders.create({ files: { 'zz-attack.cedar': policies } });
  return startAttackWorld({ extensions: false, environment: { VIGIL_HUB_POLICIES: folder } });
}

describe.each<[AttackTable, string]>([
  [filters, NO_FILTERS],
  [orders, NO_ORDER],
])('with a policy of its own', (table, policies) => {
  let world: AttackWorld;
  beforeAll(async () => {
    world = await start(policies);
  });
  afterAll(() => world.close());
  judgeTable(table, () => world);
});

describe('the broken twin, without those policies', () => {
  let world: AttackWorld;
  beforeAll(async () => {
    world = await start(null);
  });
  afterAll(() => world.close());

  const refused = [...filters.cases, ...orders.cases].filter(({ expect: wanted }) => 'refused' in wanted);
  test.each(refused.map((attack) => [attack.title, attack] as const))('fails: %s', async (_title, attack) => {
    expect(await findViolations(world, attack)).not.toEqual([]);
  });
});
