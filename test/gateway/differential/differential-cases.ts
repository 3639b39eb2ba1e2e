/**
 * The tests over generated cases, for sources that batch and for sources that do not.
 *
 * A case that fails is named by two numbers and printed whole: `graph 17, case 4` is the same for ever.
 */
import { describe, expect, test } from '@jest/globals';
import { checkCases, newTally } from './check-cases.js';

// Few enough for a busy machine to stay within a test's time.
const GRAPHS_AT_ONCE = 4;

interface Differential {
  readonly batches: boolean;
  readonly graphs: readonly number[];
  readonly casesEach: number;
  readonly atLeast: number;
}

export function testDifferential({ batches, graphs, casesEach, atLeast }: Differential): void {
  const parts = Array.from({ length: Math.ceil(graphs.length / GRAPHS_AT_ONCE) }, (_item, part) =>
    graphs.slice(part * GRAPHS_AT_ONCE, (part + 1) * GRAPHS_AT_ONCE),
  );
  const tally = newTally();

  describe('the hub answers as the stock gateway, or a section of a specification decides for the hub', () => {
    test.each(parts.map((part) => [part[0], part] as const))('graphs from %i on', async (_first, part) => {
      await checkCases({ graphs: part, casesEach, batches }, tally);
      expect(tally.unexplained.join('\n\n')).toBe('');
    });

    test(`these were more than ${atLeast} cases, and almost all answers are the same`, () => {
      expect(tally.cases).toBeGreaterThanOrEqual(atLeast);
      expect(tally.equal / tally.cases).toBeGreaterThan(0.85);
    });

    test('almost all generated graphs compose', () => {
      expect(tally.graphs / (tally.graphs + tally.notComposed)).toBeGreaterThan(0.9);
    });

    test('whatever is sent to a subgraph is valid there', () => {
      expect(tally.illSent).toEqual([]);
    });
  });
}
