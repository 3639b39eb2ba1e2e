/** Makes tests of a table: each case, its authorised twin, and the case again with partners that tell too much. */
import { describe, expect, test } from '@jest/globals';
import type { AttackTable } from './attack-case.js';
import type { AttackWorld } from './attack-world.js';
import { findTwinViolations, findViolations } from './find-violations.js';
import { generous } from './generous-partner.js';

async function withGenerousPartners<T>({ one, two }: AttackWorld, act: () => Promise<T>): Promise<T> {
  one.misbehave = generous;
  two.misbehave = generous;
  try {
    return await act();
  } finally {
    one.misbehave = null;
    two.misbehave = null;
  }
}

/** @param world - asked late: it is started before the tests run */
export function judgeTable({ subject, cases }: AttackTable, world: () => AttackWorld): void {
  describe(subject, () => {
    test.each(cases.map((attack) => [attack.title, attack] as const))('%s', async (_title, attack) => {
      expect(await findViolations(world(), attack)).toEqual([]);
      expect(await findTwinViolations(world(), attack)).toEqual([]);
      // Where nobody is asked, nobody can tell too much.
      if (attack.asks === undefined) return;
      const again = await withGenerousPartners(world(), () => findViolations(world(), attack));
      expect(again).toEqual([]);
    });
  });
}
