/**
 * The two-world games in process, with as many trials as the design asks for: seven kinds of world (and a file of many
 * pairs under `multiple`), both profiles, each with its broken twin.
 */
import { describe, expect, test } from '@jest/globals';
import { exactOptimum } from '../attack/disclosure/exact-optimum.js';
import { GAMES, PROFILES } from '../attack/disclosure/games.js';
import { accuracyOf, bandOf } from '../attack/disclosure/two-world-game.js';

const games = PROFILES.flatMap((profile) =>
  GAMES.map(({ world, ...game }) => ({ ...game, profile, world: world(profile) })),
);

function say(line: string, accuracy: number, optimum: number): void {
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  process.stderr.write(`${line}: ${percent(accuracy)} right, exact optimum ${percent(optimum)}\n`);
}

describe('guessing between two worlds', () => {
  test.each(games)(
    '$kind, $profile: succeeds as often as the design says, neither more nor less',
    ({ kind, profile, world, trials }) => {
      const accuracy = accuracyOf(world, { trials });
      const optimum = exactOptimum(world.apart);
      say(`${kind}, ${profile}`, accuracy, optimum);
      expect(Math.abs(accuracy - optimum)).toBeLessThan(bandOf(trials));
    },
    1_200_000,
  );

  test.each(games)(
    '$kind, $profile: far more often against a broken twin ($twin.name)',
    ({ kind, profile, world, twin }) => {
      const accuracy = accuracyOf(world, { trials: twin.trials, ...twin.options });
      const optimum = exactOptimum(world.apart);
      say(`${kind}, ${profile}, broken twin (${twin.name})`, accuracy, optimum);
      expect(accuracy).toBeGreaterThan(optimum + bandOf(twin.trials));
    },
    1_200_000,
  );
});
