/**
 * The seven kinds of world of the design, and what either world counts apart by the design's own rule.
 *
 * `apart` is written down from the design (rule 3: variances; one cell a table for each chosen pair), never read from
 * the plan or from what the caps did: it is the reference.
 */
import type { Contribution } from '@vigil/kit';
import type { NoisyCell } from './exact-optimum.js';
import { gamePlan, OTHERS, rowOf, stepsOf, type Profile } from './game-rows.js';
import type { Move, World } from './two-world-game.js';

/** Design, rule 3: strict is four times the variances. */
const FACTOR: Readonly<Record<Profile, number>> = { STANDARD: 1, STRICT: 4 };

function apart(profile: Profile, variances: readonly number[]): NoisyCell[] {
  return variances.map((sigma2) => ({ sigma2: sigma2 * FACTOR[profile], difference: 1 }));
}

/** Standard, `single`, one release: 4 for L2, 8 for the six others. */
const SINGLE = [8, 4, 8, 8, 8, 8, 8];
/** Two releases: 8 throughout, L1 in both. */
const FINAL_OF_TWO = [8, 8, 8, 8, 8, 8, 8];
const TWO = [8, ...FINAL_OF_TWO];

/** The same records in every release. */
function always(
  steps: readonly Move['step'][],
  without: readonly Contribution[],
  inside: readonly Contribution[],
) {
  return steps.map((step): Move => ({ step, without, inside }));
}

const single = (profile: Profile) => stepsOf(gamePlan(profile), '2012');
const two = (profile: Profile) => stepsOf(gamePlan(profile, { plannedReleases: 2 }), '2012');

/** One more file. */
export function insertWorld(profile: Profile): World {
  const moves = always(single(profile), OTHERS, [...OTHERS, rowOf('f-secret')]);
  return { name: `insert ${profile}`, moves, apart: apart(profile, SINGLE) };
}

/** A file less, in a plan of two releases: every figure that it was in is one lower. */
export function deleteWorld(profile: Profile): World {
  const moves = always(two(profile), [...OTHERS, rowOf('f-secret')], OTHERS);
  return { name: `delete ${profile}`, moves, apart: apart(profile, TWO) };
}

/** The file is known to exist; where, when, who and by whom is the question. Every table shows it twice. */
export function attributeWorld(profile: Profile): World {
  const secret = {
    area: 'XA-02',
    victimGroups: ['MINORITY'],
    perpetratorTypes: ['PRO_STATE'],
    people: [{ sex: 'MALE', ageBand: 'A65_PLUS' }],
    month: '2012-12',
  };
  const plan = gamePlan(profile, {
    coverage: [
      { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-01'], from: '2012-10', to: '2012-12' },
      { indicator: 'KIDNAPPING', country: 'XB', areas: ['XB-02'], from: '2012-10', to: '2012-12' },
    ],
  });
  const moves = always(
    stepsOf(plan, '2012'),
    [...OTHERS, rowOf('f-secret')],
    [...OTHERS, rowOf('f-secret', { ...secret, country: 'XB', area: 'XB-02' })],
  );
  return { name: `attribute ${profile}`, moves, apart: apart(profile, [...SINGLE, ...SINGLE]) };
}

/** Has anything changed between the provisional and the final release? `without`: nothing has. */
export function unchangedWorld(profile: Profile): World {
  const [first, last] = two(profile);
  if (first === undefined || last === undefined) throw new Error('the plan has no two releases');
  const moves = [
    { step: first, without: OTHERS, inside: OTHERS },
    { step: last, without: OTHERS, inside: [...OTHERS, rowOf('f-secret')] },
  ];
  return { name: `unchanged ${profile}`, moves, apart: apart(profile, FINAL_OF_TWO) };
}

/**
 * Does a file exist whose date is corrected twice: to the next month after the provisional release, into the next
 * year after the final one? In that year it counts nothing.
 */
export function movedDateWorld(profile: Profile): World {
  const plan = gamePlan(profile, { plannedReleases: 2 });
  const dates = ['2012-11', '2012-12', '2013-01', '2013-01'];
  const steps = [...stepsOf(plan, '2012'), ...stepsOf(plan, '2013', 3)];
  const moves = steps.map((step, index): Move => {
    const secret = rowOf('f-secret', { month: dates[index] ?? '', actId: 'a-secret' });
    return { step, without: OTHERS, inside: [...OTHERS, secret] };
  });
  return { name: `moved date ${profile}`, moves, apart: apart(profile, TWO) };
}

/**
 * Eleven files, each but the first with a victim of its own and one of the file before: does the first one exist?
 * Whoever counts a victim in one file only moves every other file by it.
 */
export function sharedVictimWorld(profile: Profile): World {
  const chain = Array.from({ length: 10 }, (_, index) => {
    const file = `f-${String(index + 1).padStart(2, '0')}`;
    return [
      rowOf(file, { victimId: `v-${index + 1}`, month: '2012-10' }),
      rowOf(file, { victimId: `v-${index + 2}`, month: '2012-12', area: 'XA-02', victimGroups: ['STUDENT'] }),
    ];
  }).flat();
  const moves = always(single(profile), chain, [
    rowOf('f-00', { victimId: 'v-1', month: '2012-11' }),
    ...chain,
  ]);
  return { name: `shared victim ${profile}`, keyed: true, moves, apart: apart(profile, SINGLE) };
}

/** A file with acts in three months: does it exist? */
export function threeMonthsWorld(profile: Profile): World {
  const months = ['2012-10', '2012-11', '2012-12'].map((month) => rowOf('f-secret', { month }));
  const moves = always(single(profile), OTHERS, [...OTHERS, ...months]);
  return { name: `three months ${profile}`, keyed: true, moves, apart: apart(profile, SINGLE) };
}

/** A file of six pairs under `multiple`: three of them count, pairs of month and indicator, 24 for L1, 12 for L2, 16 for year tables. */
export function multipleWorld(profile: Profile): World {
  const plan = gamePlan(profile, {
    entry: 'multiple',
    indicators: ['KIDNAPPING', 'UNLAWFUL_DETENTION'],
    coverage: (['KIDNAPPING', 'UNLAWFUL_DETENTION'] as const).map((indicator) => ({
      ...{ indicator, country: 'XA', areas: ['XA-01', 'XA-02'], from: '2012-10', to: '2013-02' },
    })),
  });
  const rows = ['2012-10', '2012-11', '2012-12'].flatMap((month) => [
    rowOf('f-secret', { month, area: 'XA-01', actId: `a-${month}` }),
    rowOf('f-secret', {
      ...{ month, indicator: 'UNLAWFUL_DETENTION', area: 'XA-02', actId: `b-${month}` },
      people: [{ sex: 'MALE', ageBand: 'A65_PLUS' }],
    }),
  ]);
  const moves = always(stepsOf(plan, '2012'), OTHERS, [...OTHERS, ...rows]);
  const cells = [24, 24, 24, 12, 12, 12, ...Array.from({ length: 10 }, () => 16)];
  return { name: `multiple ${profile}`, keyed: true, moves, apart: apart(profile, cells) };
}
