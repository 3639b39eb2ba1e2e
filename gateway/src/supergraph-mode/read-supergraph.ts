/**
 * What a supergraph says of itself: the subgraphs it consists of and where they answer.
 *
 * Takes SDL that somebody gave, gives names and addresses; refuses in one line what this mode would have to enforce
 * and does not.
 */
import { HubError, SECURITY_DIRECTIVES } from '@vigil/shared';
import { Kind, parse, type ConstDirectiveNode, type DocumentNode } from 'graphql';

/** A subgraph's name -> its address; null: the supergraph names none */
export type SubgraphUrls = ReadonlyMap<string, string | null>;

function unusable(message: string): HubError {
  return new HubError('COMPOSITION_FAILED', `supergraph: ${message}`, 'operator');
}

function textArgument({ arguments: given = [] }: ConstDirectiveNode, name: string): string | null {
  const value = given.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : null;
}

function parseSdl(sdl: string): DocumentNode {
  try {
    return parse(sdl, { noLocation: true });
  } catch (cause) {
    throw new HubError('COMPOSITION_FAILED', 'supergraph: the file is not GraphQL SDL', 'operator', {
      cause,
    });
  }
}

/** What planner and executor do themselves, or `secure-supergraph.ts`; every other feature somebody else would have to. */
const ENFORCED: ReadonlySet<string> = new Set(['inaccessible', 'context', ...SECURITY_DIRECTIVES]);

/** `.../authenticated/v0.1`: name and version. */
function featureOf(directive: ConstDirectiveNode): { name: string; version: string } {
  const url = textArgument(directive, 'url') ?? textArgument(directive, 'feature') ?? '';
  const [version = '', name = ''] = url.split('/').reverse();
  return { name, version };
}

/** `@link(for: SECURITY)`: whoever does not understand the feature must not serve the graph. */
function refuseSecurity(document: DocumentNode): void {
  for (const node of document.definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const directive of node.directives ?? []) {
      const { name, version } = featureOf(directive);
      if (textArgument(directive, 'for') !== 'SECURITY' || ENFORCED.has(name)) continue;
      throw unusable(
        `it is protected by ${name} ${version} (a link for: SECURITY), which this mode does not enforce; a supergraph without it can be served`,
      );
    }
  }
}

/**
 * @throws HubError COMPOSITION_FAILED in one line
 */
export function readSupergraph(sdl: string): SubgraphUrls {
  const document = parseSdl(sdl);
  refuseSecurity(document);
  const urls = new Map<string, string | null>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.ENUM_TYPE_DEFINITION || node.name.value !== 'join__Graph') continue;
    for (const { directives = [] } of node.values ?? []) {
      const graph = directives.find(({ name }) => name.value === 'join__graph');
      const name = graph === undefined ? null : textArgument(graph, 'name');
      if (graph === undefined || name === null) continue;
      const url = textArgument(graph, 'url');
      urls.set(name, url === '' ? null : url);
    }
  }
  if (urls.size === 0)
    throw unusable(
      'it names no subgraph; give what composition writes (rover, @apollo/composition), not a schema',
    );
  return urls;
}
