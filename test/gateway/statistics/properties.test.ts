/**
 * Every integer that leaves is a released one or the declared function of released ones: recomputed here by an
 * implementation of its own that shares no code with the hub's.
 */
import { describe, expect, test } from '@jest/globals';
import type { IndicatorTable, ReleaseDocument, StatisticsSource } from '@vigil/shared';
import fc from 'fast-check';
import { storedReleases, unsignedCoalition } from '../releases/release-fixture.js';
import { PARTNERS, asked, checkAnswer, documents } from './generated-questions.js';
import { naiveTable, type Asked } from './naive-answer.js';
import { sourceOver } from './source-fixture.js';

const coalition = unsignedCoalition(...PARTNERS);

/** What does not exist is refused, by that name. */
async function checkQuestion(
  source: StatisticsSource,
  released: readonly ReleaseDocument[],
  question: Asked,
): Promise<'ANSWERED' | 'REFUSED'> {
  const table = { indicator: 'KIDNAPPING' as const, ...question };
  if (naiveTable(question) === null) {
    const refused = await Promise.resolve(source.indicatorTable(table)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ extensions: { code: 'TABLE_NOT_IN_LATTICE' } });
    return 'REFUSED';
  }
  checkAnswer(released, question, await source.indicatorTable(table));
  return 'ANSWERED';
}

const answered = asked.filter((question) => naiveTable(question) !== null);

const STATES = 100;
const QUESTIONS_A_STATE = 100;

describe('over random figures and questions', () => {
  test('every integer that leaves is a declared function of released integers, over 10,000 questions', async () => {
    const counted = { ANSWERED: 0, REFUSED: 0 };
    const many = fc.array(asked, { minLength: QUESTIONS_A_STATE, maxLength: QUESTIONS_A_STATE });
    await fc.assert(
      fc.asyncProperty(documents, many, async (released, questions) => {
        const source = sourceOver(coalition, storedReleases(...released));
        for (const question of questions) counted[await checkQuestion(source, released, question)] += 1;
      }),
      { numRuns: STATES, endOnFailure: true },
    );
    expect(counted.ANSWERED + counted.REFUSED).toBe(10_000);
    expect(counted.ANSWERED).toBeGreaterThan(5_000);
  });

  test('broken twins are caught: clamped, units added, one figure changed', async () => {
    const released = fc.sample(documents, { numRuns: 1, seed: 7 })[0] ?? [];
    const question: Asked = { by: ['YEAR'], where: {} };
    const answer = await sourceOver(coalition, storedReleases(...released)).indicatorTable({
      indicator: 'KIDNAPPING',
      ...question,
    });
    checkAnswer(released, question, answer);
    const [first, ...others] = answer.cells;
    if (first === undefined) throw new Error('the fixture has no cell');
    const twins: IndicatorTable['cells'][] = [
      [{ ...first, released: first.released + 1 }, ...others],
      [{ ...first, lower: first.lower + 1 }, ...others],
      [{ ...first, released: answer.cells.reduce((sum, cell) => sum + cell.released, 0) }],
      others,
    ];
    for (const cells of twins) {
      expect(() => {
        checkAnswer(released, question, { ...answer, cells });
      }).toThrow();
    }
  });

  test('lower is never above upper, and every bound is a whole number from zero on', async () => {
    await fc.assert(
      fc.asyncProperty(documents, answered, async (released, question) => {
        const source = sourceOver(coalition, storedReleases(...released));
        const { cells } = await source.indicatorTable({ indicator: 'KIDNAPPING', ...question });
        for (const { lower, upper, interval95 } of cells) {
          expect(0 <= lower && lower <= upper && interval95.from <= interval95.to).toBe(true);
          expect([lower, upper, interval95.from, interval95.to].every(Number.isInteger)).toBe(true);
        }
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  test('the order in which releases came changes no byte but the moment to ask again with', async () => {
    await fc.assert(
      fc.asyncProperty(documents, answered, fc.nat(), async (released, question, turn) => {
        const at = turn % released.length;
        const turned = [...released.slice(at), ...released.slice(0, at)];
        const answerOver = (order: readonly ReleaseDocument[]) =>
          sourceOver(coalition, storedReleases(...order)).indicatorTable({
            indicator: 'KIDNAPPING',
            ...question,
          });
        const [one, other] = await Promise.all([answerOver(released), answerOver(turned)]);
        expect(textOf({ ...other, asOf: '' })).toBe(textOf({ ...one, asOf: '' }));
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });
});

/** As it would be printed; partners by id, for `lastRelease` is the one that came last. */
function textOf(answer: IndicatorTable): string {
  return JSON.stringify(answer, (key, value: unknown) =>
    key === 'partner' ? (value as { id: string }).id : value,
  );
}
