/**
 * The noise itself: is it the distribution that the plan is judged with, in every table, and does the draw tell by its
 * work what it drew? Clocks are printed, not judged; what is judged is the work that is done.
 */
import { describe, expect, test } from '@jest/globals';
import {
  NOISE_VARIANCES,
  deriveSubkey,
  drawNoise,
  noiseMessage,
  noiseTable,
  noisyTable,
  scanNoiseTable,
} from '@vigil/shared';
import { createHash } from 'node:crypto';
import { gamePlan, stepsOf } from './game-rows.js';

const DRAWS = 50_000;

/** P(z) of the discrete Gaussian in doubles, from its definition. */
function probabilityOf(sigma2: number): (z: number) => number {
  const reach = Math.ceil(12 * Math.sqrt(sigma2));
  let total = 0;
  for (let z = -reach; z <= reach; z += 1) total += Math.exp((-z * z) / (2 * sigma2));
  return (z) => Math.exp((-z * z) / (2 * sigma2)) / total;
}

/** Pearson's chi-square over bins of at least twenty expected draws, as a normal deviate (Wilson and Hilferty 1931). */
function deviateOf(noise: readonly number[], sigma2: number): number {
  const p = probabilityOf(sigma2);
  const seen = new Map<number, number>();
  for (const z of noise) seen.set(z, (seen.get(z) ?? 0) + 1);
  let edge = 0;
  while (p(edge + 1) * noise.length >= 20) edge += 1;
  let [chi, covered, inside] = [0, 0, 0];
  for (let z = -edge; z <= edge; z += 1) {
    const expected = p(z) * noise.length;
    chi += ((seen.get(z) ?? 0) - expected) ** 2 / expected;
    covered += expected;
    inside += seen.get(z) ?? 0;
  }
  const tail = noise.length - covered;
  if (tail > 1) chi += (noise.length - inside - tail) ** 2 / tail;
  const freedom = 2 * edge + (tail > 1 ? 1 : 0);
  return (Math.cbrt(chi / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}

const key = new Uint8Array(createHash('sha256').update('noise').digest());

/** Noise of one table of a release, cell after cell and release after release, as a partner would publish it. */
function noiseOf(id: string): { sigma2: number; noise: number[] } {
  const [step] = stepsOf(gamePlan('STANDARD'), '2012');
  const planned = step?.lattice.tables.find((table) => table.id === id);
  if (step === undefined || planned === undefined) throw new Error(`the plan has no table ${id}`);
  const noise: number[] = [];
  for (let sequence = 1; noise.length < DRAWS; sequence += 1) {
    const { cells } = noisyTable({
      planned,
      counts: new Map(),
      noiseKey: deriveSubkey(key, 'noise'),
      countingUnit: 'CASE_FILE',
      definitionVersion: 'test',
      partition: '2012',
      releaseSequence: sequence,
      snapshotDigest: 'a'.repeat(64),
    });
    noise.push(...cells.map(({ y }) => y));
  }
  return { sigma2: Number(planned.sigma2), noise: noise.slice(0, DRAWS) };
}

describe('fifty thousand draws of a table', () => {
  test.each(['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7'])(
    '%s are the discrete Gaussian of its variance',
    (id) => {
      const { sigma2, noise } = noiseOf(id);
      // four and a half deviations: once in 150,000 sets of draws; the key is fixed, so nothing flickers
      expect(deviateOf(noise, sigma2)).toBeLessThan(4.5);
    },
  );

  test('broken twins are caught: a rounded continuous Gaussian, a variance that is five per cent too small', () => {
    const uniform = (label: string): number =>
      createHash('sha256').update(label).digest().readUIntBE(0, 6) / 2 ** 48;
    const rounded = Array.from({ length: DRAWS }, (_, draw) => {
      const [u, v] = [uniform(`u ${draw}`), uniform(`v ${draw}`)];
      return Math.round(1.5 * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v));
    });
    // a rounded Gaussian has 1/12 more variance: of 9/4, four per cent
    expect(deviateOf(rounded, 9 / 4)).toBeGreaterThan(4.5);
    expect(deviateOf(noiseOf('L2').noise, 4 * 1.05)).toBeGreaterThan(4.5);
  });
});

/** Counts every look at a threshold. */
function counting(limbs: Uint16Array): { limbs: Uint16Array; looks: () => number } {
  let looks = 0;
  const proxy = new Proxy(limbs, {
    get: (target, property) => {
      if (typeof property === 'string' && /^\d+$/.test(property)) looks += 1;
      return Reflect.get(target, property) as unknown;
    },
  });
  return { limbs: proxy, looks: () => looks };
}

/** Small, middle and large noise, and a few at random. */
const UNIFORMS = [
  new Uint8Array(16),
  new Uint8Array(16).fill(0x7f),
  new Uint8Array(16).fill(0xff),
  ...Array.from({ length: 20 }, (_, at) => new Uint8Array(createHash('sha256').update(`u ${at}`).digest())),
];

describe('the draw does the same work whatever it draws', () => {
  test.each(NOISE_VARIANCES)('for variance %s', (variance) => {
    const table = noiseTable(variance);
    const looks = UNIFORMS.map((uniform) => {
      const counted = counting(table.limbs);
      scanNoiseTable({ ...table, limbs: counted.limbs }, uniform);
      return counted.looks();
    });
    expect(new Set(looks)).toEqual(new Set([table.limbs.length]));
  });

  test('broken twin: a scan that stops where it has found its place does not', () => {
    const { limbs, largest } = noiseTable('8');
    const looks = UNIFORMS.map((uniform) => {
      const counted = counting(limbs);
      stoppingScan(counted.limbs, largest, uniform);
      return counted.looks();
    });
    expect(new Set(looks).size).toBeGreaterThan(5);
  });

  test('and its time is printed: Welch’s t of large against small noise', () => {
    const table = noiseTable('8');
    const times: Record<'small' | 'large', number[]> = { small: [], large: [] };
    for (let sequence = 0; sequence < 20_000; sequence += 1) {
      const message = noiseMessage({
        ...{ tableId: 'L3', definitionVersion: 'test', partition: '2012', releaseSequence: sequence },
        ...{ snapshotDigest: 'a'.repeat(64), cellAddress: 'KIDNAPPING|XA-01|2012' },
      });
      const started = process.hrtime.bigint();
      const z = drawNoise(key, table, message);
      const nanoseconds = Number(process.hrtime.bigint() - started);
      // the first calls are compiled meanwhile, and a pause of the machine is nothing of the draw's
      if (sequence > 2_000 && nanoseconds < 200_000)
        times[Math.abs(z) > 3 ? 'large' : 'small'].push(nanoseconds);
    }
    const t = welch(times.small, times.large);
    process.stderr.write(
      `draw, small against large noise: t = ${t.toFixed(2)} (below 4.5 nothing is seen)\n`,
    );
    expect(Number.isFinite(t)).toBe(true);
  });
});

function stoppingScan(limbs: Uint16Array, largest: number, uniform: Uint8Array): number {
  for (let k = 0; k < limbs.length / 8; k += 1) {
    for (let limb = 0; limb < 8; limb += 1) {
      const threshold = limbs[8 * k + limb] ?? 0;
      const u = ((uniform[2 * limb] ?? 0) << 8) | (uniform[2 * limb + 1] ?? 0);
      if (u < threshold) return k - largest;
      if (u > threshold) break;
    }
  }
  return largest;
}

function welch(a: readonly number[], b: readonly number[]): number {
  const [one, other] = [a, b].map((list) => {
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, variance: squares / (list.length - 1) / list.length };
  });
  if (one === undefined || other === undefined) throw new Error('two lists are compared');
  return (one.mean - other.mean) / Math.sqrt(one.variance + other.variance);
}
