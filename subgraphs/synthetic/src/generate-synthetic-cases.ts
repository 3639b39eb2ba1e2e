/**
 * The generator of synthetic case files. Same partner and same seed: the same rows, byte for byte.
 *
 * Takes nothing but its arguments, gives rows; `load-synthetic-cases.ts` puts them into a node.
 */
import type { CaseRows } from '@vigil/kit';
import { addCaseFile } from './case-files.js';
import type { CollectedRows } from './case-files.js';
import { makeHappening } from './happenings.js';
import type { Happening, HappeningKind } from './happenings.js';
import { SeededRandom } from './random.js';
import { addSharing } from './sharing.js';

export type SyntheticPartner = 'synthetic-one' | 'synthetic-two';
export const DEFAULT_SEED = 'vigil-synthetic-1';

interface Profile {
  readonly label: string;
  readonly countries: readonly (readonly [string, number])[];
  readonly kinds: readonly (readonly [HappeningKind, number])[];
  readonly files: number;
}

const PROFILES: Readonly<Record<SyntheticPartner, Profile>> = {
  'synthetic-one': {
    label: 'ONE',
    countries: [
      ['XA', 6],
      ['XB', 4],
    ],
    kinds: [
      ['DETENTION', 60],
      ['KIDNAPPING', 32],
      ['OTHER', 8],
    ],
    files: 480,
  },
  'synthetic-two': {
    label: 'TWO',
    countries: [['XA', 1]],
    kinds: [
      ['DETENTION', 50],
      ['KIDNAPPING', 20],
      ['CENSORSHIP', 24],
      ['OTHER', 6],
    ],
    files: 480,
  },
};

const OTHER_PARTNER: Readonly<Record<SyntheticPartner, SyntheticPartner>> = {
  'synthetic-one': 'synthetic-two',
  'synthetic-two': 'synthetic-one',
};

/** Happenings in XA that both partners document, each in its own words: adding their figures counts them twice. */
const SHARED_FILES = 120;
const SHARED_KINDS: Profile['kinds'] = [
  ['DETENTION', 70],
  ['KIDNAPPING', 30],
];

function sharedHappenings(seed: string): Happening[] {
  const random = new SeededRandom(`${seed}/both`);
  return Array.from({ length: SHARED_FILES }, () =>
    makeHappening(random, random.pick(SHARED_KINDS), [['XA', 1]]),
  );
}

/** @returns about 600 case files of this partner, every one of them marked synthetic */
export function generateSyntheticCases({
  partner,
  seed,
}: {
  partner: SyntheticPartner;
  seed: string;
}): CaseRows {
  const { label, countries, kinds, files } = PROFILES[partner];
  const random = new SeededRandom(`${seed}/${partner}`);
  const own = Array.from({ length: files }, () => makeHappening(random, random.pick(kinds), countries));
  const rows: CollectedRows = {
    ...{ caseFiles: [], events: [], victims: [], perpetrators: [], acts: [], actPerpetrators: [] },
    ...{ witnesses: [], consents: [], evidence: [], interventions: [] },
  };
  for (const [index, happening] of [...sharedHappenings(seed), ...own].entries()) {
    addCaseFile(random, rows, happening, `${label}-${String(index + 1).padStart(4, '0')}`);
  }
  addSharing(new SeededRandom(`${seed}/${partner}/sharing`), rows, OTHER_PARTNER[partner]);
  return rows;
}
