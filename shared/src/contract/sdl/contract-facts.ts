/** What an extension is compared with: the names of the contract's types, its `Event`, and its scalars. */
import { Kind, parse, print } from 'graphql';
import type { DefinitionNode, FieldDefinitionNode } from 'graphql';
import { commonsSdl, statisticsSdl } from './contract-sdl.js';

export interface ContractFacts {
  /** names of every type of both subgraphs */
  readonly types: ReadonlySet<string>;
  /** fields of `Event` by name */
  readonly event: ReadonlyMap<string, FieldDefinitionNode>;
  /** scalar name -> its definition without the description */
  readonly scalars: ReadonlyMap<string, string>;
}

/** Reads both SDLs of the contract. */
export function readContractFacts(): ContractFacts {
  const definitions = [commonsSdl(), statisticsSdl()].flatMap((sdl) => parse(sdl).definitions);
  const types = new Set<string>();
  const event = new Map<string, FieldDefinitionNode>();
  const scalars = new Map<string, string>();
  for (const definition of definitions) {
    if (!isTypeDefinition(definition)) continue;
    types.add(definition.name.value);
    if (definition.kind === Kind.SCALAR_TYPE_DEFINITION) {
      scalars.set(
        definition.name.value,
        print({ kind: definition.kind, name: definition.name, directives: definition.directives ?? [] }),
      );
    }
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'Event') {
      for (const field of definition.fields ?? []) event.set(field.name.value, field);
    }
  }
  return { types, event, scalars };
}

type NamedDefinition = Extract<DefinitionNode, { readonly kind: `${string}TypeDefinition` }>;

function isTypeDefinition(definition: DefinitionNode): definition is NamedDefinition {
  return definition.kind.endsWith('TypeDefinition') && 'name' in definition;
}
