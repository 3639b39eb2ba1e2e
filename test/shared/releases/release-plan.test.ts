/** Plans: the exact figures, and the refusal of a plan that tells too much. */
import { describe, expect, test } from '@jest/globals';
import {
  bestGuessOf,
  boundedFigures,
  KNOWN_FIGURES,
  chargedTables,
  composedFigures,
  compositionName,
  countingUnitOf,
  deltaAt,
  epsilonAt,
  lossDistribution,
  noisyTablesOf,
  planFigures,
  planRelease,
  planTables,
  plannedReleasesOf,
  plannedTables,
  scheduleOf,
  type LossDistribution,
  type NoisyTable,
  type PlanInput,
  type PlannedRelease,
  type ReleasePlan,
} from '@vigil/shared';
import { allShapes } from './all-shapes.js';
import { asFraction, deltaAnswers, planAnswers } from './vectors.js';

const tables = (...variances: string[]): NoisyTable[] => variances.map((sigma2) => ({ sigma2 }));
const SEVEN_STANDARD = tables('8', '4', '8', '8', '8', '8', '8');
const SEVEN_STRICT = tables('32', '16', '32', '32', '32', '32', '32');

const kidnapping = {
  indicator: 'KIDNAPPING',
  country: 'XA',
  areas: ['XA-01'],
  from: '2012-01',
  to: '2012-12',
} as const;
const input: PlanInput = {
  profile: 'STANDARD',
  unit: 'CASE_FILE',
  reason: 'confidential files',
  indicators: ['UNLAWFUL_DETENTION', 'KIDNAPPING'],
  coverage: [{ ...kidnapping, areas: [...kidnapping.areas] }],
};

describe('the exact figures of a plan', () => {
  test.each(planAnswers())('$name: best guess and epsilon agree with another tool', (answer) => {
    const distribution = lossDistribution(
      answer.sigma2.map((variance) => ({ sigma2: asFraction(variance) })),
    );
    const bestGuess = bestGuessOf(distribution);
    // that tool rounds losses up on a grid of 2e-4: its figure lies at most that far above the truth
    expect(bestGuess).toBeLessThanOrEqual(answer.best_guess_accuracy_upper + 1e-6);
    expect(bestGuess).toBeGreaterThan(answer.best_guess_accuracy_upper - 2e-4);
    const epsilon = epsilonAt(distribution, 1e-6);
    expect(epsilon).toBeLessThanOrEqual(answer.eps_exact_at_1e6_upper + 1e-4); // ours is rounded up to 1e-4
    expect(epsilon).toBeGreaterThan(answer.eps_exact_at_1e6_upper - 2e-3);
  });

  test('delta at a given epsilon agrees with 70 exact values of the discrete Gaussian', () => {
    expect(deltaAnswers()).toHaveLength(70);
    const composed = new Map<string, LossDistribution>();
    for (const { sigma2, sens, eps, delta } of deltaAnswers()) {
      const variance = sigma2 === 0.5 ? '1/2' : asFraction(sigma2);
      const name = `${variance} ${sens}`;
      const distribution = composed.get(name) ?? lossDistribution([{ sigma2: variance, sensitivity: sens }]);
      composed.set(name, distribution);
      expect(Math.abs(deltaAt(distribution, eps) / delta - 1)).toBeLessThan(1e-11);
    }
  });

  test('the figures of the design come out', () => {
    // disclosure-control.md: 69.12 % for the seven tables, rho 0.5; 69.95 % for one table at variance 1, rho 0.5 too
    expect(planFigures(SEVEN_STANDARD)).toMatchObject({ rho: '1/2', bestGuess: expect.closeTo(0.6912, 4) });
    expect(planFigures(tables('1'))).toMatchObject({ rho: '1/2', bestGuess: expect.closeTo(0.6995, 4) });
    // `multiple`, 69.15 %: three (indicator, month) pairs in L1 and L2, two indicators in five year tables
    const pairs = [
      ...Array<string>(3).fill('24'),
      ...Array<string>(3).fill('12'),
      ...Array<string>(10).fill('16'),
    ];
    expect(planFigures(tables(...pairs)).bestGuess).toBeCloseTo(0.6915, 4);
    // event and person units hide a file with k counts badly: k = 2: 84 %, 3: 93 %, 5: 99.4 %
    const repeated = (k: number): number =>
      bestGuessOf(lossDistribution(SEVEN_STANDARD.map(({ sigma2 }) => ({ sigma2, sensitivity: k }))));
    expect([2, 3, 5].map((k) => repeated(k).toFixed(2))).toEqual(['0.84', '0.93', '0.99']);
    expect(repeated(5)).toBeCloseTo(0.994, 3);
  });

  test('the reported best guess is never below the exact one', () => {
    // one table at variance 4: TV is P(Z = 0), 0.19947114… (discrete_gaussian_pmf.json), so 0.59973557…
    expect(bestGuessOf(lossDistribution(tables('4')))).toBe(0.599736);
  });
});

describe('the bound', () => {
  test('standard allows 69.2 %, strict 59.9 %; above it a plan is refused even where its rho fits', () => {
    expect(boundedFigures('STANDARD', SEVEN_STANDARD).bestGuess).toBeLessThanOrEqual(0.692);
    expect(boundedFigures('STRICT', SEVEN_STRICT).bestGuess).toBeLessThanOrEqual(0.599);
    const refused = expect.objectContaining({ code: 'PLAN_EXCEEDS_BOUND', audience: 'operator' });
    expect(() => boundedFigures('STANDARD', tables('1'))).toThrow(refused);
    expect(() => boundedFigures('STRICT', SEVEN_STANDARD)).toThrow(refused);
  });

  test('broken twin: judged by rho alone, one table at variance 1 would pass', () => {
    const byRho = (candidate: readonly NoisyTable[]): boolean => planFigures(candidate).rho === '1/2';
    expect(byRho(SEVEN_STANDARD)).toBe(true);
    expect(byRho(tables('1'))).toBe(true);
  });

  test('the standard plan has the seven tables, hand-counted: rho 6/16 + 1/8', () => {
    const plan = planRelease(input);
    expect(plan).toMatchObject({
      id: 'single-standard-1',
      entry: 'single',
      pairs: 1,
      yearIndicators: 1,
      victimCap: 1,
      yearsPerUnit: null,
      plannedReleases: 1,
      rho: '1/2',
      delta: 1e-6,
      indicators: ['KIDNAPPING', 'UNLAWFUL_DETENTION'],
    });
    expect(
      plan.tables.map(({ id, sigma2, cells, cap, stage, counts }) =>
        [id, sigma2, cells, cap, stage, counts].join(' '),
      ),
    ).toEqual([
      'L1 8 1 1 FINAL UNIT',
      'L2 4 1 1 FINAL UNIT',
      ...['L3', 'L4', 'L5', 'L6', 'L7'].map((id) => `${id} 8 1 1 FINAL UNIT`),
    ]);
    expect(planRelease({ ...input, profile: 'STRICT' })).toMatchObject({ id: 'single-strict-1', rho: '1/8' });
  });

  // disclosure-control.md, rule 3; variances as L1 L2 year, pairs and indicators in brackets
  test.each<[string, Partial<PlanInput>, Record<string, string>, readonly [string, number]]>([
    ['single', {}, { L1: '8x1', L2: '4x1', L3: '8x1', L7: '8x1' }, ['1/2', 0.6912]],
    ['multiple', { entry: 'multiple' }, { L1: '24x3', L2: '12x3', L3: '16x2', L7: '16x2' }, ['1/2', 0.6915]],
    [
      'single, two releases',
      { plannedReleases: 2 },
      { 'PROVISIONAL L1': '8x1', L1: '8x1', L2: '8x1', L3: '8x1', L7: '8x1' },
      ['1/2', 0.6912],
    ],
    [
      'multiple, two releases',
      { entry: 'multiple', plannedReleases: 2 },
      { 'PROVISIONAL L1': '48x3', L1: '48x3', L2: '12x3', L3: '16x2', L7: '16x2' },
      ['1/2', 0.6915],
    ],
    [
      'strict: four times each',
      { profile: 'STRICT' },
      { L1: '32x1', L2: '16x1', L3: '32x1' },
      ['1/8', 0.5987],
    ],
  ])(
    'the variances and the figure of plan %s are those of the design',
    (_name, change, wanted, [rho, guess]) => {
      const plan = planRelease({ ...input, ...change });
      const found = new Map(
        plan.tables.map(({ id, stage, sigma2, cells }) => [
          stage === 'FINAL' ? id : `${stage} ${id}`,
          `${sigma2}x${String(cells)}`,
        ]),
      );
      for (const [name, figure] of Object.entries(wanted))
        expect([name, found.get(name)]).toEqual([name, figure]);
      expect(found.size).toBe(change.plannedReleases === 2 ? 8 : 7);
      expect(plan.rho).toBe(rho);
      expect(plan.bestGuess).toBeCloseTo(guess, 4);
    },
  );

  test('every combination that a plan may have keeps the bound of its profile: 56 of them', () => {
    expect(allShapes()).toHaveLength(56);
    for (const { profile, entry, plannedReleases, victimCap, optional } of allShapes()) {
      const plan = planRelease({
        ...input,
        profile,
        entry,
        plannedReleases,
        victimCap,
        optionalTables: optional,
      });
      expect(plan.bestGuess).toBeLessThanOrEqual(profile === 'STANDARD' ? 0.692 : 0.599);
      // rho by hand: a file adds `cap` to `cells` cells of each table; never more than the half, or the eighth
      const rho = plan.tables.reduce(
        (sum, { sigma2, cells, cap }) => sum + (cells * cap ** 2) / (2 * Number(sigma2)),
        0,
      );
      expect(rho).toBeLessThanOrEqual(profile === 'STANDARD' ? 0.5 : 0.125);
      expect(plan.tables.filter(({ id }) => id === 'LATE' || id === 'CLIPPED').map(({ id }) => id)).toEqual(
        optional,
      );
    }
  });

  test('the committed figures are what composing the tables gives, for each of the 56', () => {
    const sets = new Map(
      allShapes().map((shape) => {
        const noisy = noisyTablesOf(planTables(shape));
        return [compositionName(noisy), noisy];
      }),
    );
    expect([...KNOWN_FIGURES.keys()].sort()).toEqual([...sets.keys()].sort());
    for (const [name, noisy] of sets) expect(KNOWN_FIGURES.get(name)).toEqual(composedFigures(noisy));
  });

  test('a set of tables has one name, whatever their order, and no other set has it', () => {
    const name = compositionName(tables('8', '4', '8'));
    expect(name).toBe('1x4 2x8');
    expect(compositionName(tables('4', '8', '8'))).toBe(name);
    expect(compositionName([{ sigma2: '4', sensitivity: 3 }, ...tables('8', '8')])).toBe('1x4/3 2x8');
    expect(compositionName(tables('4', '8'))).not.toBe(name);
  });

  test('tables of victims always stand beside tables of files, and both are paid', () => {
    const plan = planRelease({ ...input, victimCap: 3 });
    const [files, victims] = [plan.tables.slice(0, 7), plan.tables.slice(7)];
    expect(files.every(({ counts, cap }) => counts === 'UNIT' && cap === 1)).toBe(true);
    expect(victims.every(({ counts, cap }) => counts === 'VICTIM' && cap === 3)).toBe(true);
    // twice the noise of the plan without them, and 3^2 as much again for victims
    expect(files.map(({ sigma2 }) => sigma2)).toEqual(['16', '8', '16', '16', '16', '16', '16']);
    expect(victims.map(({ sigma2 }) => sigma2)).toEqual(['144', '72', '144', '144', '144', '144', '144']);
    expect(plan.rho).toBe('1/2');
  });

  test('a charged reservation is part of what a unit is exposed to: a full plan has no room for one', () => {
    const refused = expect.objectContaining({ code: 'PLAN_EXCEEDS_BOUND' });
    expect(() => planRelease(input, tables('8'))).toThrow(refused);
    // this plan spends 69/160; one month table of variance 10 charged beside it makes 77/160, a second one 85/160
    const roomy: PlanInput = { ...input, plannedReleases: 2, optionalTables: ['LATE'] };
    expect(planRelease(roomy).rho).toBe('69/160');
    expect(planRelease(roomy, tables('10'))).toMatchObject({
      rho: '77/160',
      tables: planRelease(roomy).tables,
    });
    expect(() => planRelease(roomy, tables('10', '10'))).toThrow(refused);
    expect(chargedTables([], '2012')).toEqual([]);
  });

  test('a unit that does not fit an indicator, an entry or a cap is refused', () => {
    const refused = expect.objectContaining({ code: 'PLAN_INVALID' });
    expect(() => planRelease({ ...input, unit: 'PERSON', indicators: ['CENSORSHIP'] })).toThrow(refused);
    for (const unit of ['PERSON', 'EVENT'] as const) {
      expect(() => planRelease({ ...input, unit })).not.toThrow();
      expect(() => planRelease({ ...input, unit, entry: 'multiple' })).toThrow(refused);
      expect(() => planRelease({ ...input, unit, victimCap: 3 })).toThrow(refused);
    }
    expect(() => planRelease({ ...input, entry: 'multiple', victimCap: 3 })).toThrow(refused);
    expect(() => planRelease({ ...input, plannedReleases: 2, victimCap: 3 })).toThrow(refused);
    expect(countingUnitOf('CASE_FILE', 'KIDNAPPING')).toBe('CASE_FILE');
    expect(countingUnitOf('CASE_FILE', 'KIDNAPPING', 'VICTIM')).toBe('VICTIM');
    expect(countingUnitOf('EVENT', 'KIDNAPPING')).toBe('EVENT');
    expect(countingUnitOf('PERSON', 'UNLAWFUL_DETENTION')).toBe('VICTIM_SPELL'); // api.md, the four shared indicators
  });
});

describe('the releases of a plan', () => {
  const names = (plan: ReleasePlan, partition = '2012'): string[] =>
    plannedReleasesOf(plan, partition).map(({ stage, part }) => `${stage} ${part}`);

  test('one at the end of the year, unless two are planned', () => {
    expect(names(planRelease(input))).toEqual(['FINAL 2012']);
    expect(names(planRelease({ ...input, plannedReleases: 2 }))).toEqual(['PROVISIONAL 2012', 'FINAL 2012']);
  });

  test('months come as they end where a unit’s months are known then, and only months with coverage', () => {
    const coverage = [{ ...kidnapping, areas: ['XA-01'], from: '2012-11', to: '2013-02' }];
    const monthly: Partial<PlanInput>[] = [{ entry: 'multiple' }, { unit: 'PERSON' }, { unit: 'EVENT' }];
    for (const change of monthly) {
      const plan = planRelease({ ...input, plannedReleases: 2, ...change });
      expect(names(plan)).toHaveLength(13);
      expect(names({ ...plan, coverage })).toEqual([
        'PROVISIONAL 2012-11',
        'PROVISIONAL 2012-12',
        'FINAL 2012',
      ]);
    }
  });

  test('each is due when its period has ended, the second of two half a year later', () => {
    const plan = planRelease({ ...input, plannedReleases: 2, entry: 'multiple' });
    const { dates } = scheduleOf(plan, '2012', '2011-12-01T00:00:00Z');
    expect(dates.map(({ on }) => on)).toEqual([
      ...['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map(
        (month) => `2012-${month}-01`,
      ),
      '2013-01-01',
      '2013-07-01',
    ]);
    expect(scheduleOf(planRelease(input), '2012', '2011-12-01T00:00:00Z').dates).toEqual([
      { stage: 'FINAL', part: '2012', on: '2013-01-01' },
    ]);
  });

  test('the months of a stage together have exactly the cells of the year', () => {
    const plan = planRelease({ ...input, plannedReleases: 2, entry: 'multiple' });
    const cells = (release: PlannedRelease): string[] =>
      plannedTables(plan, '2012', release)
        .flatMap(({ cells: list }) => list)
        .map(({ address }) => address);
    const months = plannedReleasesOf(plan, '2012').filter(({ stage }) => stage === 'PROVISIONAL');
    const whole = cells({ stage: 'PROVISIONAL', part: '2012' });
    expect(months.flatMap(cells).sort()).toEqual([...whole].sort());
    expect(whole).toHaveLength(12);
  });
});
