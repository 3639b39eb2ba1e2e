/**
 * Looking for the worst neighbours: random files of many victims, acts, months and areas, in every kind of plan, and
 * what adding, removing or changing one of them moves, over all releases together. Nothing found costs more than rho.
 */
import { describe, expect, test } from '@jest/globals';
import type { Contribution } from '@vigil/kit';
import type { PlanInput } from '@vigil/shared';
import { createHash } from 'node:crypto';
import { CROSS_FILE_DEDUPLICATION, NOTHING_REMEMBERED, NO_CAPS } from './broken-ways.js';
import { gamePlan, rowOf, stepsOf } from './game-rows.js';
import { SimulatedPartner, WAYS, type Counted, type Step, type Ways } from './simulated-partner.js';

const INDICATORS = ['KIDNAPPING', 'UNLAWFUL_DETENTION'] as const;
const COVERAGE = INDICATORS.flatMap((indicator) =>
  ['XA', 'XB'].map((country) => ({
    ...{ indicator, country, areas: [`${country}-01`, `${country}-02`], from: '2012-01', to: '2012-12' },
  })),
);

const PLANS: readonly [string, Partial<PlanInput>][] = [
  ['single', {}],
  ['single, two releases', { plannedReleases: 2 }],
  ['single, optional tables', { optionalTables: ['LATE', 'CLIPPED'] }],
  ['single, tables of victims', { victimCap: 5 }],
  ['multiple', { entry: 'multiple' }],
  ['multiple, two releases', { entry: 'multiple', plannedReleases: 2 }],
  ['events', { unit: 'EVENT' }],
];

/** Uniform numbers in [0, below) that follow from a label. */
function dice(label: string): (below: number) => number {
  let rolls = 0;
  return (below) => {
    rolls += 1;
    return createHash('sha256').update(`${label} ${rolls}`).digest().readUInt32BE(0) % below;
  };
}

/** A file with as many rows as the dice say; victims are shared with other files. */
function fileOf(id: string, roll: (below: number) => number): Contribution[] {
  const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
  return Array.from({ length: 1 + roll(6) }, (_, index) => {
    const country = pick(['XA', 'XB']);
    const month = pick([null, '2012-03', '2012-04', '2012-05', '2012-06', '2012-07']);
    return rowOf(id, {
      ...{ country, area: pick([null, `${country}-01`, `${country}-02`]), month, year: '2012' },
      ...{ indicator: pick(INDICATORS), victimId: `v-${roll(8)}`, actId: `a-${id}-${index}` },
      ...{ eventId: `e-${id}`, eventIds: [`e-${id}`], persons: 1 + roll(12) },
      victimGroups: pick([['JOURNALIST'], ['STUDENT', 'PROTESTER']]),
      perpetratorTypes: pick([['STATE'], ['STATE', 'NON_STATE']]),
      people: pick([[{ sex: 'FEMALE', ageBand: 'A25_34' }], [{ sex: 'MALE', ageBand: 'A0_4' }]]),
    });
  });
}

/** The sum of d^2 / (2 sigma^2) over all cells of all releases. */
function rhoBetween(one: readonly (readonly Counted[])[], other: readonly (readonly Counted[])[]): number {
  let rho = 0;
  for (const [release, tables] of one.entries()) {
    for (const [index, { table }] of tables.entries()) {
      const there = other[release]?.[index]?.table.counts ?? new Map<string, number>();
      for (const cell of new Set([...table.counts.keys(), ...there.keys()])) {
        const difference = (table.counts.get(cell) ?? 0) - (there.get(cell) ?? 0);
        rho += difference ** 2 / (2 * Number(table.planned.sigma2));
      }
    }
  }
  return rho;
}

/** @param rowsAt - the records at the time of each release: files are corrected in between */
function countedIn(
  steps: readonly Step[],
  rowsAt: (release: number) => readonly Contribution[],
  ways: Ways,
): Counted[][] {
  const key = new Uint8Array(32).fill(5);
  const partner = new SimulatedPartner(() => key, ways);
  return steps.map((step, release) => partner.count(step, rowsAt(release)));
}

/** The largest loss of a file that is another one at every release: corrections spend nothing twice. */
function worstOfCorrected(name: string, changes: Partial<PlanInput>, ways: Ways, tries: number): number {
  const plan = gamePlan('STANDARD', { indicators: [...INDICATORS], coverage: COVERAGE, ...changes });
  const first = stepsOf(plan, '2012');
  let worst = 0;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const versions = first.map((_, release) => fileOf('f-0', dice(`${name} ${attempt} ${release}`)));
    const without = countedIn(first, () => [], ways);
    worst = Math.max(
      worst,
      rhoBetween(
        without,
        countedIn(first, (release) => versions[release] ?? [], ways),
      ),
    );
  }
  return worst;
}

interface Found {
  readonly inserted: number;
  readonly changed: number;
}

/** The largest loss of so many random neighbours: a file more or less, and a file that is another one. */
function worstOf(name: string, changes: Partial<PlanInput>, ways: Ways, tries: number): Found {
  const steps = stepsOf(
    gamePlan('STANDARD', { indicators: [...INDICATORS], coverage: COVERAGE, ...changes }),
    '2012',
  );
  const found = { inserted: 0, changed: 0 };
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const roll = dice(`${name} ${attempt}`);
    const others = Array.from({ length: 4 }, (_, index) => fileOf(`f-${index + 1}`, roll)).flat();
    const [without, inside, changed] = [[], fileOf('f-0', roll), fileOf('f-0', roll)].map((file) =>
      countedIn(steps, () => [...file, ...others], ways),
    );
    found.inserted = Math.max(found.inserted, rhoBetween(without ?? [], inside ?? []));
    found.changed = Math.max(found.changed, rhoBetween(changed ?? [], inside ?? []));
  }
  return found;
}

function rhoOf(changes: Partial<PlanInput>): number {
  const { rho } = gamePlan('STANDARD', { indicators: [...INDICATORS], coverage: COVERAGE, ...changes });
  const [above = Number.NaN, below = 1] = rho.split('/').map(Number);
  return above / below;
}

const TRIES = 60;

describe('the worst of many neighbours', () => {
  test.each(PLANS)('%s: costs what the plan says, and not more', (name, changes) => {
    const rho = rhoOf(changes);
    const { inserted, changed } = worstOf(name, changes, WAYS, TRIES);
    expect(inserted).toBeLessThanOrEqual(rho + 1e-9);
    // a file that is another one leaves each of its cells and enters others: at most twice in the squares of each,
    // four times where both stand in one cell with other counts
    expect(changed).toBeLessThanOrEqual(4 * rho + 1e-9);
    // too little would be a search that finds nothing
    expect(inserted).toBeGreaterThan(rho / 3);
  });

  test.each(PLANS.filter(([, { plannedReleases }]) => plannedReleases === 2))(
    '%s: nor when the file is corrected before every release',
    (name, changes) => {
      expect(worstOfCorrected(name, changes, WAYS, TRIES)).toBeLessThanOrEqual(rhoOf(changes) + 1e-9);
    },
  );

  test('broken twin: where nothing is frozen, corrections between months spend again', () => {
    const changes = { entry: 'multiple', plannedReleases: 2 } as const;
    expect(worstOfCorrected('unfrozen', changes, NOTHING_REMEMBERED, TRIES)).toBeGreaterThan(
      rhoOf(changes) + 1e-9,
    );
  });

  test.each([
    ['no caps', NO_CAPS],
    ['victims deduplicated across files', CROSS_FILE_DEDUPLICATION],
  ])('broken twin (%s) is caught', (_name, ways) => {
    expect(worstOf('single', {}, ways, TRIES).inserted).toBeGreaterThan(rhoOf({}) + 1e-9);
  });
});
