/** Denied names, introspection and the mechanics of federation, against a hub whose partners have extensions. */
import { afterAll, beforeAll } from '@jest/globals';
import { START_MILLISECONDS, startAttackWorld, type AttackWorld } from './support/attack-world.js';
import { judgeTable } from './support/judge-table.js';
import { caches } from './tables/caches.js';
import { deniedNames } from './tables/denied-names.js';
import { federation } from './tables/federation.js';
import { introspection } from './tables/introspection.js';

let world: AttackWorld;
beforeAll(async () => {
  world = await startAttackWorld();
}, START_MILLISECONDS);
afterAll(() => world.close());

for (const table of [deniedNames, introspection, federation, caches]) judgeTable(table, () => world);
