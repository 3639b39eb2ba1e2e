/**
 * The two-world game over the kit's own caps, counts and noise, with few trials: every kind of world, both profiles.
 * The same games with 20,000 trials, and through the real stack, are in `test/long`.
 */
import { describe, expect, test } from '@jest/globals';
import { exactOptimum } from '../../attack/disclosure/exact-optimum.js';
import { GAMES, PROFILES } from '../../attack/disclosure/games.js';
import { sameNoiseAgain } from '../../attack/disclosure/broken-ways.js';
import { accuracyOf, bandOf } from '../../attack/disclosure/two-world-game.js';
import { unchangedWorld } from '../../attack/disclosure/worlds.js';

const TRIALS = 400;
/** a twin is only to be far out */
const TWIN_TRIALS = 150;
const games = PROFILES.flatMap((profile) =>
  GAMES.map(({ kind, world }) => ({ kind, profile, world: world(profile) })),
);

describe('guessing between two worlds succeeds as often as the design says, neither more nor less', () => {
  test.each(games)('$kind, $profile', ({ world }) => {
    // less would mean a powerless attack, and prove nothing
    const accuracy = accuracyOf(world, { trials: TRIALS });
    expect(Math.abs(accuracy - exactOptimum(world.apart))).toBeLessThan(bandOf(TRIALS));
  });

  test('by comparing the noise of two releases: never', () => {
    const accuracy = accuracyOf(unchangedWorld('STANDARD'), {
      trials: TRIALS,
      attack: sameNoiseAgain,
      wholeTables: true,
    });
    expect(Math.abs(accuracy - 0.5)).toBeLessThan(bandOf(TRIALS));
  });
});

describe('guessing succeeds far more often against a broken twin', () => {
  // fresh noise for whoever asks, and a year more, need more trials than there is time for here
  const quick = GAMES.filter(({ twin }) => (twin.options.asked ?? 1) === 1 && twin.trials <= 1_000);
  test.each(quick)('$kind: $twin.name', ({ world, twin }) => {
    const game = world('STANDARD');
    const accuracy = accuracyOf(game, { trials: TWIN_TRIALS, ...twin.options });
    expect(accuracy).toBeGreaterThan(exactOptimum(game.apart) + bandOf(TWIN_TRIALS));
  });
});
