/** Composes the two subgraphs as the hub does; what a client sees is the API schema of the result. */
import { composeServices } from '@apollo/composition';
import type { CompositionResult } from '@apollo/composition';
import { commonsSdl, statisticsSdl } from '@vigil/shared';
import { parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';

export function composeContract(commons = commonsSdl(), statistics = statisticsSdl()): CompositionResult {
  return composeServices([
    { name: 'commons', typeDefs: parse(commons) },
    { name: 'statistics', typeDefs: parse(statistics) },
  ]);
}

export function clientSchema(): GraphQLSchema {
  const { schema } = composeContract();
  if (schema === undefined) throw new Error('the contract does not compose');
  return schema.toAPISchema().toGraphQLJSSchema();
}
