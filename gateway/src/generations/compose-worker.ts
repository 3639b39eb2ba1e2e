/**
 * The other side of `background-composer.ts`: composes in a thread of its own, where a composition that takes
 * long, or never ends, holds up no request.
 */
import { parentPort } from 'node:worker_threads';
import { HubError } from '@vigil/shared';
import { composeGraph } from '../composition/compose-supergraph.js';
import type { ComposeAnswer, ComposeQuestion } from './compose-message.js';

function composed({ id, extensions }: ComposeQuestion): ComposeAnswer {
  try {
    return { id, composed: composeGraph({ extensions }) };
  } catch (error) {
    // Composition can throw anything; what it says of SDL texts is for the operator.
    const known = error instanceof HubError && error.code === 'COMPOSITION_FAILED';
    return { id, refused: known ? error.message : 'the subgraphs cannot be composed' };
  }
}

parentPort?.on('message', (question: ComposeQuestion) => {
  parentPort?.postMessage(composed(question));
});
