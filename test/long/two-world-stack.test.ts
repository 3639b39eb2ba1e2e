/**
 * The statistics plane under attack through the real stack: case files in PostgreSQL, releases made by the kit, pulled
 * by a hub over HTTP; the attacker asks the hub like anybody.
 *
 * The two-world game first, every trial a partner of its own with key and schema; then the attacks by asking, on a
 * small coalition whose partners go away.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeclaredCoverage, ReleaseDocument } from '@vigil/shared';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  everything,
  figureByAbsence,
  restOfSum,
  valuesByRepetition,
  type Asked,
} from '../attack/disclosure/asking-attacks.js';
import { exactOptimum } from '../attack/disclosure/exact-optimum.js';
import {
  startStackServer,
  type Stack,
  type StackPartner,
  type StackServer,
} from '../attack/disclosure/real-stack.js';
import { bandOf } from '../attack/disclosure/two-world-game.js';

/** The design asks for 4,000, which take half an hour: `VIGIL_GAME_TRIALS=4000`. The band is as many standard errors. */
const TRIALS = Number(process.env['VIGIL_GAME_TRIALS'] ?? 400);
const PARTNERS_OF_A_STACK = 100;
const BAND = bandOf(TRIALS);
/** standard, `single`, one release: L2 has 4, the six others 8 */
const VARIANCES: Readonly<Record<string, number>> = { L1: 8, L2: 4, L3: 8, L4: 8, L5: 8, L6: 8, L7: 8 };
const OPTIMUM = exactOptimum(Object.values(VARIANCES).map((sigma2) => ({ sigma2, difference: 1 })));

const COVERAGE: readonly DeclaredCoverage[] = [
  { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-01'], from: '2012-01', to: '2012-02' },
];
/** Where the file would stand that the attacker looks for. */
const CELLS: Readonly<Record<string, string>> = {
  L1: 'XA|2012-01',
  L2: 'XA-01|2012-01',
  L3: 'XA-01|2012',
  L4: 'XA|2012|JOURNALIST',
  L5: 'XA|2012|UNKNOWN',
  L6: 'XA|2012|FEMALE|A25_34',
  L7: 'XA-01|2012|JOURNALIST',
};

/** Fixed coins; the keys are the partners' own, so the figures are others in every run. */
function isInside(trial: number): boolean {
  return ((createHash('sha256').update(`stack coin ${trial}`).digest()[0] ?? 0) & 1) === 1;
}

function partnerOf(trial: number): StackPartner {
  const files = isInside(trial) ? [{ month: '2012-01', area: 'XA-01' }] : [];
  return { id: `trial-${String(trial).padStart(5, '0')}`, coverage: COVERAGE, files };
}

type Score = (document: ReleaseDocument) => number;

/** log of the likelihood ratio of "one file" against "none", over all seven tables; positive: rather one. */
const likelihoodRatio: Score = ({ tables }) =>
  tables.reduce((sum, { id, cells }) => {
    const y = cells.find(({ at }) => at.join('|') === CELLS[id])?.y ?? Number.NaN;
    return sum + (2 * y - 1) / (2 * (VARIANCES[id] ?? Number.NaN));
  }, 0);

/** Where the table of areas is exact, nothing else is looked at. */
const exactArea: Score = ({ tables }) =>
  (tables.find(({ id }) => id === 'L3')?.cells[0]?.y ?? Number.NaN) - 0.5;

/** Right guesses over the partners of one stack; an equal score is a toss, which counts half. */
async function rightGuesses(stack: Stack, count: number, score: Score): Promise<number> {
  const documents = await stack.documents();
  expect(documents).toHaveLength(count);
  return documents.reduce((right, document) => {
    expect(document.tables.map(({ id }) => id)).toEqual(Object.keys(VARIANCES));
    const guess = score(document);
    return right + (guess === 0 ? 0.5 : Number(guess > 0 === isInside(Number(document.partner.slice(-5)))));
  }, 0);
}

/** Share of right guesses over so many trials. */
async function accuracyOf(
  server: StackServer,
  trials: number,
  { broken, score }: { readonly broken?: 'noise-free-l3'; readonly score: Score },
): Promise<number> {
  let right = 0;
  for (let first = 0; first < trials; first += server.partners) {
    const count = Math.min(server.partners, trials - first);
    const partners = Array.from({ length: count }, (_, index) => partnerOf(first + index));
    const stack = await server.start(partners, broken === undefined ? {} : { broken });
    try {
      right += await rightGuesses(stack, count, score);
    } finally {
      await stack.close();
    }
    const done = first + count;
    process.stderr.write(
      `two worlds: ${done} of ${trials} trials, ${((100 * right) / done).toFixed(2)} % right, ` +
        `exact optimum ${(100 * OPTIMUM).toFixed(2)} %\n`,
    );
  }
  return right / trials;
}

let server: StackServer;
beforeAll(async () => {
  server = await startStackServer(PARTNERS_OF_A_STACK);
}, 600_000);
afterAll(async () => {
  await server.close();
});

describe('guessing through the hub whether a file exists', () => {
  test('succeeds as often as the design says, neither more nor less', async () => {
    const accuracy = await accuracyOf(server, TRIALS, { score: likelihoodRatio });
    expect(Math.abs(accuracy - OPTIMUM)).toBeLessThan(BAND);
  }, 5_400_000);

  test('broken twin: with an exact table of areas it always succeeds', async () => {
    expect(await accuracyOf(server, 40, { broken: 'noise-free-l3', score: exactArea })).toBe(1);
  }, 600_000);
});

describe('asking a hub whose partners come and go', () => {
  const files = (count: number, area: string | null) =>
    Array.from({ length: count }, () => ({ month: '2012-01', area }));
  const partners: readonly StackPartner[] = [
    { id: 'alpha', coverage: COVERAGE, files: files(6, 'XA-01') },
    { id: 'beta', coverage: COVERAGE, files: [...files(9, 'XA-01'), ...files(7, null)] },
  ];
  let stack: Stack;
  beforeAll(async () => {
    stack = await server.start(partners, { checkSeconds: 1 });
  }, 300_000);
  afterAll(async () => {
    await stack.close();
  });

  async function statusOf(partner: string): Promise<string> {
    const text = await stack.ask('{ partners { id status } }');
    const { data } = JSON.parse(text) as { data: { partners: { id: string; status: string }[] } };
    return data.partners.find(({ id }) => id === partner)?.status ?? '';
  }

  /** The hub looks every second; it must have seen it, or nothing was tried. */
  async function until(partner: string, isUp: boolean): Promise<void> {
    for (let tries = 0; tries < 240; tries += 1) {
      if (((await statusOf(partner)) === 'UP') === isUp) return;
      await pause(250);
    }
    throw new Error(`the hub has not noticed that ${partner} is ${isUp ? 'up' : 'down'}`);
  }

  const asked: Asked = {
    ask: (query) => stack.ask(query),
    setUp: async (partner, up) => {
      await stack.tell(up ? 'start' : 'stop', partner);
      await until(partner, up);
    },
    addFiles: (partner, more) => stack.tell('add', partner, more),
    killPartners: () => stack.killPartners(),
  };

  test('five hundred ways to ask give one value', async () => {
    expect(new Set(await valuesByRepetition(asked, 500)).size).toBe(1);
  }, 300_000);

  test('a partner that subtracts itself is left with what the other has published', async () => {
    const [alpha, beta] = ['alpha', 'beta'].map((id) => async (): Promise<Record<string, number>> => {
      const documents = await stack.documents();
      const table = documents.find(({ partner }) => partner === id)?.tables.find((each) => each.id === 'L2');
      return Object.fromEntries(table?.cells.map(({ at, y }) => [at.join(' '), y]) ?? []);
    });
    const own = (await alpha?.()) ?? {};
    const rest = await restOfSum(asked, ({ area, month }) => own[`${area ?? ''} ${month ?? ''}`] ?? 0);
    expect(rest.size).toBe(2);
    expect(Object.fromEntries(rest)).toEqual(await beta?.());
  });

  test('a partner that goes and comes back makes no difference', async () => {
    expect(await figureByAbsence(asked, 'beta')).toBe(0);
  }, 300_000);

  test('more files, and then no partner and no partner’s database any more, change no byte', async () => {
    const before = await everything(asked);
    await asked.addFiles('beta', files(50, 'XA-01'));
    expect(await everything(asked)).toBe(before);
    await asked.killPartners();
    await until('alpha', false);
    await until('beta', false);
    expect(await everything(asked)).toBe(before);
    expect(before).toContain('"released"');
  }, 300_000);
});
