/** Asks a hub until the property finds something wrong with it, or gives up. */
import fc from 'fast-check';
import { openIssuer, type Issuer } from './callers.js';
import { Difference, newTally } from './check-documents.js';
import { drawGraph, openScene, type DrawnGraph, type SceneOptions } from './scene.js';
import { documentsProperty, graphNumbers, scenesFor } from './test-documents.js';

const SEED = 17;
const SCENES = 10;
const DOCUMENTS = 60;
const KINDS = { records: true, failing: true, bare: true, demands: true, rejects: false };

interface Ground {
  readonly issuer: Issuer;
  readonly graph: DrawnGraph;
}

async function openGround(): Promise<Ground> {
  return { issuer: await openIssuer(), graph: drawGraph(graphNumbers(SEED, 1)[0] ?? [], KINDS.demands) };
}

const ground = openGround();

/** @returns 'found' only for an answer that differs; whatever else goes wrong is thrown */
export async function findTwin(broken: NonNullable<SceneOptions['broken']>): Promise<'found' | 'not found'> {
  for (const numbers of scenesFor(SEED, SCENES)) {
    const scene = await openScene({ ...(await ground), kinds: KINDS, broken }, numbers);
    try {
      const { failed, errorInstance } = await fc.check(documentsProperty(scene, newTally()), {
        ...{ seed: numbers.seed, numRuns: DOCUMENTS, endOnFailure: true },
      });
      if (errorInstance instanceof Difference) return 'found';
      if (failed) throw errorInstance;
    } finally {
      await scene.hub.stop();
    }
  }
  return 'not found';
}
