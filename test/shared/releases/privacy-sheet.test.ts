/** The privacy-loss sheet: figures by another way of counting, and a page that says nothing else. */
import { describe, expect, test } from '@jest/globals';
import {
  composedTimes,
  lossDistribution,
  noisyTablesOf,
  ofGroup,
  privacySheet,
  privacySheetPage,
  truePositiveRate,
  bestGuessOf,
  type PlanInput,
  type PrivacySheet,
} from '@vigil/shared';
import { exampleDocument } from './example-documents.js';
import { expectSelfContained } from './self-contained.js';

const sheetOf = (change: Partial<PlanInput> = {}): PrivacySheet => privacySheet(exampleDocument(change));

/** P(Z >= k) of a discrete Gaussian in floating point, and the most powerful test on one table with it. */
function rateOfOneTable(variance: number, shift: number): number {
  const reach = Math.ceil(12 * Math.sqrt(variance)) + shift;
  const weight = (k: number): number => Math.exp(-(k ** 2) / (2 * variance));
  let total = 0;
  for (let k = -reach; k <= reach; k += 1) total += weight(k);
  let [spent, found] = [0, 0];
  for (let k = reach; ; k -= 1) {
    const [out, inside] = [weight(k) / total, weight(k - shift) / total];
    if (spent + out > 0.01) return found + (inside * (0.01 - spent)) / out;
    spent += out;
    found += inside;
  }
}

describe('the true positive rate at one false positive in a hundred', () => {
  test.each([
    [8, 1],
    [4, 1],
    [16, 2],
    [144, 3],
    [4, 5],
  ])('of one table at variance %d, moved by %d, is that of the threshold test', (variance, sensitivity) => {
    const found = truePositiveRate(lossDistribution([{ sigma2: String(variance), sensitivity }]));
    const wanted = rateOfOneTable(variance, sensitivity);
    expect(found - wanted).toBeGreaterThanOrEqual(0); // rounded up to six decimals
    expect(found - wanted).toBeLessThan(1.1e-6);
  });

  test('of the standard plan is close to that of a Gaussian with the same rho', () => {
    // rho 1/2 is a shift by one standard deviation: 1 - Phi(2.326348 - 1) = 0.0924 (normal table)
    expect(sheetOf().existence.truePositiveRate).toBeCloseTo(0.0924, 3);
  });
});

describe('the sheet', () => {
  test('has the figures of the design for one unit, in both profiles', () => {
    const standard = sheetOf();
    // disclosure-control.md: 69.12 %, (4.91, 1e-6) at most; zcdp.json: 5.2215 from rho alone
    expect(standard.existence).toMatchObject({
      rho: '1/2',
      bestGuess: 0.691234,
      epsilon: { zcdp: 5.2216, exact: 4.881 },
    });
    expect(standard.bound).toBe(0.692);
    // an attribute of a record known to exist: at most 76.1 % and 63.9 %
    expect(standard.attribute.bestGuess).toBeCloseTo(0.7601, 4);
    const strict = sheetOf({ profile: 'STRICT' });
    expect(strict.existence.bestGuess).toBeCloseTo(0.5987, 4);
    expect(strict.attribute.bestGuess).toBeLessThanOrEqual(0.639);
    expect(strict.attribute.bestGuess).toBeGreaterThan(0.637);
  });

  test('has the figures of the design for years, partners and files with several counts', () => {
    const { years, partners, groups } = sheetOf();
    // two years 76.0 %, three at most 80.8 %; k = 2: 84 %, 3: 93 %, 5: 99.4 %; q partners cost q rho
    expect(years.map(({ bestGuess }) => bestGuess.toFixed(3))).toEqual(['0.691', '0.760', '0.807']);
    expect(years.map(({ rho }) => rho)).toEqual(['1/2', '1', '3/2']);
    expect(partners.map(({ partners: q, rho }) => [q, rho])).toEqual([
      [2, '1'],
      [3, '3/2'],
    ]);
    expect(groups.map(({ units, bestGuess }) => [units, bestGuess.toFixed(3)])).toEqual([
      [2, '0.841'],
      [3, '0.933'],
      [5, '0.994'],
    ]);
    expect(groups.map(({ rho }) => rho)).toEqual(['2', '9/2', '25/2']); // w files: w^2 rho
  });

  test('composes as if every table were named again', () => {
    const tables = noisyTablesOf(exampleDocument().plan.tables);
    const twice = lossDistribution([...tables, ...tables]);
    const [again, doubled] = [
      composedTimes(lossDistribution(tables), 2),
      ofGroup(lossDistribution(tables), 2),
    ];
    expect(bestGuessOf(again)).toBe(bestGuessOf(twice));
    expect(truePositiveRate(again)).toBe(truePositiveRate(twice));
    const moved = lossDistribution(tables.map(({ sigma2 }) => ({ sigma2, sensitivity: 2 })));
    expect(bestGuessOf(doubled)).toBe(bestGuessOf(moved));
    expect(truePositiveRate(doubled)).toBe(truePositiveRate(moved));
  });

  test('a charged reservation raises every figure, and none lies below what the document admits', () => {
    const document = exampleDocument({ plannedReleases: 2, optionalTables: ['LATE'] });
    const honest = privacySheet(document);
    // one month table of variance 10 charged beside rho 69/160: 77/160
    const raised = privacySheet({ ...document, plan: { ...document.plan, rho: '77/160', bestGuess: 0.69 } });
    expect(raised.existence.rho).toBe('77/160');
    expect(raised.existence.bestGuess).toBe(0.69);
    expect(raised.existence.epsilon.exact).toBeGreaterThan(honest.existence.epsilon.exact);
    expect(raised.attribute.bestGuess).toBeGreaterThan(honest.attribute.bestGuess);
  });

  test('says in words what the unit is, and how many years it may count', () => {
    expect(sheetOf().neighbours).toMatch(/one case file more/);
    const persons = sheetOf({ unit: 'PERSON', reason: 'already public', yearsPerUnit: 2 });
    expect(persons.neighbours).toMatch(/several such persons is not hidden/);
    expect(persons.yearsPerUnit).toBe(2);
  });
});

test('the page is one file of escaped text, without script, and has every figure', () => {
  const sheet = sheetOf({ reason: '<script>alert(1)</script> & "more"' });
  const page = privacySheetPage(sheet);
  expectSelfContained(page);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;');
  for (const text of ['69.13 %', '76.02 %', '9.24 %', '4.8810', '5.2216', 'one.2012.1'])
    expect(page).toContain(text);
  // the guarantee is computational: who had unlimited time would find the key
  expect(page).toContain('without the noise key and without breaking HMAC-SHA256');
  expect(page).not.toContain('unlimited');
  // and every share of right guesses is one of two answers, equally likely beforehand
  expect(page.match(/equally likely beforehand/g)).toHaveLength(2);
  expect(page).toContain('Which of two things does its record say?');
});
