/**
 * Apollo's planner plans `@fromContext`; ApolloGateway refuses every supergraph that uses it, because its own
 * executor does not give the contextual arguments. Vigil's does (6-join). The gateway refuses by the purpose of the
 * link, so the purpose is taken away before the supergraph is handed over.
 *
 * @see https://specs.apollo.dev/link/v1.0/, section Purpose
 */
import { parse, print, visit } from 'graphql';
import { argumentOf } from './supergraph-directives.js';

const CONTEXT = /specs\.apollo\.dev\/context\/v\d/u;

/** @returns the text itself when nothing is to be done */
export function acceptContexts(supergraphSdl: string): string {
  if (!CONTEXT.test(supergraphSdl)) return supergraphSdl;
  const changed = visit(parse(supergraphSdl, { noLocation: true }), {
    Directive: (node) => {
      const isContext = node.name.value === 'link' && CONTEXT.test(String(argumentOf(node, 'url')));
      if (!isContext) return undefined;
      return { ...node, arguments: (node.arguments ?? []).filter(({ name }) => name.value !== 'for') };
    },
  });
  return print(changed);
}
