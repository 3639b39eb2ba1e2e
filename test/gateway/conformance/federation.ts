/**
 * A few hand-written subgraphs, composed by Apollo's own composition, asked through Vigil's executor or through
 * Apollo's own.
 *
 * Takes SDL and resolvers for each subgraph; gives answers, and for ours what each subgraph was asked.
 */
import { composeServices } from '@apollo/composition';
import { ApolloGateway, LocalGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createSchemaSource, createSupergraphExecutor } from '@vigil/gateway';
import { parse, type GraphQLSchema } from 'graphql';

const LINK = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@override", "@tag",
    "@interfaceObject", "@context", "@fromContext"])
`;

/** A resolver as a test writes it: what it is given is the test's own. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each resolver states the shape of its own parent
type Resolver = (parent: any, args: any) => unknown;

export interface Subgraph {
  /** without the link to the federation specification */
  readonly sdl: string;
  readonly resolvers?: Readonly<Record<string, Readonly<Record<string, Resolver>>>>;
}

export interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string };
  }[];
}

/** One request to one subgraph. */
export interface Asked {
  readonly subgraph: string;
  readonly text: string;
  /** of all its `_entities` together */
  readonly representations: readonly unknown[];
}

export interface Federation {
  readonly schema: GraphQLSchema;
  readonly ask: (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** what the subgraphs were asked for the latest answer */
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
}

export type Subgraphs = Readonly<Record<string, Subgraph>>;

export function composeSubgraphs(subgraphs: Subgraphs): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(subgraphs).map(([name, { sdl }]) => ({
      name,
      url: `http://${name}.invalid/`,
      typeDefs: parse(LINK + sdl),
    })),
  );
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

export function schemaOf({ sdl, resolvers = {} }: Subgraph): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(LINK + sdl), resolvers });
}

export async function openFederation(subgraphs: Subgraphs): Promise<Federation> {
  const asked: Asked[] = [];
  const sources = Object.entries(subgraphs).map(([name, subgraph]) => {
    const inner = createSchemaSource({
      schema: schemaOf(subgraph),
      contextValue: () => ({}),
      onError: () => undefined,
    });
    const source: typeof inner = {
      batches: inner.batches,
      prepare: (operation) => {
        const ask = inner.prepare(operation);
        return (question) => {
          asked.push({
            subgraph: name,
            text: operation.text,
            representations: question.representations.flat().map((text): unknown => JSON.parse(text)),
          });
          return ask(question);
        };
      },
    };
    return [name, source] as const;
  });
  const executor = await createSupergraphExecutor({
    supergraphSdl: composeSubgraphs(subgraphs),
    sources: new Map(sources),
  });
  return {
    schema: executor.schema,
    asked,
    ask: async (query, variables = {}) => {
      asked.length = 0;
      return JSON.parse(await executor.execute({ query, variables })) as Answer;
    },
    close: () => executor.close(),
  };
}

/** The same question to Apollo's own gateway and executor. */
export async function askApollo(
  subgraphs: Subgraphs,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const quiet = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const gateway = new ApolloGateway({
    supergraphSdl: composeSubgraphs(subgraphs),
    buildService: ({ name }) => {
      const subgraph = subgraphs[name];
      if (!subgraph) throw new Error(`no subgraph ${name}`);
      return new LocalGraphQLDataSource(schemaOf(subgraph));
    },
    logger: quiet,
  });
  const server = new ApolloServer({ gateway, logger: quiet, stopOnTerminationSignals: false });
  await server.start();
  try {
    const { body } = await server.executeOperation({ query, variables: { ...variables } });
    if (body.kind !== 'single') throw new Error('one answer is expected');
    return JSON.parse(JSON.stringify(body.singleResult)) as Answer;
  } finally {
    await server.stop();
  }
}
