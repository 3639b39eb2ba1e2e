/**
 * A graph while it is being made up: the model so far and the choices that are left.
 *
 * The other `draft-*.ts` add types, fields and directives; `generate-graph.ts` puts them in order.
 */
import {
  namedType,
  type ArgumentModel,
  type FieldModel,
  type GraphModel,
  type ObjectModel,
} from './graph-model.js';
import type { Seeded } from './seeded.js';

export interface Draft {
  readonly model: GraphModel;
  readonly random: Seeded;
  /** names of fields that nobody has yet */
  readonly names: string[];
}

// Names that are also found on every object of the language, and some that the gateway itself uses.
const FIELD_NAMES = [
  'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'length', 'data', 'errors', 'path', 'key',
  'representations', 'isPrototypeOf', 'toJSON', 'prototype', 'type', 'kind',
]; // prettier-ignore

export function fieldNames(random: Seeded): string[] {
  const plain = Array.from({ length: 60 }, (_item, index) => `f${index}`);
  const odd = random.some(FIELD_NAMES, 0.2);
  return [...random.shuffled([...odd, ...plain.slice(0, 16)]), ...plain.slice(16)].reverse();
}

const WRAPPERS: readonly (readonly [string, number])[] = [
  ['T', 10], ['T!', 6], ['[T]', 4], ['[T!]', 3], ['[T]!', 2], ['[T!]!', 4], ['[[T]]', 1], ['[[T!]!]', 1], ['[[T]!]!', 1],
]; // prettier-ignore

export function wrap(random: Seeded, type: string): string {
  let left = random.below(WRAPPERS.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [wrapper, weight] of WRAPPERS) {
    if (left < weight) return wrapper.replace('T', type);
    left -= weight;
  }
  return type;
}

export function leafType(random: Seeded): string {
  return random.pick([
    'String',
    'String',
    'String',
    'Int',
    'Float',
    'Boolean',
    'ID',
    'Blob',
    'E0',
    'E0',
    'E1',
  ]);
}

const ARGUMENTS: readonly ArgumentModel[] = [
  { name: 'x', type: 'Int', defaultText: '3' },
  { name: 'y', type: 'Int', defaultText: null },
  { name: 'need', type: 'Int!', defaultText: null },
  { name: 's', type: '[String!]', defaultText: '["a", "b"]' },
  { name: 'e', type: 'E0', defaultText: 'RED' },
  { name: 'many', type: '[[E0!]]', defaultText: null },
  { name: 'in', type: 'In0', defaultText: '{d: "q", b: [RED]}' },
  { name: 'put', type: 'In0', defaultText: null },
  { name: 'blob', type: 'Blob', defaultText: null },
  { name: 'sure', type: 'Boolean!', defaultText: 'true' },
];

export function someArguments(random: Seeded, probability: number): ArgumentModel[] {
  if (!random.chance(probability)) return [];
  return random.shuffled(ARGUMENTS).slice(0, random.between(1, 2));
}

export function addObject(
  draft: Draft,
  object: Pick<ObjectModel, 'name' | 'role'> & { keys?: readonly string[] },
): ObjectModel {
  const made: ObjectModel = { keys: [], ...object, places: new Map(), fields: new Map(), hidden: false };
  draft.model.objects.set(object.name, made);
  return made;
}

type NewField = Pick<FieldModel, 'name' | 'type'> &
  Partial<Pick<FieldModel, 'args' | 'requires' | 'counts' | 'effect'>>;

export function addField(object: ObjectModel, field: NewField, subgraphs: readonly string[]): FieldModel {
  const made: FieldModel = {
    args: [],
    requires: null,
    counts: false,
    effect: null,
    ...field,
    places: new Map(
      subgraphs.map((subgraph) => [
        subgraph,
        {
          directives: subgraphs.length > 1 ? ['@shareable'] : [],
          resolves: true,
          type: field.type,
          provides: null,
        },
      ]),
    ),
  };
  object.fields.set(field.name, made);
  return made;
}

/** the fields that a key names, put where the key is; nested ones bring their type along */
export function placeKey(draft: Draft, object: ObjectModel, subgraph: string, key: string): void {
  for (const name of key.replaceAll(/\{[^}]*\}/g, '').split(/\s+/)) {
    const field = object.fields.get(name);
    if (!field || field.places.has(subgraph)) continue;
    field.places.set(subgraph, { directives: [], resolves: true, type: field.type, provides: null });
    ensureType(draft, field.type, subgraph);
  }
}

/** Makes a type known to a subgraph: an entity as a stub, a value type with all its fields. */
export function ensureType(draft: Draft, type: string, subgraph: string): void {
  const { model, random } = draft;
  const name = namedType(type);
  const family = model.interfaces.get(name);
  // An entity interface stands where it was put: `mayBeAt` in draft-fields.ts.
  if (family !== undefined && family.home !== null) return;
  const object = model.objects.get(name);
  if (object) {
    ensureObject(draft, object, subgraph);
    return;
  }
  const members = family?.implementers ?? model.unions.get(name)?.members ?? [];
  if (members.some((member) => model.objects.get(member)?.places.has(subgraph)) && random.chance(0.5)) return;
  for (const member of random.shuffled(members).slice(0, random.between(1, members.length)))
    ensureType(draft, member, subgraph);
}

function ensureObject(draft: Draft, object: ObjectModel, subgraph: string): void {
  if (object.places.has(subgraph)) return;
  if (object.role !== 'VALUE') {
    const fields = draft.random.pick(object.keys);
    object.places.set(subgraph, { keys: [{ fields, resolvable: draft.random.chance(0.6) }] });
    placeKey(draft, object, subgraph, fields);
    return;
  }
  object.places.set(subgraph, { keys: [] });
  for (const field of object.fields.values()) {
    field.places.set(subgraph, {
      directives: ['@shareable'],
      resolves: true,
      type: field.type,
      provides: null,
    });
    ensureType(draft, field.type, subgraph);
  }
}
