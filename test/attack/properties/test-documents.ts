/**
 * The property: whatever the schemas, the policies, the caller and the document, no denied coordinate reaches a partner
 * or an answer, and every allowed one is what graphql-js answers over everybody's data.
 *
 * Takes kinds of scenes, gives tests: some graphs, some scenes for each, many documents in each scene. A document
 * that fails is made smaller within its scene.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { openIssuer } from './callers.js';
import { checkDocument, newTally, type Question, type Tally } from './check-documents.js';
import { rowOfNumbers } from './drawing.js';
import { drawGraph, openScene, type DrawnGraph, type Kinds, type Scene, type SceneNumbers } from './scene.js';

const GRAPHS = 4;
const SCENES = 3;
const DOCUMENTS = 210;
const CALLERS = 4;
/** A composition, three scenes and their documents, on a machine that has other things to do. */
const MILLISECONDS = 240_000;

const sceneNumbers: fc.Arbitrary<SceneNumbers & { readonly seed: number }> = fc.record({
  policies: rowOfNumbers(200),
  world: rowOfNumbers(200),
  callers: fc.array(rowOfNumbers(20), { minLength: CALLERS, maxLength: CALLERS }),
  seed: fc.integer(),
});

const question: fc.Arbitrary<Question> = fc.record({
  caller: fc.nat({ max: CALLERS - 1 }),
  everybody: fc.integer({ min: 1, max: 8 }).map((drawn) => drawn === 1),
  guessed: fc.integer({ min: 1, max: 4 }).map((drawn) => drawn === 4),
  numbers: rowOfNumbers(250),
});

/** The same graphs each time. */
export function graphNumbers(seed: number, count: number): number[][] {
  return fc.sample(rowOfNumbers(1200), { seed, numRuns: count });
}

export function scenesFor(seed: number, count: number): (SceneNumbers & { readonly seed: number })[] {
  return fc.sample(sceneNumbers, { seed, numRuns: count });
}

export function documentsProperty(scene: Scene, tally: Tally): fc.IAsyncProperty<[Question]> {
  return fc.asyncProperty(question, (drawn) => checkDocument(scene, drawn, tally));
}

async function checkScenes(
  graph: DrawnGraph,
  { kinds, seed, tally }: { kinds: Kinds; seed: number; tally: Tally },
): Promise<void> {
  const issuer = await openIssuer();
  const property = fc.asyncProperty(sceneNumbers, async (numbers) => {
    const scene = await openScene({ graph, kinds, issuer }, numbers);
    try {
      await fc.assert(documentsProperty(scene, tally), { seed: numbers.seed, numRuns: DOCUMENTS });
    } finally {
      await scene.hub.stop();
    }
  });
  // A smaller scene is another scene: what has to be read is the document.
  await fc.assert(property, { seed, numRuns: SCENES, endOnFailure: true });
}

export function testDocuments(title: string, { kinds, seed }: { kinds: Kinds; seed: number }): void {
  const tally = newTally();

  describe(title, () => {
    test.each(graphNumbers(seed, GRAPHS).map((numbers, at) => [at + 1, numbers] as const))(
      'no denied coordinate reaches a partner or an answer, and every allowed one does: graph %i',
      async (at, numbers) => {
        await checkScenes(drawGraph(numbers, kinds.demands), { kinds, seed: seed + at, tally });
      },
      MILLISECONDS,
    );

    test('these were 2,500 documents and more, many with denied parts, many with answers', () => {
      process.stdout.write(`${title}: ${JSON.stringify(tally)}\n`);
      expect(tally.documents).toBeGreaterThanOrEqual(2_500);
      expect(tally.withDenied).toBeGreaterThan(tally.documents / 4);
      expect(tally.answered).toBeGreaterThan(tally.documents / 4);
      expect(tally.partnerRequests).toBeGreaterThan(tally.documents / 10);
    });
  });
}
