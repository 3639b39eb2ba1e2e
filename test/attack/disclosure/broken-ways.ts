/**
 * Broken twins of a partner: each leaves one rule of the design out. The game that guards the rule must be won far
 * beyond the bound against its twin; if it is not, the game has no power and proves nothing.
 */
import type { Contribution } from '@vigil/kit';
import { noisyTable, type ReleaseTable } from '@vigil/shared';
import { createHash } from 'node:crypto';
import { WAYS, type Ways } from './simulated-partner.js';
import type { Attack } from './two-world-game.js';

/** L3 leaves as it was counted. */
export const NOISE_FREE_L3: Ways = {
  ...WAYS,
  draw: (input) => {
    const drawn = noisyTable(input);
    if (drawn.id !== 'L3') return drawn;
    const cells = input.planned.cells.map(({ at, address }) => ({
      at: [...at],
      y: input.counts.get(address) ?? 0,
    }));
    return { ...drawn, sigma2: NO_NOISE, cells };
  },
};
/** so small that the likelihood ratio of one exact cell outweighs everything else */
const NO_NOISE: ReleaseTable['sigma2'] = '1e-9';

/** The noise does not know which release it is for: the same counts get the same noise. */
export const NO_RELEASE_NUMBER: Ways = {
  ...WAYS,
  draw: (input) => {
    const snapshotDigest = createHash('sha256')
      .update(JSON.stringify([...input.counts].sort()))
      .digest('hex');
    return noisyTable({ ...input, releaseSequence: 1, snapshotDigest });
  },
};

/** What earlier releases counted is forgotten. */
export const NOTHING_REMEMBERED: Ways = { ...WAYS, freezes: false };

/** Every month of a file counts as if it were a file. */
export const NO_CAPS: Ways = {
  ...WAYS,
  rows: (rows) => rows.map((row) => ({ ...row, caseFileId: `${row.caseFileId} ${row.month ?? ''}` })),
};

/** A victim counts in one file only: the first one that has them; each file then counts one victim of its own. */
export const CROSS_FILE_DEDUPLICATION: Ways = {
  ...WAYS,
  rows: (rows) => {
    const taken = new Set<string>();
    const files = new Set<string>();
    return [...rows]
      .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
      .filter(({ caseFileId, victimId }) => {
        if (files.has(caseFileId) || taken.has(victimId ?? '')) return false;
        files.add(caseFileId);
        taken.add(victimId ?? '');
        return true;
      });
  },
};

function orderOf({ caseFileId, victimId }: Contribution): string {
  return `${caseFileId} ${victimId ?? ''}`;
}

/** Whoever asks gets noise of that moment over the records of that moment; the attacker asks so many times. */
export const ASKED_LIVE = 25;

/**
 * Noise that comes twice says that nothing has changed, and noise that does not says that something has; against fresh
 * noise it is a toss.
 */
export const sameNoiseAgain: Attack = (seen) => {
  const [first = [], second = []] = seen.map(({ published, without }) =>
    published.map(({ indicator, id, cells }, index) => {
      const counts = without[index]?.table.counts;
      return [id, ...cells.map(({ at, y }) => y - (counts?.get([indicator, ...at].join('|')) ?? 0))].join();
    }),
  );
  return first.some((noise) => second.includes(noise)) ? -1 : 1;
};
