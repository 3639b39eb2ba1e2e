/**
 * The two-world game: a coin decides whether one more file is in the records, the attacker sees the release and
 * knows everything else. One world a trial, every trial a partner with a key of its own.
 */
import { describe, expect, test } from '@jest/globals';
import { NOTHING_FROZEN, takeSnapshot, type Contribution } from '@vigil/kit';
import { deriveSubkey, noisyTable, planRelease } from '@vigil/shared';
import { createHash } from 'node:crypto';

const TRIALS = 4_000;
/** What the design allows at 4,000 trials; coins and keys are fixed, so nothing flickers. */
const TOLERANCE = 0.0245;

const plan = planRelease({
  profile: 'STANDARD',
  unit: 'CASE_FILE',
  reason: 'test',
  indicators: ['KIDNAPPING'],
  coverage: [{ indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-01'], from: '2012-01', to: '2012-03' }],
});

const row = (month: string): Contribution => ({
  caseFileId: 'f1',
  eventId: `e-${month}`,
  public: true,
  eventIds: [`e-${month}`],
  acts: [{ id: `a-${month}`, month, year: '2012' }],
  actId: `a-${month}`,
  victimId: 'v1',
  indicator: 'KIDNAPPING',
  country: 'XA',
  area: 'XA-01',
  month,
  year: '2012',
  persons: 1,
});
const ONE_MONTH = [row('2012-01')];
const THREE_MONTHS = ['2012-01', '2012-02', '2012-03'].map(row);

/** Released integers of one partner. The broken twin gives every month's row a file of its own: no cap. */
function release(rows: readonly Contribution[], trial: number, capped: boolean): Map<string, number> {
  const master = new Uint8Array(createHash('sha256').update(`two worlds ${trial}`).digest());
  const contributions = capped ? rows : rows.map((each) => ({ ...each, caseFileId: each.eventId }));
  const { tables } = takeSnapshot({
    contributions,
    plan,
    partition: '2012',
    release: 1,
    definitionVersion: 'KIDNAPPING:1',
    master,
    frozen: NOTHING_FROZEN,
  });
  const noiseKey = deriveSubkey(master, 'noise');
  const cells = tables.flatMap(({ planned, counts, digest }) =>
    noisyTable({
      planned,
      counts,
      noiseKey,
      countingUnit: 'CASE_FILE',
      definitionVersion: 'KIDNAPPING:1',
      partition: '2012',
      releaseSequence: 1,
      snapshotDigest: digest,
    }).cells.map(({ at, y }): [string, number] => [`${planned.id} ${at.join('|')}`, y]),
  );
  return new Map(cells);
}

/** Share of right guesses of the best attack: all cells the file may enter, weighted by 1/variance. */
function accuracy(file: readonly Contribution[], capped: boolean): number {
  const months = file.map(({ month }) => month ?? '');
  let right = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const inside = ((createHash('sha256').update(`coin ${trial}`).digest()[0] ?? 0) & 1) === 1;
    const seen = release(inside ? file : [], trial, capped);
    const y = (cell: string): number => seen.get(cell) ?? 0;
    const score =
      months.reduce((sum, month) => sum + y(`L1 XA|${month}`) / 8 + y(`L2 XA-01|${month}`) / 4, 0) +
      y('L3 XA-01|2012') / 8;
    // the middle between the means of the two worlds; an equal score is a coin toss, here "inside"
    const entered = capped ? 1 : months.length;
    const middle = (entered * (1 / 8 + 1 / 4) + entered / 8) / 2;
    if (inside === score >= middle) right += 1;
  }
  return right / TRIALS;
}

describe('guessing whether a file exists', () => {
  test('succeeds as often as the plan says, neither more nor less', () => {
    // less would mean a powerless attack, and prove nothing
    expect(Math.abs(accuracy(ONE_MONTH, true) - plan.bestGuess)).toBeLessThan(TOLERANCE);
  });

  test('does not succeed more often for a file of three months', () => {
    expect(accuracy(THREE_MONTHS, true)).toBeLessThan(plan.bestGuess + TOLERANCE);
  });

  test('broken twin: without the cap, a file of three months is guessed above the bound', () => {
    expect(accuracy(THREE_MONTHS, false)).toBeGreaterThan(0.692 + TOLERANCE);
  });
});
