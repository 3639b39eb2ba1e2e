/** What a partner slips into its answers, against a hub on real HTTP. */
import { afterAll, beforeAll } from '@jest/globals';
import { START_MILLISECONDS, startAttackWorld, type AttackWorld } from './support/attack-world.js';
import { judgeTable } from './support/judge-table.js';
import { otherLies, sealedLies } from './tables/partner-lies.js';

let world: AttackWorld;
beforeAll(async () => {
  world = await startAttackWorld();
}, START_MILLISECONDS);
afterAll(() => world.close());

for (const table of [sealedLies, otherLies]) judgeTable(table, () => world);
