/** What the coalition file says about a plan, before anything is spent and again at the hub. */
import { describe, expect, test } from '@jest/globals';
import { MOST_COUNT, checkAgainstCoalition, checkCounts } from '@vigil/shared';
import type { CoalitionJudgement, DeclaredCoverage } from '@vigil/shared';

type Partner = CoalitionJudgement['partner'];

const declared = (areas: string[], from: string, to: string, country = 'XA'): DeclaredCoverage => ({
  indicator: 'KIDNAPPING',
  country,
  areas,
  from,
  to,
});
const partner: Partner = {
  countries: ['XA'],
  synthetic: true,
  coverage: [
    // out of order, the second without XA-02
    declared(['XA-01'], '2013-01', '2013-12'),
    declared(['XA-01', 'XA-02'], '2012-01', '2012-12'),
  ],
};

function judged(coverage: DeclaredCoverage, change: Partial<CoalitionJudgement> = {}): () => void {
  return () => {
    checkAgainstCoalition({ plan: { coverage: [coverage] }, synthetic: true, partner, ...change });
  };
}

function refusal(reason: RegExp): unknown {
  return expect.objectContaining({
    code: 'RELEASE_INVALID',
    audience: 'operator',
    message: expect.stringMatching(reason) as unknown,
  });
}

describe('a plan within the coalition file', () => {
  test.each<[string, DeclaredCoverage]>([
    ['the same', declared(['XA-01', 'XA-02'], '2012-01', '2012-12')],
    ['fewer areas and months', declared(['XA-02'], '2012-03', '2012-05')],
    ['the country as a whole', declared([], '2012-01', '2013-12')],
    ['two declarations that follow each other', declared(['XA-01'], '2012-06', '2013-06')],
  ])('is let through: %s', (_what, coverage) => {
    expect(judged(coverage)).not.toThrow();
  });

  test('is let through up to the last month that can be written', () => {
    const open = { ...partner, coverage: [declared(['XA-01'], '2012-01', '9999-12')] };
    expect(judged(declared(['XA-01'], '2012-01', '9999-12'), { partner: open })).not.toThrow();
  });
});

describe('a plan is refused', () => {
  const beyond = /more than the coalition file declares/;

  test.each<[string, DeclaredCoverage, RegExp]>([
    ['unknown country', declared([], '2012-01', '2012-12', 'ZZ'), /unknown country/],
    ['country of which the file does not speak', declared([], '2012-01', '2012-12', 'XB'), /does not speak/],
    ['unknown area', declared(['XA-99'], '2012-01', '2012-12'), /unknown area/],
    ['area of another country', declared(['XB-01'], '2012-01', '2012-12'), /unknown area/],
    ['area that is not declared', declared(['XA-03'], '2012-01', '2012-12'), beyond],
    ['area in a year in which it is not', declared(['XA-02'], '2012-12', '2013-01'), beyond],
    ['month before', declared(['XA-01'], '2011-12', '2012-12'), beyond],
    ['month after', declared(['XA-01'], '2012-01', '2014-01'), beyond],
    ['country as a whole, a month after', declared([], '2013-01', '2014-01'), beyond],
    [
      'indicator that is not declared',
      { ...declared(['XA-01'], '2012-01', '2012-12'), indicator: 'CENSORSHIP' },
      beyond,
    ],
  ])('for an %s', (_what, coverage, reason) => {
    expect(judged(coverage)).toThrow(refusal(reason));
  });

  test('for months between two declarations', () => {
    const gap = {
      ...partner,
      coverage: [declared([], '2012-01', '2012-05'), declared([], '2012-07', '2012-12')],
    };
    expect(judged(declared([], '2012-01', '2012-12'), { partner: gap })).toThrow(refusal(beyond));
  });

  test('when areas are planned where a country is declared as a whole', () => {
    const whole = { ...partner, coverage: [declared([], '2012-01', '2012-12')] };
    expect(judged(declared(['XA-01'], '2012-01', '2012-12'), { partner: whole })).toThrow(refusal(beyond));
  });

  test('when real and synthetic are mixed up, either way', () => {
    const coverage = declared(['XA-01'], '2012-01', '2012-12');
    const mixed = refusal(/real and synthetic/);
    expect(judged(coverage, { synthetic: false })).toThrow(mixed);
    expect(judged(coverage, { partner: { ...partner, synthetic: false } })).toThrow(mixed);
  });
});

test('a figure beyond counting is refused, on either side of zero', () => {
  const tables = (y: number) => [{ cells: [{ at: ['XA', '2012-01'], y }] }];
  for (const y of [0, MOST_COUNT, -MOST_COUNT]) {
    expect(() => {
      checkCounts(tables(y));
    }).not.toThrow();
  }
  for (const y of [MOST_COUNT + 1, -MOST_COUNT - 1]) {
    expect(() => {
      checkCounts(tables(y));
    }).toThrow(refusal(/beyond what can be counted/));
  }
});
