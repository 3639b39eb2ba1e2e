/**
 * Composition of the two subgraphs that make the public graph: `commons`, which every partner serves, and
 * `statistics`, the hub's own.
 *
 * Takes SDL texts, gives a supergraph, or one clear refusal; the supergraph in use stays as it is until a new
 * one has composed.
 */
import '../telemetry-off.js';
import { composeServices, type CompositionResult } from '@apollo/composition';
import { HubError } from '@vigil/shared';
import { parse } from 'graphql';

export interface SubgraphSdl {
  name: string;
  sdl: string;
}

/** No address: every subgraph is answered by a data source of the hub. */
const NO_ADDRESS = 'https://subgraph.invalid/';

function composeAll(subgraphs: readonly SubgraphSdl[]): CompositionResult {
  try {
    return composeServices(
      subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl), url: `${NO_ADDRESS}${name}` })),
    );
  } catch (cause) {
    // An alias import of a composed directive, for example, throws instead of being reported.
    throw new HubError('COMPOSITION_FAILED', 'the subgraphs cannot be composed', 'operator', { cause });
  }
}

/**
 * @throws HubError COMPOSITION_FAILED naming the first thing that does not fit; a hint that subgraphs disagree
 *   is one, because composition would settle the disagreement by majority
 */
export function composeSupergraph(subgraphs: readonly SubgraphSdl[]): string {
  const result = composeAll(subgraphs);
  if (result.errors !== undefined) {
    throw new HubError(
      'COMPOSITION_FAILED',
      result.errors[0]?.message ?? 'the subgraphs do not fit',
      'operator',
    );
  }
  const disagreement = result.hints.find(({ definition }) => definition.code.startsWith('INCONSISTENT_'));
  if (disagreement !== undefined) {
    throw new HubError('COMPOSITION_FAILED', disagreement.message, 'operator');
  }
  return result.supergraphSdl;
}
