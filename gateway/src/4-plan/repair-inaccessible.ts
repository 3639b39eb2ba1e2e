/**
 * Makes sure that a supergraph can mark elements as inaccessible, so that what the repairs add is never part of
 * the API schema.
 *
 * @see https://specs.apollo.dev/inaccessible/v0.2/
 */
import { Kind, parse, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { argumentOf, textArgumentOf } from './supergraph-directives.js';

const LINKED = /\/inaccessible\/v\d/u;

const ADDED = parse(
  `schema @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY) { query: Query }
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM
    | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`,
  { noLocation: true },
);

/** The name of the directive in this supergraph, or the one it is going to have. */
export function inaccessibleName(supergraph: DocumentNode): string {
  const link = linkOf(supergraph);
  return (link ? textArgumentOf(link, 'as') : null) ?? 'inaccessible';
}

export function withInaccessible(supergraph: DocumentNode): DocumentNode {
  if (linkOf(supergraph)) return supergraph;
  const [added, directive] = ADDED.definitions;
  if (added?.kind !== Kind.SCHEMA_DEFINITION || !directive) return supergraph;
  return {
    ...supergraph,
    definitions: [
      ...supergraph.definitions.map((definition) =>
        definition.kind === Kind.SCHEMA_DEFINITION
          ? { ...definition, directives: [...(definition.directives ?? []), ...(added.directives ?? [])] }
          : definition,
      ),
      directive,
    ],
  };
}

function linkOf(supergraph: DocumentNode): ConstDirectiveNode | undefined {
  return supergraph.definitions
    .flatMap((definition) =>
      definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
        ? (definition.directives ?? [])
        : [],
    )
    .find((one) => one.name.value === 'link' && LINKED.test(String(argumentOf(one, 'url'))));
}
