/** The SDL of the two subgraphs, as every partner and the hub serve it; checked to be complete when printed. */
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import type { GraphQLSchema } from 'graphql';
import { commonsSchema, statisticsSchema } from './contract-schemas.js';
import { readClassification } from './read-classification.js';

/**
 * @returns federation SDL of a contract schema
 * @throws HubError SDL_UNCLASSIFIED when a coordinate has no class
 */
export function printComplete(schema: GraphQLSchema): string {
  // `printSubgraphSchema` of @apollo/subgraph fails on schemas of type-graphql 2 that carry directives.
  const sdl = `${printSchemaWithDirectives(schema)}\n`;
  readClassification(sdl);
  return sdl;
}

/**
 * @returns federation SDL of the records plane
 * @throws HubError SDL_UNCLASSIFIED when a coordinate has no class
 */
export function commonsSdl(): string {
  return printComplete(commonsSchema());
}

/**
 * @returns federation SDL of the statistics plane
 * @throws HubError SDL_UNCLASSIFIED when a coordinate has no class
 */
export function statisticsSdl(): string {
  return printComplete(statisticsSchema());
}
