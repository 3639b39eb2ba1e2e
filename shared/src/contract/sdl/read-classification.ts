/**
 * Reads the class of every coordinate out of an SDL, and refuses the SDL when one is missing.
 *
 * Takes SDL text, gives coordinate -> classification. Nothing has a default class: what the policies decide on
 * must have been said.
 */
import { Kind } from 'graphql';
import type { ConstArgumentNode, ConstDirectiveNode, ConstValueNode, DocumentNode } from 'graphql';
import { DATA_CLASSES, DATA_FLAGS, SUBJECTS } from '../classified.js';
import type { Classification } from '../classified.js';
import { HubError } from '../../errors/hub-error.js';
import { CLASSIFIED_DEFINITIONS } from './classified-definition.js';
import { coordinatesOf } from './coordinates.js';
import { parseSdl } from './parse-sdl.js';

/** How many coordinates an error names; the rest is counted. */
const NAMED = 5;

/**
 * @param sdl - SDL text of one subgraph
 * @returns every coordinate of it; federation's own machinery is none
 * @throws HubError SDL_UNCLASSIFIED naming the coordinates without a class
 * @throws HubError SDL_REFUSED when it is not GraphQL, defines `@classified` other than we do, defines a
 *   coordinate twice, or uses the directive in a way that has no meaning
 */
export function readClassification(sdl: string): Map<string, Classification> {
  const document = parseSdl(sdl);
  checkDefinitions(sdl, document);
  const found = new Map<string, Classification>();
  const unclassified: string[] = [];
  for (const { coordinate, directives } of coordinatesOf(document)) {
    if (found.has(coordinate)) refuse(`${coordinate} is defined twice`);
    const uses = directives.filter(({ name }) => name.value === 'classified');
    const [use] = uses;
    if (use === undefined) unclassified.push(coordinate);
    else if (uses.length > 1) refuse(`${coordinate} is classified twice`);
    else found.set(coordinate, classificationOf(coordinate, use));
  }
  if (unclassified.length > 0) {
    throw new HubError('SDL_UNCLASSIFIED', `no @classified on ${listed(unclassified)}`, 'operator');
  }
  return found;
}

/** A text of a few coordinates: `A.b, A.c and 3 more`. */
export function listed(coordinates: readonly string[]): string {
  const more = coordinates.length - NAMED;
  const named = coordinates.slice(0, NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

function refuse(message: string): never {
  throw new HubError('SDL_REFUSED', message, 'operator');
}

/** A directive that only looks like ours could mean anything: its definition and vocabulary are compared by bytes. */
function checkDefinitions(sdl: string, document: DocumentNode): void {
  for (const [name, expected] of Object.entries(CLASSIFIED_DEFINITIONS)) {
    const definitions = document.definitions.filter(
      (definition) => 'name' in definition && definition.name.value === name,
    );
    const bytes = definitions.map(({ loc }) => (loc === undefined ? '' : sdl.slice(loc.start, loc.end)));
    if (bytes.length === 0) refuse(`the definition of ${name} is missing`);
    if (bytes.length > 1) refuse(`${name} is defined more than once`);
    if (bytes[0] !== expected) refuse(`the definition of ${name} is not the contract's`);
  }
}

function classificationOf(coordinate: string, use: ConstDirectiveNode): Classification {
  const given = new Map<string, ConstArgumentNode>();
  for (const argument of use.arguments ?? []) {
    if (given.has(argument.name.value)) refuse(`${coordinate} gives ${argument.name.value} twice`);
    given.set(argument.name.value, argument);
  }
  const take = <Word extends string>(name: string, words: readonly Word[]): Word[] => {
    const argument = given.get(name);
    given.delete(name);
    if (argument === undefined) return [];
    // Only flags are a list: `class: [PUBLIC]` is not GraphQL for an enum argument.
    const { value } = argument;
    const values = name === 'flags' && value.kind === Kind.LIST ? value.values : [value];
    return values.map((item) => wordOf(coordinate, item, words));
  };
  const [dataClass] = take('class', DATA_CLASSES);
  const [subject = 'NONE'] = take('subject', SUBJECTS);
  const flags = take('flags', DATA_FLAGS);
  if (dataClass === undefined || given.size > 0) {
    refuse(`${coordinate} uses @classified with arguments that are not its own`);
  }
  return Object.freeze({ class: dataClass, subject, flags: Object.freeze([...new Set(flags)].sort()) });
}

function wordOf<Word extends string>(
  coordinate: string,
  value: ConstValueNode,
  words: readonly Word[],
): Word {
  const word = value.kind === Kind.ENUM ? words.find((candidate) => candidate === value.value) : undefined;
  return word ?? refuse(`${coordinate} uses @classified with a word it does not have`);
}
