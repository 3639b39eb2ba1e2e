/**
 * The differential tests can fail: each fault on purpose leaves differences that no listed one explains.
 */
import { expect, test } from '@jest/globals';
import { BROKEN_TWINS } from './broken-twins.js';
import { checkCases, newTally } from './check-cases.js';

test.each(Object.entries(BROKEN_TWINS))('it is noticed when %s', async (_name, fault) => {
  const tally = newTally();
  for (let graph = 1; tally.unexplained.length === 0 && graph <= 20; graph += 1) {
    await checkCases({ graphs: [graph], casesEach: 12, batches: graph % 2 === 0, fault }, tally);
  }
  expect(tally.unexplained).not.toEqual([]);
});
