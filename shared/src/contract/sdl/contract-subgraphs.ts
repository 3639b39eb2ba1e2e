/**
 * The two subgraphs ready to execute: SDL of the contract, resolvers that ask the source in the context, and
 * federation's `_service` and `_entities`.
 *
 * `_service` answers the contract's SDL itself: what @apollo/subgraph prints instead is ordered anew and holds
 * federation's own definitions, and could not be compared byte for byte.
 */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { GraphQLFieldResolver, GraphQLScalarType, GraphQLSchema } from 'graphql';
import { DateTimeScalar } from '../scalars/date-time.js';
import { DateScalar } from '../scalars/date.js';
import { SealedScalar } from '../scalars/sealed.js';
import type { RecordsContext, StatisticsContext } from '../sources.js';
import { commonsSchema, statisticsSchema } from './contract-schemas.js';
import { printComplete } from './contract-sdl.js';

type AnyResolver = GraphQLFieldResolver<unknown, never>;
/** How federation turns `{ __typename, id }` of another subgraph into an object. */
type Reference<Context> = (reference: { readonly id: string }, context: Context) => unknown;
interface Subgraph<Context> {
  readonly schema: GraphQLSchema;
  readonly references: Readonly<Record<string, Reference<Context>>>;
}

const SCALARS: readonly GraphQLScalarType[] = [DateScalar, DateTimeScalar, SealedScalar];

/** Executable `commons`; its operations need a `RecordsContext`. */
export function buildCommonsSubgraph(): GraphQLSchema {
  return buildSubgraph<RecordsContext>({
    schema: commonsSchema(),
    references: { Event: async ({ id }, { records }) => entity(await records.event({ id })) },
  });
}

/** Executable `statistics`; its operations need a `StatisticsContext`. */
export function buildStatisticsSubgraph(): GraphQLSchema {
  return buildSubgraph<StatisticsContext>({
    schema: statisticsSchema(),
    references: { Partner: async ({ id }, { statistics }) => entity(await statistics.partner(id)) },
  });
}

function buildSubgraph<Context>({ schema, references }: Subgraph<Context>): GraphQLSchema {
  const sdl = printComplete(schema);
  const types = schema.getTypeMap();
  return buildSubgraphSchema({
    typeDefs: parse(sdl),
    resolvers: {
      Query: { ...rootResolvers(schema), _service: () => ({ sdl }) },
      ...Object.fromEntries(
        SCALARS.filter(({ name }) => name in types).map((scalar) => [scalar.name, scalar]),
      ),
      ...Object.fromEntries(
        Object.entries(references).map(([type, reference]) => [type, { __resolveReference: reference }]),
      ),
    },
  });
}

/** Fields of other types need no resolver: a source answers plain objects, whose enum values are their names. */
function rootResolvers(schema: GraphQLSchema): Record<string, AnyResolver> {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  return Object.fromEntries(
    fields.flatMap(({ name, resolve }) => (resolve === undefined ? [] : [[name, resolve as AnyResolver]])),
  );
}

/** @apollo/subgraph writes `__typename` into what a reference resolves to; a source may answer frozen objects. */
function entity<T extends object>(value: T | null): T | null {
  return value === null ? null : (Object.create(value) as T);
}
