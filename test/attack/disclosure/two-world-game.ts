/**
 * The two-world game: a coin picks the world, the partner publishes, the attacker sees everything that was published
 * and knows everything else. One world a trial, every trial a partner with keys of its own.
 *
 * The attacker is given more than anybody has: both versions of the records, and which cells the keyed choice picks
 * in either. What is left to guess with is the noise; a guess by the exact likelihood ratio over all tables of all
 * releases is then the best that there is, and its accuracy is `exactOptimum`. Coins and keys follow from the number
 * of the trial, so that nothing flickers.
 */
import type { Contribution } from '@vigil/kit';
import type { ReleaseTable } from '@vigil/shared';
import { createHash } from 'node:crypto';
import type { NoisyCell } from './exact-optimum.js';
import { SimulatedPartner, WAYS, type Counted, type Step, type Ways } from './simulated-partner.js';

/** One release of a game, with the records as they are then in either world. */
export interface Move {
  readonly step: Step;
  readonly without: readonly Contribution[];
  readonly inside: readonly Contribution[];
}

export interface World {
  readonly name: string;
  readonly moves: readonly Move[];
  /** for each noisy cell how far the worlds may be apart by the design: what the exact optimum is computed from */
  readonly apart: readonly NoisyCell[];
  /** the keyed choice decides between cells of the file: then the worlds differ from trial to trial */
  readonly keyed?: boolean;
}

/** One release as the attacker has it: what either world counts, and what was published. */
export interface Seen {
  readonly without: readonly Counted[];
  readonly inside: readonly Counted[];
  readonly published: readonly ReleaseTable[];
}

/** Positive: rather inside. */
export type Attack = (seen: readonly Seen[]) => number;

/** How often a release is published, for twins that answer anew whenever they are asked. */
export interface GameOptions {
  readonly trials: number;
  readonly ways?: Ways;
  readonly attack?: Attack;
  readonly asked?: number;
  /** also the cells in which the worlds do not differ */
  readonly wholeTables?: boolean;
}

/** log P(seen | inside) - log P(seen | without), exactly: the constants of both worlds are the same. */
const likelihoodRatio: Attack = (seen) => {
  let score = 0;
  for (const { without, inside, published } of seen) {
    for (const [index, table] of published.entries()) {
      const here = inside[index]?.table.counts;
      const there = without[index]?.table.counts;
      for (const { at, y } of table.cells) {
        const cell = [table.indicator, ...at].join('|');
        const [one, none] = [here?.get(cell) ?? 0, there?.get(cell) ?? 0];
        if (one !== none) score += ((y - none) ** 2 - (y - one) ** 2) / (2 * Number(table.sigma2));
      }
    }
  }
  return score;
};

function bytesOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Cells in which the worlds differ: in the others nothing can be seen, and a game of many trials leaves them out. */
function differing(without: readonly Counted[], inside: readonly Counted[]) {
  return (index: number, address: string): boolean =>
    (without[index]?.table.counts.get(address) ?? 0) !== (inside[index]?.table.counts.get(address) ?? 0);
}

type KeyOf = (partition: string) => Uint8Array;

function keysOf({ name }: World, trial: number | string): KeyOf {
  return (partition) => new Uint8Array(bytesOf(`key ${name} ${trial} ${partition}`));
}

/** What a partner counts in each release of a world, without noise. */
function countedIn(
  world: World,
  which: 'without' | 'inside',
  keyOf: KeyOf,
  { ways, asked = 1 }: GameOptions,
) {
  const partner = new SimulatedPartner(keyOf, ways ?? WAYS);
  return world.moves.flatMap((move) =>
    repeated(move, asked).map(({ step }) => partner.count(step, move[which])),
  );
}

/** The same release again and again, for whoever may ask again. */
function repeated(move: Move, asked: number): Move[] {
  return Array.from({ length: asked }, (_, again) => ({
    ...move,
    step: { ...move.step, sequence: move.step.sequence + 1_000 * again },
  }));
}

interface Known {
  readonly without: readonly (readonly Counted[])[];
  readonly inside: readonly (readonly Counted[])[];
}

function knownOf(world: World, keyOf: KeyOf, options: GameOptions): Known {
  return {
    without: countedIn(world, 'without', keyOf, options),
    inside: countedIn(world, 'inside', keyOf, options),
  };
}

/** One trial: was the guess right? An equal score is a toss, which counts half. */
function play(world: World, trial: number, known: Known, options: GameOptions): number {
  const { ways = WAYS, attack = likelihoodRatio, asked = 1, wholeTables = false } = options;
  const isInside = ((bytesOf(`coin ${world.name} ${trial}`)[0] ?? 0) & 1) === 1;
  const partner = new SimulatedPartner(keysOf(world, trial), ways);
  const moves = world.moves.flatMap((move) => repeated(move, asked));
  const seen = moves.map(({ step, ...rows }, index): Seen => {
    const without = known.without[index] ?? [];
    const inside = known.inside[index] ?? [];
    const counted = partner.count(step, isInside ? rows.inside : rows.without);
    const only = wholeTables ? undefined : differing(without, inside);
    return { without, inside, published: partner.draw(step, counted, only) };
  });
  const score = attack(seen);
  if (score === 0) return 0.5;
  return score > 0 === isInside ? 1 : 0;
}

/** Share of right guesses. */
export function accuracyOf(world: World, options: GameOptions): number {
  // where no choice hangs on a key, the attacker's knowledge is the same in every trial
  const always = knownOf(world, keysOf(world, 'any'), options);
  let right = 0;
  for (let trial = 0; trial < options.trials; trial += 1) {
    const known = world.keyed === true ? knownOf(world, keysOf(world, trial), options) : always;
    right += play(world, trial, known, options);
  }
  return right / options.trials;
}

/**
 * Half the width of the two-sided band: what the design allows at 4,000 and 20,000 trials is 3.36 standard errors of a
 * share of 0.69, and so it is here for any other number.
 */
export function bandOf(trials: number): number {
  if (trials === 20_000) return 0.011;
  return trials === 4_000 ? 0.0245 : 3.36 * Math.sqrt((0.69 * 0.31) / trials);
}
