/** Every kind of world of the design, each with the broken twin against which its game must be won. */
import {
  ASKED_LIVE,
  CROSS_FILE_DEDUPLICATION,
  NOISE_FREE_L3,
  NOTHING_REMEMBERED,
  NO_CAPS,
  NO_RELEASE_NUMBER,
  sameNoiseAgain,
} from './broken-ways.js';
import type { Profile } from './game-rows.js';
import type { GameOptions, World } from './two-world-game.js';
import {
  attributeWorld,
  deleteWorld,
  insertWorld,
  movedDateWorld,
  multipleWorld,
  sharedVictimWorld,
  threeMonthsWorld,
  unchangedWorld,
} from './worlds.js';

export interface Game {
  readonly kind: string;
  readonly world: (profile: Profile) => World;
  readonly trials: number;
  readonly twin: {
    readonly name: string;
    readonly options: Omit<GameOptions, 'trials'>;
    /** enough for its accuracy to be told from the bound */
    readonly trials: number;
  };
}

export const GAMES: readonly Game[] = [
  {
    kind: 'insert',
    world: insertWorld,
    trials: 20_000,
    twin: { name: 'table of areas without noise', options: { ways: NOISE_FREE_L3 }, trials: 200 },
  },
  {
    kind: 'delete',
    world: deleteWorld,
    trials: 20_000,
    twin: { name: 'fresh noise for whoever asks', options: { asked: ASKED_LIVE }, trials: 200 },
  },
  {
    kind: 'attribute change',
    world: attributeWorld,
    trials: 20_000,
    twin: { name: 'table of areas without noise', options: { ways: NOISE_FREE_L3 }, trials: 200 },
  },
  {
    kind: 'unchanged second release',
    world: unchangedWorld,
    trials: 20_000,
    twin: {
      name: 'noise without the number of the release',
      options: { ways: NO_RELEASE_NUMBER, attack: sameNoiseAgain, wholeTables: true },
      trials: 200,
    },
  },
  {
    kind: 'a date moved across months',
    world: movedDateWorld,
    trials: 20_000,
    twin: { name: 'assignments not frozen', options: { ways: NOTHING_REMEMBERED }, trials: 6_000 },
  },
  {
    kind: 'a victim shared by two files',
    world: sharedVictimWorld,
    trials: 20_000,
    twin: {
      name: 'victims deduplicated across files',
      options: { ways: CROSS_FILE_DEDUPLICATION },
      trials: 1_000,
    },
  },
  {
    kind: 'a file of three months',
    world: threeMonthsWorld,
    trials: 20_000,
    twin: { name: 'no caps', options: { ways: NO_CAPS }, trials: 1_000 },
  },
  {
    kind: 'a file of six pairs, entry multiple',
    world: multipleWorld,
    trials: 4_000,
    twin: { name: 'no caps', options: { ways: NO_CAPS }, trials: 1_000 },
  },
];

export const PROFILES = ['STANDARD', 'STRICT'] as const;
