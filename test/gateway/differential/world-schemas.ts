/**
 * Schemas that answer from the world: one for each subgraph, and one for the whole API, the truth of the tests.
 *
 * A subgraph answers only what it resolves. Asked for a field that is external there, or that another one took
 * over, it throws: whoever sent that had a wrong plan.
 */
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  buildSchema,
  isAbstractType,
  isObjectType,
  parse,
  printSchema,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { FieldModel, FieldPlace, GraphModel, ObjectModel } from './graph-model.js';
import {
  BrokenFieldError,
  computedText,
  inputsFromWorld,
  pickInputs,
  resolveValue,
  type Arguments,
} from './resolve-value.js';
import { WorldRecord, type WorldRun } from './world.js';

type Representation = Readonly<Record<string, unknown>>;

/** A record as a request met it. A new one each time: `@apollo/subgraph` writes on what it is given. */
class Seen {
  constructor(
    readonly record: WorldRecord,
    readonly given: Representation = {},
    readonly provided: readonly string[] = [],
  ) {}
}

function seen(value: unknown, provides: string | null): unknown {
  if (Array.isArray(value)) return value.map((item) => seen(item, provides));
  return value instanceof WorldRecord ? new Seen(value, {}, provides === null ? [] : [provides]) : value;
}

function sourceOf(source: unknown, run: WorldRun): Seen {
  return source instanceof Seen ? source : new Seen(run.world.root);
}

function fieldAt(model: GraphModel, info: GraphQLResolveInfo): FieldModel {
  const field = model.objects.get(info.parentType.name)?.fields.get(info.fieldName);
  if (!field) throw new Error(`nobody knows ${info.parentType.name}.${info.fieldName}`);
  return field;
}

function resolveIn(model: GraphModel, subgraph: string) {
  return (source: unknown, args: Arguments, run: WorldRun, info: GraphQLResolveInfo): unknown => {
    const { record, given, provided } = sourceOf(source, run);
    const field = fieldAt(model, info);
    const place = field.places.get(subgraph);
    if (!mayAnswer(place, provided, info.fieldName)) {
      throw new Error(`${subgraph} was asked for ${info.parentType.name}.${info.fieldName}`);
    }
    if (field.requires === null) {
      return seen(resolveValue({ model, run }, { record, field }, args), place?.provides ?? null);
    }
    if (record.broken.has(field.name)) throw new BrokenFieldError('broken on purpose');
    return computedText(pickInputs(field.requires, given), args);
  };
}

function mayAnswer(place: FieldPlace | undefined, provided: readonly string[], name: string): boolean {
  return place !== undefined && (place.resolves || provided.includes(name));
}

function resolveWhole(model: GraphModel) {
  return (source: unknown, args: Arguments, run: WorldRun, info: GraphQLResolveInfo): unknown => {
    const { record } = sourceOf(source, run);
    const field = fieldAt(model, info);
    if (record.broken.has(field.name)) throw new BrokenFieldError('broken on purpose');
    if (field.requires !== null)
      return computedText(inputsFromWorld({ model, run }, record, field.requires), args);
    return seen(resolveValue({ model, run }, { record, field }, args), null);
  };
}

function giveResolvers(schema: GraphQLSchema, resolve: ReturnType<typeof resolveIn>): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('_')) continue;
    if (isAbstractType(type)) type.resolveType = (value: unknown) => (value as Seen).record.typename;
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!field.name.startsWith('_')) field.resolve = resolve as NonNullable<typeof field.resolve>;
    }
  }
  return schema;
}

function matches(record: WorldRecord, key: string, representation: Representation): boolean {
  return key
    .replace(/\{ *tag *\}/, '')
    .trim()
    .split(/\s+/)
    .every((name) => {
      const told = representation[name];
      const value = record.values.get(name);
      if (!(value instanceof WorldRecord)) return told !== undefined && told === value && told !== null;
      return (told as Representation | null | undefined)?.['tag'] === value.values.get('tag');
    });
}

function resolveReference(model: GraphModel, object: ObjectModel, subgraph: string) {
  const types = model.interfaces.get(object.name)?.implementers ?? [object.name];
  const keys = object.places.get(subgraph)?.keys.map(({ fields }) => fields) ?? ['id'];
  return (representation: Representation, run: WorldRun): Seen | null => {
    const record = types
      .flatMap((type) => run.world.records.get(type) ?? [])
      .find((candidate) => keys.some((key) => matches(candidate, key, representation)));
    return record === undefined || record.absentIn.has(subgraph) ? null : new Seen(record, representation);
  };
}

export function subgraphSchema(model: GraphModel, subgraph: string, sdl: string): GraphQLSchema {
  const standIn = model.objects.get('M0');
  const entities = [...model.objects.values()].filter(
    ({ role, places, name }) =>
      role !== 'ROOT' &&
      ((places.get(subgraph)?.keys.length ?? 0) > 0 ||
        (name === standIn?.name && model.interfaces.get(name)?.home === subgraph)),
  );
  const resolvers = Object.fromEntries(
    entities.map((object) => [
      object.name,
      { __resolveReference: resolveReference(model, object, subgraph) },
    ]),
  );
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers });
  return giveResolvers(schema, resolveIn(model, subgraph));
}

/** @param api - the schema that callers see; stays as it is */
export function monolithSchema(model: GraphModel, api: GraphQLSchema): GraphQLSchema {
  return giveResolvers(buildSchema(printSchema(api)), resolveWhole(model));
}
