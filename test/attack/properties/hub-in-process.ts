/**
 * A hub without ports and without a database: the stages that `startHub` puts together, from the bytes of a request to
 * the entry that records it, and in the partners' place a function.
 *
 * Parts can be replaced, so that a twin can be broken in one place.
 */
import { randomBytes } from 'node:crypto';
import {
  AuditQueue,
  NO_FACTS,
  PreparedOperations,
  Refusal,
  StatisticsIndices,
  createDecide,
  createGenerationMaker,
  createPipeline,
  createReceive,
  newExchange,
  type Exchange,
  type ComposedGraph,
  type OpenGraphOptions,
  type PipelineOptions,
} from '@vigil/gateway';
import type { PolicyEngine } from '@vigil/policies';
import type { CheckedExtension, Coalition } from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import { pino } from 'pino';

const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const LIMITS = {
  tokens: NO_LIMIT,
  depth: NO_LIMIT,
  aliases: NO_LIMIT,
  directives: NO_LIMIT,
  rootFields: NO_LIMIT,
  fields: NO_LIMIT,
  cost: NO_LIMIT,
  listItems: NO_LIMIT,
};

export interface Graph {
  readonly composed: ComposedGraph;
  readonly extensions: readonly CheckedExtension[];
}

type Generation = Awaited<ReturnType<ReturnType<typeof createGenerationMaker>>>;
type Twin<Part> = (part: Part) => Part;

/** One part each in which a twin is broken. */
export interface Breakage {
  readonly operations?: Twin<PreparedOperations>;
  readonly decide?: Twin<PipelineOptions['decide']>;
  readonly generation?: Twin<Generation['generation']>;
  readonly composed?: Twin<ComposedGraph>;
  /** between what decides and what asks */
  readonly admitted?: (exchange: Exchange, schema: GraphQLSchema) => void;
}

export interface HubInProcessOptions {
  readonly graph: Graph;
  readonly engine: PolicyEngine;
  readonly coalition: Coalition;
  readonly now: Date;
  readonly ask: OpenGraphOptions['partners']['ask'];
  readonly rejects: boolean;
  readonly broken?: Breakage;
}

export interface AskedBy {
  readonly token: string | null;
  readonly method: 'GET' | 'POST';
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Answered {
  /** undefined: refused */
  readonly data: unknown;
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    readonly path?: readonly (string | number)[] | undefined;
  }[];
  /** everything that would leave */
  readonly text: string;
  /** null: nothing was recorded */
  readonly record: { readonly denied: readonly string[]; readonly outcomes: readonly string[] } | null;
}

export interface HubInProcess {
  /** everything that there is, extensions included */
  readonly schema: GraphQLSchema;
  ask(asked: AskedBy): Promise<Answered>;
  stop(): Promise<void>;
}

function factsOf({ token, method, text, variables }: AskedBy): typeof NO_FACTS {
  const authorization = token === null ? undefined : `Bearer ${token}`;
  if (method === 'POST') {
    const body = Buffer.from(JSON.stringify({ query: text, variables }));
    return { ...NO_FACTS, method, authorization, contentType: 'application/json', body };
  }
  const search = new URLSearchParams({ query: text, variables: JSON.stringify(variables) });
  return { ...NO_FACTS, method, authorization, search: `?${search.toString()}` };
}

const unbroken = <Part>(part: Part): Part => part;

export async function openHub(options: HubInProcessOptions): Promise<HubInProcess> {
  const { graph, coalition, engine, broken = {}, now } = options;
  const log = pino({ level: 'silent' });
  const receive = createReceive({ limits: LIMITS });
  const decide = (broken.decide ?? unbroken)(
    createDecide({ limits: LIMITS, onDenied: options.rejects ? 'reject' : 'filter' }),
  );
  const operations = (broken.operations ?? unbroken)(new PreparedOperations({ receive, decide }));
  const keys = { cursor: randomBytes(32), pairwise: randomBytes(32) };
  const make = createGenerationMaker({
    files: { keys } as unknown as OpenGraphOptions['files'],
    config: { cursorLifetimeSeconds: 60 },
    engine,
    partners: {
      registry: { health: () => 'UP' } as unknown as OpenGraphOptions['partners']['registry'],
      ask: options.ask,
    },
    store: { all: () => [] } as unknown as OpenGraphOptions['store'],
    indices: new StatisticsIndices(),
    redFlags: { page: () => Promise.reject(new Error('no test asks for red flags here')) },
    operations,
    now: () => now,
    elapsed: () => performance.now(),
    log,
  });
  const composed = (broken.composed ?? unbroken)(graph.composed);
  const made = await make({ number: 1, coalition, composed, extensions: graph.extensions }, null);
  const generation = (broken.generation ?? unbroken)(made.generation);
  const records: unknown[] = [];
  const pipeline = createPipeline({
    files: { keys },
    receive,
    decide,
    operations,
    generations: { current: () => generation, graphOf: () => made.graph },
    policyVersion: engine.version,
    audit: new AuditQueue({ append: (entries) => Promise.resolve(void records.push(...entries)) }),
    now: () => now,
    log,
  });

  let requests = 0;
  async function answer(exchange: Exchange): Promise<Omit<Answered, 'record'>> {
    try {
      await pipeline.admit(exchange);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      exchange.codes = error.errors.map(({ code }) => code);
      return { data: undefined, errors: error.errors, text: JSON.stringify(error.errors) };
    }
    broken.admitted?.(exchange, generation.schema);
    const { data, errors } = await pipeline.execute(exchange);
    return {
      data: JSON.parse(data) as unknown,
      errors: errors.map(({ message, path, extensions }) => ({
        message,
        path,
        code: String(extensions['code']),
      })),
      text: `${data}${JSON.stringify(errors)}`,
    };
  }

  return {
    schema: generation.schema,
    ask: async (asked) => {
      requests += 1;
      const exchange = newExchange(String(requests), now, factsOf(asked));
      const answered = await answer(exchange);
      records.length = 0;
      await pipeline.record(exchange);
      return { ...answered, record: (records[0] ?? null) as Answered['record'] };
    },
    stop: () => made.graph.stop(),
  };
}
