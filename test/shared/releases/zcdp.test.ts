/** From rho to (epsilon, delta) and back, against two other tools. */
import { describe, expect, test } from '@jest/globals';
import { zcdpDelta, zcdpEpsilon, zcdpRho } from '@vigil/shared';
import { zcdpAnswers } from './vectors.js';

const relative = (found: number, wanted: number): number =>
  wanted === 0 ? found : Math.abs(found / wanted - 1); // 0 stands where a double has no smaller number

describe('zero-concentrated differential privacy', () => {
  const { cdp_eps, cdp_delta, cdp_rho, opendp } = zcdpAnswers();

  test('epsilon for a delta: 55 answers of another tool', () => {
    expect(cdp_eps).toHaveLength(55);
    for (const { rho, delta, eps } of cdp_eps)
      expect(relative(zcdpEpsilon(rho, delta), eps)).toBeLessThan(1e-9);
  });

  test('delta for an epsilon: 49 answers', () => {
    expect(cdp_delta).toHaveLength(49);
    for (const { rho, eps, delta } of cdp_delta)
      expect(relative(zcdpDelta(rho, eps), delta)).toBeLessThan(1e-9);
  });

  test('rho for both: 18 answers', () => {
    expect(cdp_rho).toHaveLength(18);
    for (const { eps, delta, rho } of cdp_rho) expect(relative(zcdpRho(eps, delta), rho)).toBeLessThan(1e-9);
  });

  test('five answers of a third tool, down to 1e-234', () => {
    const found = opendp.flatMap(({ fn, rho, eps = 0, delta = 0 }) => {
      if (fn === 'cdp_delta') return [relative(zcdpDelta(rho, eps), delta)];
      return fn === 'cdp_epsilon' ? [relative(zcdpEpsilon(rho, delta), eps)] : [];
    });
    expect(found).toHaveLength(5);
    // that tool rounds outward
    for (const difference of found) expect(difference).toBeLessThan(1e-9);
  });

  test('the figure for the standard profile, rho 1/2 and delta 1e-6, is 5.2215', () => {
    expect(zcdpEpsilon(0.5, 1e-6)).toBeCloseTo(5.2215, 4); // lattice_privacy.json, eps_zcdp_at_1e6
  });
});
