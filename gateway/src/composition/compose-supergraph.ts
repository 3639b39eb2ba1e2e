/**
 * Composition of the public graph: `commons`, which every partner serves, `statistics`, the hub's own, and one
 * subgraph for each extension.
 *
 * Takes SDL texts, gives a supergraph, or one clear refusal; the supergraph in use stays as it is until a new
 * one has composed.
 */
import '../telemetry-off.js';
import { createHash } from 'node:crypto';
import { composeServices, type CompositionResult } from '@apollo/composition';
import {
  HubError,
  commonsSdl,
  contractClassification,
  plainExtensionSdl,
  statisticsSdl,
  type AccessRequirement,
  type CheckedExtension,
  type Classification,
} from '@vigil/shared';
import { parse } from 'graphql';
import { contractPart } from './contract-part.js';

export interface SubgraphSdl {
  name: string;
  sdl: string;
}

/** A supergraph with everything that follows from the SDLs it was made of. */
export interface ComposedGraph {
  readonly supergraphSdl: string;
  /** SHA-256 of the supergraph, hexadecimal */
  readonly hash: string;
  /** contract and extensions */
  readonly classification: ReadonlyMap<string, Classification>;
  /** coordinate of an extension -> its partner */
  readonly coordinateOwners: ReadonlyMap<string, string>;
  /** coordinate of an extension -> what its SDL demands of the caller besides */
  readonly requirements: ReadonlyMap<string, AccessRequirement>;
  /** in the order of composition */
  readonly subgraphNames: readonly string[];
}

/** No address: every subgraph is answered by a data source of the hub. */
const NO_ADDRESS = 'https://subgraph.invalid/';

function refuse(message: string, cause?: unknown): never {
  throw new HubError('COMPOSITION_FAILED', message, 'operator', cause === undefined ? undefined : { cause });
}

function composeAll(subgraphs: readonly SubgraphSdl[]): CompositionResult {
  try {
    return composeServices(
      subgraphs.map(({ name, sdl }) => ({ name, typeDefs: parse(sdl), url: `${NO_ADDRESS}${name}` })),
    );
  } catch (cause) {
    // An alias import of a composed directive, for example, throws instead of being reported.
    return refuse('the subgraphs cannot be composed', cause);
  }
}

/**
 * @throws HubError COMPOSITION_FAILED naming the first thing that does not fit; a hint that subgraphs disagree
 *   is one, because composition would settle the disagreement by majority
 */
export function composeSupergraph(subgraphs: readonly SubgraphSdl[]): string {
  const result = composeAll(subgraphs);
  if (result.errors !== undefined) refuse(result.errors[0]?.message ?? 'the subgraphs do not fit');
  const disagreement = result.hints.find(({ definition }) => definition.code.startsWith('INCONSISTENT_'));
  if (disagreement !== undefined) refuse(disagreement.message);
  return result.supergraphSdl;
}

/** The name under which the planner knows a partner's extension. */
export function extensionSubgraph(partner: string): string {
  return `extension-${partner}`;
}

function contractSubgraphs(): SubgraphSdl[] {
  return [
    { name: 'commons', sdl: commonsSdl() },
    { name: 'statistics', sdl: statisticsSdl() },
  ];
}

/**
 * Composes the contract and the extensions. Whatever the extensions hold, the contract's part of the result is
 * the contract: it is compared byte for byte with the one composed without them.
 *
 * @param graph - extensions that `checkExtensionSdl` gave, at most one a partner, in any order
 * @throws HubError COMPOSITION_FAILED
 */
export function composeGraph({ extensions }: { extensions: readonly CheckedExtension[] }): ComposedGraph {
  const sorted = [...extensions].sort((a, b) => (a.partner < b.partner ? -1 : 1));
  const classification = new Map(contractClassification());
  const coordinateOwners = new Map<string, string>();
  const requirements = new Map<string, AccessRequirement>();
  const namespaces = new Set<string>();
  for (const { partner, namespace, own, classification: given, requirements: demanded } of sorted) {
    if (namespaces.has(namespace)) refuse(`partner ${partner} has two extensions`);
    namespaces.add(namespace);
    for (const coordinate of own) {
      const classified = given.get(coordinate);
      if (classified === undefined || classification.has(coordinate))
        refuse(`${coordinate} is defined twice`);
      classification.set(coordinate, classified);
      coordinateOwners.set(coordinate, partner);
    }
    for (const [coordinate, requirement] of demanded) {
      // Nobody demands anything of what is not theirs; a demand that nobody applied would be worse.
      if (coordinateOwners.get(coordinate) !== partner) refuse(`${coordinate} is not of partner ${partner}`);
      requirements.set(coordinate, requirement);
    }
  }
  const contract = contractSubgraphs();
  const subgraphs = [
    ...contract,
    // Demands are the permission maps' business; composition would publish them and settle them in its own way.
    ...sorted.map(({ partner, sdl }) => ({ name: extensionSubgraph(partner), sdl: plainExtensionSdl(sdl) })),
  ];
  const supergraphSdl = composeSupergraph(subgraphs);
  if (sorted.length > 0) requireContract(supergraphSdl, { contract, namespaces });
  return {
    supergraphSdl,
    hash: createHash('sha256').update(supergraphSdl).digest('hex'),
    classification,
    coordinateOwners,
    requirements,
    subgraphNames: subgraphs.map(({ name }) => name),
  };
}

function requireContract(
  supergraphSdl: string,
  { contract, namespaces }: { contract: readonly SubgraphSdl[]; namespaces: ReadonlySet<string> },
): void {
  const expected = contractPart(composeSupergraph(contract), new Set());
  if (contractPart(supergraphSdl, namespaces) !== expected) {
    refuse('the extensions change what the contract says');
  }
}
