/**
 * What a supergraph says about the contract: everything that no partner's prefix marks as an extension.
 *
 * Takes supergraph SDL, gives text that two supergraphs of one contract share byte for byte. Which subgraphs
 * answer a field, which every supergraph says by directives of its own, is left out.
 */
import {
  Kind,
  parse,
  print,
  visit,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
} from 'graphql';

const MACHINERY = /^(join|link)__/;

function named(node: { readonly name: { readonly value: string } }): string {
  return node.name.value;
}

/** @param namespaces - prefixes of the extensions that were composed */
export function contractPart(supergraphSdl: string, namespaces: ReadonlySet<string>): string {
  const isOwn = (name: string): boolean => [...namespaces].some((namespace) => name.startsWith(namespace));
  const kept = parse(supergraphSdl).definitions.filter((definition) => isContract(definition, isOwn));
  const stripped = kept.map((definition) =>
    visit(definition, {
      Directive: (node) => (MACHINERY.test(named(node)) || named(node) === 'link' ? null : undefined),
      FieldDefinition: (node: FieldDefinitionNode) => (isOwn(named(node)) ? null : undefined),
      InputValueDefinition: (node: InputValueDefinitionNode) => (isOwn(named(node)) ? null : undefined),
    }),
  );
  return stripped
    .map((definition) => print(definition))
    .sort()
    .join('\n\n');
}

function isContract(definition: DefinitionNode, isOwn: (name: string) => boolean): boolean {
  if (!('name' in definition)) return true;
  const name = definition.name.value;
  if (definition.kind === Kind.DIRECTIVE_DEFINITION) return !MACHINERY.test(name) && name !== 'link';
  return !MACHINERY.test(name) && !isOwn(name);
}
