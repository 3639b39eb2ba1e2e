/** Document shapes, against a hub on real HTTP and recording partners. */
import { afterAll, beforeAll } from '@jest/globals';
import { startAttackWorld, type AttackWorld } from './support/attack-world.js';
import { judgeTable } from './support/judge-table.js';
import { documentShapes } from './tables/document-shapes.js';

let world: AttackWorld;
beforeAll(async () => {
  world = await startAttackWorld({ extensions: false });
});
afterAll(() => world.close());

judgeTable(documentShapes, () => world);
