/**
 * Judges the SDL that a partner's node serves as `commons`: it must be the contract, and nothing else.
 *
 * Takes SDL text, gives nothing or throws. Order and descriptions are free; every definition, type, default,
 * directive and class is not. What a partner adds of its own is an extension, a subgraph of its own, and is
 * never part of this SDL.
 */
import { Kind, print } from 'graphql';
import type { ASTNode, DefinitionNode, DocumentNode } from 'graphql';
import { HubError } from '../../errors/hub-error.js';
import { commonsSdl } from './contract-sdl.js';
import { coordinatesOf } from './coordinates.js';
import { parseSdl } from './parse-sdl.js';
import { listed, readClassification } from './read-classification.js';

/**
 * @param sdl - what the node answers to `_service { sdl }`, or a file
 * @throws HubError SDL_UNCLASSIFIED naming coordinates without a class
 * @throws HubError SDL_REFUSED naming what differs from the contract
 */
export function checkPartnerSdl(sdl: string): void {
  readClassification(sdl);
  const theirs = factsOf(parseSdl(sdl));
  const ours = factsOf(parseSdl(commonsSdl()));
  const added = [...theirs.keys()].filter((name) => !ours.has(name));
  if (added.length > 0) refuse(`not in the contract: ${listed(added)}`);
  const missing = [...ours.keys()].filter((name) => !theirs.has(name));
  if (missing.length > 0) refuse(`missing from the contract: ${listed(missing)}`);
  const changed = [...ours.keys()].filter((name) => ours.get(name) !== theirs.get(name));
  if (changed.length > 0) refuse(`other than in the contract: ${listed(changed)}`);
}

/** Kinds whose members are coordinates. */
const MEMBERED: ReadonlySet<Kind> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
]);

function refuse(message: string): never {
  throw new HubError('SDL_REFUSED', message, 'operator');
}

/** Everything an SDL says, each under the name a reader would look for: definitions and coordinates. */
function factsOf(document: DocumentNode): Map<string, string> {
  const facts = new Map<string, string>();
  const add = (name: string, text: string): void => {
    if (facts.has(name)) refuse(`${name} is defined more than once`);
    facts.set(name, text);
  };
  for (const definition of document.definitions) add(labelOf(definition), shellOf(definition));
  for (const { coordinate, directives, node } of coordinatesOf(document)) {
    const type = node === null ? '' : print(node.type);
    const preset = node?.kind === Kind.INPUT_VALUE_DEFINITION && node.defaultValue !== undefined;
    const value = preset ? ` = ${print(node.defaultValue)}` : '';
    add(coordinate, [type + value, ...directives.map((directive) => print(directive)).sort()].join(' '));
  }
  return facts;
}

/** `ObjectTypeDefinition Event`: never the same text as a coordinate. */
function labelOf(definition: DefinitionNode): string {
  return 'name' in definition ? `${definition.kind} ${definition.name.value}` : definition.kind;
}

/** The text of a definition without what `coordinatesOf` lists, and without its description, which is for people. */
function shellOf(definition: DefinitionNode): string {
  // The vocabulary of @classified is no coordinate; its values have been compared byte for byte.
  const members = { fields: [], values: [] };
  const empty: object = MEMBERED.has(definition.kind) ? members : {};
  return print({ ...definition, ...empty, description: undefined } as unknown as ASTNode);
}
