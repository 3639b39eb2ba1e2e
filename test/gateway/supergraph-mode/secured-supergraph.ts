/**
 * A supergraph whose subgraphs demand something of callers, with subgraphs that keep what they are asked.
 *
 * Two ways to the supergraph: composed by @apollo/composition from subgraphs with directives, and written by hand into
 * one that was composed without them, as older compositions have left them.
 */
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createSchemaSource, createSupergraphExecutor, type SubgraphSource } from '@vigil/gateway';
import { parse } from 'graphql';

export interface PlainSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: Record<string, Record<string, (parent: never) => unknown>>;
}

export interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string };
  }[];
}

export interface SecuredGraph {
  /** texts of what the subgraphs were asked, in order */
  readonly asked: string[];
  ask(query: string, variables?: Record<string, unknown>): Promise<Answered>;
}

/** @throws when the subgraphs do not compose */
export function compose(subgraphs: readonly PlainSubgraph[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}.invalid`, typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

function recording(name: string, source: SubgraphSource, asked: string[]): SubgraphSource {
  return {
    batches: source.batches,
    prepare: (operation) => {
      const ask = source.prepare(operation);
      return (question) => {
        asked.push(`${name}: ${operation.text} ${JSON.stringify(question.representations)}`);
        return ask(question);
      };
    },
  };
}

export async function openSecured(
  subgraphs: readonly PlainSubgraph[],
  supergraphSdl = compose(subgraphs),
): Promise<SecuredGraph> {
  const asked: string[] = [];
  const sources = new Map(
    subgraphs.map(({ name, sdl, resolvers }) => {
      // Resolvers of references are functions of another kind than those of fields, and are called as such.
      const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
      const source = createSchemaSource({ schema, contextValue: () => ({}), onError: () => undefined });
      return [name, recording(name, source, asked)] as const;
    }),
  );
  const executor = await createSupergraphExecutor({ supergraphSdl, sources });
  return {
    asked,
    async ask(query, variables = {}) {
      asked.length = 0;
      return JSON.parse(await executor.execute({ query, variables })) as Answered;
    },
  };
}

/** @param imports - besides what every one of these subgraphs imports */
export const link = (imports: string): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@requires", "@external", "@interfaceObject" ${imports}])`;

export const places = ({ errors = [] }: Answered): unknown[] => errors.map(({ path }) => path);
