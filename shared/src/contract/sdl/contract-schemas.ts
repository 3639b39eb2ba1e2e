/**
 * The two subgraphs of the contract as type-graphql builds them, classes of values included.
 *
 * These schemas are what the SDL is printed from and where the resolvers are taken from; executed are those of
 * `contract-subgraphs.ts`, which know federation.
 */
import { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { RecordsResolver } from '../resolvers/records-resolver.js';
import { StatisticsResolver } from '../resolvers/statistics-resolver.js';
import { costDirectives } from '../costs/cost-definitions.js';
import { classifiedDirective } from './classified-definition.js';
import { classifyValues } from './classify-values.js';

/** No newer than needed: version 2.5 brings directives whose supergraphs the gateway refuses. */
const FEDERATION = { url: 'https://specs.apollo.dev/federation/v2.3', import: ['@key', '@shareable'] };

type ResolverClass = typeof RecordsResolver | typeof StatisticsResolver;

function buildContractSchema(resolver: ResolverClass): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [resolver],
    // Inputs are checked by who answers them; class-validator has nothing to say here.
    validate: false,
    directives: [classifiedDirective(), ...costDirectives()],
  });
  return new GraphQLSchema({
    ...classifyValues(schema).toConfig(),
    extensions: { directives: { link: FEDERATION } },
  });
}

/** Records plane: `Query.events`, `Query.event`. */
export function commonsSchema(): GraphQLSchema {
  return buildContractSchema(RecordsResolver);
}

/** Statistics plane: every other root field. */
export function statisticsSchema(): GraphQLSchema {
  return buildContractSchema(StatisticsResolver);
}
