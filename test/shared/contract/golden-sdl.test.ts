/**
 * The SDL that hub and partners serve, byte for byte.
 *
 * After a change that is meant: `npm run build && node shared/scripts/print-contract-sdl.mjs`, then read the diff.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { commonsSdl, statisticsSdl } from '@vigil/shared';

const golden = (name: string): string =>
  readFileSync(new URL(`../../golden/${name}.graphql`, import.meta.url), 'utf8');

describe('the served SDL changes only on purpose', () => {
  test('commons equals its golden file', () => {
    expect(commonsSdl()).toBe(golden('commons'));
  });

  test('statistics equals its golden file', () => {
    expect(statisticsSdl()).toBe(golden('statistics'));
  });

  test('printing twice gives the same bytes', () => {
    expect(commonsSdl()).toBe(commonsSdl());
    expect(statisticsSdl()).toBe(statisticsSdl());
  });
});
