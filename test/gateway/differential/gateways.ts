/**
 * Those that are compared, over one generated graph: the stock gateway, the hub's executor, and the monolith.
 *
 * All of them answer with JSON as a caller would read it. The world is given with each question; nothing is
 * kept between two.
 */
import { composeServices } from '@apollo/composition';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { createSchemaSource, createSupergraphExecutor } from '@vigil/gateway';
import { execute, parse, print, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { generateGraph } from './generate-graph.js';
import type { GraphModel } from './graph-model.js';
import { printSubgraphs } from './print-subgraphs.js';
import { WorldRun, type World } from './world.js';
import { monolithSchema, subgraphSchema } from './world-schemas.js';

export interface Question {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface AnswerJson {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[];
  readonly extensions?: {
    readonly valueCompletion?: readonly {
      readonly message: string;
      readonly path?: readonly (string | number)[];
    }[];
  };
}

export interface Answered {
  readonly answer: AnswerJson;
  /** what mutations did, in order */
  readonly log: readonly string[];
}

export interface ComposedGraph {
  readonly seed: number;
  readonly model: GraphModel;
  readonly sdls: ReadonlyMap<string, string>;
  readonly supergraphSdl: string;
}

/** @returns the reasons when it does not compose */
export function composeGraph(seed: number): ComposedGraph | { readonly reasons: readonly string[] } {
  const model = generateGraph(seed);
  const sdls = printSubgraphs(model);
  const composed = composeServices(
    [...sdls].map(([name, sdl]) => ({ name, url: `http://${name}.invalid`, typeDefs: parse(sdl) })),
  );
  if (composed.supergraphSdl === undefined) {
    return { reasons: composed.errors.map(({ message }) => message) };
  }
  return { seed, model, sdls, supergraphSdl: composed.supergraphSdl };
}

export function subgraphSchemas({ model, sdls }: ComposedGraph): ReadonlyMap<string, GraphQLSchema> {
  return new Map([...sdls].map(([name, sdl]) => [name, subgraphSchema(model, name, sdl)]));
}

/** As over HTTP: text goes out, text comes back. */
async function askSchema(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variables, run }: { variables: unknown; run: WorldRun },
): Promise<AnswerJson> {
  const result = await execute({
    schema,
    document,
    variableValues: JSON.parse(JSON.stringify(variables)) as Record<string, unknown>,
    contextValue: run,
  });
  return JSON.parse(JSON.stringify(result)) as AnswerJson;
}

type GatewayAnswer = Awaited<ReturnType<GraphQLDataSource['process']>>;

function dataSource(schema: GraphQLSchema): GraphQLDataSource {
  const documents = new Map<string, DocumentNode>();
  return {
    process: async ({ request, context }) => {
      const text = request.query ?? '';
      const document = documents.get(text) ?? parse(text);
      if (!documents.has(text)) {
        const errors = validate(schema, document);
        if (errors.length > 0) return { errors } as GatewayAnswer;
        documents.set(text, document);
      }
      const { run } = context as { run: WorldRun };
      return (await askSchema(schema, document, {
        variables: request.variables ?? {},
        run,
      })) as GatewayAnswer;
    },
  };
}

export interface StockGateway {
  readonly api: GraphQLSchema;
  readonly schemas: ReadonlyMap<string, GraphQLSchema>;
  /** what the last question was planned to be */
  lastPlan(): QueryPlan | null;
  ask(question: Question, world: World): Promise<Answered>;
  stop(): Promise<void>;
}

export async function stockGateway(
  supergraphSdl: string,
  schemas: ReadonlyMap<string, GraphQLSchema>,
): Promise<StockGateway> {
  const quiet = () => undefined;
  let plan: QueryPlan | null = null;
  const gateway = new ApolloGateway({
    supergraphSdl,
    experimental_didResolveQueryPlan: ({ queryPlan }) => {
      plan = queryPlan;
    },
    buildService: ({ name }) => {
      const schema = schemas.get(name);
      if (!schema) throw new Error(`no subgraph ${name}`);
      return dataSource(schema);
    },
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const { schema: api, executor } = await gateway.load();
  return {
    api,
    schemas,
    lastPlan: () => plan,
    stop: () => gateway.stop(),
    ask: async ({ text, variables }, world) => {
      const run = new WorldRun(world);
      plan = null;
      const context = {
        request: { query: text, variables: structuredClone(variables) },
        document: parse(text),
        queryHash: text,
        context: { run },
        metrics: {},
        schema: api,
        source: text,
        cache: undefined,
        logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      };
      try {
        const result = await executor(context as never);
        return { answer: JSON.parse(JSON.stringify(result)) as AnswerJson, log: run.log };
      } catch (error) {
        return { answer: { errors: [{ message: `thrown: ${String(error)}` }] }, log: run.log };
      }
    },
  };
}

export interface HubExecutor {
  ask(question: Question, world: World): Promise<Answered>;
  /** operations that a subgraph could not have executed; empty unless the hub is wrong */
  readonly illSent: readonly string[];
  stop(): Promise<void>;
}

type Source = ReturnType<typeof createSchemaSource>;

/** What goes to a subgraph must be valid there, as text and as the document beside it. */
function watched(source: Source, schema: GraphQLSchema, illSent: string[]): Source {
  return {
    ...source,
    prepare: (operation) => {
      const document = parse(operation.text);
      const errors = validate(schema, document).map(({ message }) => message);
      if (print(document) !== print(operation.document)) errors.push('text and document differ');
      if (errors.length > 0) illSent.push(`${errors.join('; ')}: ${operation.text}`);
      return source.prepare(operation);
    },
  };
}

export interface HubOptions {
  /** may several fetches share one request? */
  readonly batches: boolean;
  /** a fault on purpose, to see that the tests notice */
  readonly fault?: Fault;
}

/** One wrong way to read what subgraphs say, or to write the answer. */
export interface Fault {
  readonly source?: (source: Source) => Source;
  readonly answer?: (answer: AnswerJson) => AnswerJson;
}

export async function hubExecutor(
  supergraphSdl: string,
  schemas: ReadonlyMap<string, GraphQLSchema>,
  { batches, fault = {} }: HubOptions,
): Promise<HubExecutor> {
  const illSent: string[] = [];
  let run: WorldRun | null = null;
  const sources = [...schemas].map(([name, schema]) => {
    const source = createSchemaSource({ schema, contextValue: () => run, onError: () => undefined });
    const own = watched({ ...source, batches }, schema, illSent);
    return [name, fault.source?.(own) ?? own] as const;
  });
  const executor = await createSupergraphExecutor({
    supergraphSdl,
    sources: new Map(sources),
  });
  return {
    illSent,
    stop: () => executor.close(),
    // One question after the other: the world of the one that is being answered.
    ask: async ({ text, variables }, world) => {
      const own = new WorldRun(world);
      run = own;
      const response = await executor.execute({ query: text, variables: structuredClone(variables) });
      const answer = JSON.parse(response) as AnswerJson;
      return { answer: fault.answer?.(answer) ?? answer, log: own.log };
    },
  };
}

export type Ask = (question: Question, world: World) => Promise<Answered>;

export function monolith(model: GraphModel, api: GraphQLSchema): Ask {
  const schema = monolithSchema(model, api);
  return async ({ text, variables }, world) => {
    const run = new WorldRun(world);
    return { answer: await askSchema(schema, parse(text), { variables, run }), log: run.log };
  };
}
