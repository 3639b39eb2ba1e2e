/**
 * The security directives of an extension: what its link to federation calls them, what they demand, and the SDL
 * without them, which is what is judged further, composed and executed.
 *
 * Takes a parsed SDL. An import of one of the three may be renamed, and without an import it goes by federation's
 * prefix; nothing else may be called otherwise than everywhere. What only looks like one of them stays in the SDL,
 * where the rules for directives refuse it.
 */
import { Kind, print } from 'graphql';
import type {
  ConstDirectiveNode,
  DefinitionNode,
  DirectiveDefinitionNode,
  DocumentNode,
  FieldDefinitionNode,
} from 'graphql';
import { HubError } from '../../errors/hub-error.js';
import type { AccessRequirement } from './access-requirement.js';
import {
  DEFAULT_PREFIX,
  isSecurityImport,
  readFederationLink,
  type FederationLink,
} from './extension-link.js';
import { harvestRequirements } from './harvest-requirements.js';
import { parseSdl } from './parse-sdl.js';
import { refuseExtension } from './refuse-extension.js';
import {
  NAME_SCALARS,
  isSpecified,
  looksLikeSecurity,
  securityUses,
  withoutSecurity,
  type SecurityDirective,
  type SecurityNames,
} from './security-directives.js';

export interface SecuredExtension {
  /** as it is judged further; the same object when there is nothing to be taken out */
  readonly plain: DocumentNode;
  /** own coordinates that demand something of the caller */
  readonly requirements: ReadonlyMap<string, AccessRequirement>;
}

/** Demands of one extension, written out for all its coordinates, in characters of JSON. */
const MAX_DEMANDS = 500_000;

/**
 * @throws HubError SDL_REFUSED naming the place and what to write instead
 */
export function secureExtension(document: DocumentNode, namespace: string): SecuredExtension {
  const link = readFederationLink(document);
  const { names } = link;
  for (const definition of document.definitions) checkDefinition(definition, link);
  if (names.size === 0) return { plain: document, requirements: new Map() };
  for (const definition of document.definitions) refuseForeign(definition, { names, namespace });
  const { requirements } = harvestRequirements(document, names);
  const written = [...requirements].reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
  if (written > MAX_DEMANDS) {
    const remedy = 'name fewer scopes and policies, or put them on fewer types';
    throw new HubError('SDL_REFUSED', `the SDL demands more than can be kept; ${remedy}`, 'operator');
  }
  return { plain: strip(document, link), requirements };
}

/**
 * The text that is composed and executed: without the directives that only the hub and the partner's node act upon.
 *
 * @param sdl - SDL that `checkExtensionSdl` has accepted, or is judging
 * @throws HubError SDL_REFUSED
 */
export function plainExtensionSdl(sdl: string): string {
  const document = parseSdl(sdl);
  const link = readFederationLink(document);
  // To the byte what the partner has written, wherever that is possible.
  return link.names.size === 0 ? sdl : `${print(strip(document, link))}\n`;
}

/** Some tools print what they import: then it must be federation's, and nothing that only looks like it. */
function checkDefinition(definition: DefinitionNode, link: FederationLink): void {
  if (definition.kind !== Kind.DIRECTIVE_DEFINITION) return;
  const name = definition.name.value;
  const directive = link.names.get(name);
  if (directive === undefined ? looksLikeSecurity(name) : !isTheirs(definition, directive, link)) {
    refuseExtension({
      place: `@${name}`,
      node: definition,
      what:
        directive === undefined
          ? 'only looks like a directive of federation'
          : `is not federation's @${directive}`,
      remedy: 'import it in the link to federation, and leave the definition out',
    });
  }
}

function isTheirs(
  definition: DirectiveDefinitionNode,
  directive: SecurityDirective,
  { prefix }: FederationLink,
): boolean {
  return isSpecified(definition, directive, `${prefix}__${NAME_SCALARS[directive] ?? ''}`);
}

/** One partner demands nothing of what is the contract's. */
function refuseForeign(
  definition: DefinitionNode,
  { names, namespace }: { names: SecurityNames; namespace: string },
): void {
  if (!('name' in definition) || definition.kind === Kind.DIRECTIVE_DEFINITION) return;
  const type = definition.name.value;
  if (type.startsWith(namespace)) return;
  const refuse = (place: string, use: ConstDirectiveNode): never =>
    refuseExtension({
      place,
      node: use,
      what: `uses @${use.name.value}, and is the contract's`,
      remedy: `put it on your own fields and types, whose names begin with ${namespace}`,
    });
  const [use] = securityUses(definition.directives as readonly ConstDirectiveNode[] | undefined, names);
  if (use !== undefined) refuse(type, use);
  if (!('fields' in definition)) return;
  for (const field of (definition.fields ?? []) as readonly FieldDefinitionNode[]) {
    const [other] = field.name.value.startsWith(namespace) ? [] : securityUses(field.directives, names);
    if (other !== undefined) refuse(`${type}.${field.name.value}`, other);
  }
}

function strip(document: DocumentNode, { node, names, scalars, prefix }: FederationLink): DocumentNode {
  const plain = withoutSecurity(document, names, scalars);
  if (node === null) return plain;
  const isPrefixUsed =
    prefix !== DEFAULT_PREFIX && [...names.keys()].some((name) => name.startsWith(`${prefix}__`));
  const kept = (node.arguments ?? [])
    // A prefix of its own is for these directives alone.
    .filter(({ name }) => name.value !== 'as' || !isPrefixUsed)
    .map((argument) => {
      const { value } = argument;
      if (argument.name.value !== 'import' || value.kind !== Kind.LIST) return argument;
      return {
        ...argument,
        value: { ...value, values: value.values.filter((item) => !isSecurityImport(item)) },
      };
    });
  return {
    ...plain,
    definitions: plain.definitions.map((definition) =>
      definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION
        ? {
            ...definition,
            directives: (definition.directives ?? []).map((directive) =>
              directive === node ? { ...directive, arguments: kept } : directive,
            ),
          }
        : definition,
    ),
  };
}
