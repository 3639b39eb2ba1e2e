/** What an extension's author demands, and the same cases on an extension without those demands. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GUARDED, UNGUARDED } from '../gateway/security-directives/guarded-extension.js';
import { START_MILLISECONDS, startAttackWorld, type AttackWorld } from './support/attack-world.js';
import { findViolations } from './support/find-violations.js';
import { judgeTable } from './support/judge-table.js';
import { demands } from './tables/demands.js';

const SCOPES = ['one:a', 'one:b', 'one:c', 'one:cc', 'ONE:C'];

describe('as the author wrote it', () => {
  let world: AttackWorld;
  beforeAll(async () => {
    world = await startAttackWorld({ extension: GUARDED, scopes: SCOPES });
  }, START_MILLISECONDS);
  afterAll(() => world.close());
  judgeTable(demands, () => world);
});

describe('the broken twin, with the demands taken out', () => {
  let world: AttackWorld;
  beforeAll(async () => {
    world = await startAttackWorld({ extension: UNGUARDED, scopes: SCOPES });
  }, START_MILLISECONDS);
  afterAll(() => world.close());

  const byDemandAlone = demands.cases.filter(({ title }) => !title.includes('another agreement'));
  test.each(byDemandAlone.map((attack) => [attack.title, attack] as const))(
    'fails: %s',
    async (_title, attack) => {
      expect(await findViolations(world, attack)).not.toEqual([]);
    },
  );
});
