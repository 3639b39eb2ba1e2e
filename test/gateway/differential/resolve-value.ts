/**
 * The value of one field of one record: from the world, changed by the arguments, computed where `@requires`
 * says so. The subgraphs and the monolith ask here, so they cannot disagree about a value.
 */
import { Kind, parse, valueFromASTUntyped, type FieldNode, type SelectionSetNode } from 'graphql';
import { isLeaf, type FieldModel, type GraphModel } from './graph-model.js';
import { WorldRecord, fieldOf, type WorldRun } from './world.js';

export type Arguments = Readonly<Record<string, unknown>>;

export class BrokenFieldError extends Error {}

const selections = new Map<string, SelectionSetNode>();

/** `a b { c }` as nodes */
export function selectionSetOf(text: string): SelectionSetNode {
  const document = parse(`{ ${text} }`);
  const [definition] = document.definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`not a selection: ${text}`);
  return definition.selectionSet;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}

/** Equal arguments, equal text: also between what a caller left out and what the default gave. */
function argumentText(args: Arguments): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, item]) => [key, sorted(item)]),
    );
  };
  return JSON.stringify(sorted(args));
}

function changed(value: unknown, args: Arguments): unknown {
  const text = argumentText(args);
  if (Array.isArray(value)) return value.map((item) => changed(item, args));
  if (typeof value === 'string') return `${value}${text}`;
  if (typeof value === 'number') return (Math.abs(Math.trunc(value)) % 1000) + (hashOf(text) % 1000);
  if (typeof value === 'boolean') return value !== (hashOf(text) % 2 === 0);
  return value;
}

function withArguments(model: GraphModel, field: FieldModel, value: unknown, args: Arguments): unknown {
  if (Object.keys(args).length === 0) return value;
  const type = field.type.replaceAll(/[[\]!]/g, '');
  if (!isLeaf(model, type)) {
    // Objects stay what they are; of a list, the arguments decide where it begins.
    if (!Array.isArray(value) || value.length === 0) return value;
    const items: readonly unknown[] = value;
    const start = hashOf(argumentText(args)) % items.length;
    return [...items.slice(start), ...items.slice(0, start)];
  }
  return model.enums.has(type) || type === 'Blob' ? value : changed(value, args);
}

/** @throws BrokenFieldError where the world says so */
export function resolveValue(
  { model, run }: { model: GraphModel; run: WorldRun },
  { record, field }: { record: WorldRecord; field: FieldModel },
  args: Arguments,
): unknown {
  if (record.broken.has(field.name)) throw new BrokenFieldError('broken on purpose');
  if (field.counts) return run.touches.get(record) ?? 0;
  const id = args['id'];
  const value = record.values.get(field.name) ?? null;
  if (field.effect === null && id === undefined) return withArguments(model, field, value, args);
  const found = byId(model, run, { field, id }) ?? value;
  return field.effect === null ? found : effectOf(run, { field, args }, found);
}

/** Notes the mutation, and gives what it answers. */
function effectOf(
  run: WorldRun,
  { field, args }: { field: FieldModel; args: Arguments },
  found: unknown,
): unknown {
  run.log.push(`${field.name}${argumentText(args)}`);
  if (field.effect === 'COUNT') return run.log.length;
  if (found instanceof WorldRecord) run.touches.set(found, (run.touches.get(found) ?? 0) + 1);
  return found;
}

/** A root field that takes an id gives that record, if it is one that the field may show. */
function byId(
  model: GraphModel,
  run: WorldRun,
  { field, id }: { field: FieldModel; id: unknown },
): WorldRecord | null {
  const type = field.type.replaceAll(/[[\]!]/g, '');
  const found = run.world.records.get(type)?.find(({ values }) => values.get('id') === id);
  return found !== undefined && model.objects.has(type) ? found : null;
}

/** What a field with `@requires` says, given what it requires. */
export function computedText(inputs: unknown, args: Arguments): string {
  return `${JSON.stringify(inputs)}${Object.keys(args).length === 0 ? '' : argumentText(args)}`;
}

/**
 * What `@requires` selects, cut out of a representation.
 *
 * @throws BrokenFieldError when something of it was not sent
 */
export function pickInputs(requires: string, given: Readonly<Record<string, unknown>>): unknown {
  return pickSelected(cachedSelection(requires), given);
}

function cachedSelection(requires: string): SelectionSetNode {
  const known = selections.get(requires) ?? selectionSetOf(requires);
  selections.set(requires, known);
  return known;
}

function pickSelected(set: SelectionSetNode, given: unknown): unknown {
  if (Array.isArray(given)) return given.map((item) => pickSelected(set, item));
  if (typeof given !== 'object' || given === null) return given;
  const values = given as Readonly<Record<string, unknown>>;
  const entries = set.selections.flatMap((selection): (readonly [string, unknown])[] => {
    if (selection.kind === Kind.FIELD) {
      const name = selection.name.value;
      if (!Object.hasOwn(values, name)) throw new BrokenFieldError(`a required field was not sent: ${name}`);
      const value = values[name];
      return [[name, selection.selectionSet ? pickSelected(selection.selectionSet, value) : value]];
    }
    if (selection.kind !== Kind.INLINE_FRAGMENT) return [];
    // Different names in different types: a field is there or it is another type's.
    const inner = selection.selectionSet.selections;
    const names = inner.flatMap((field) => (field.kind === Kind.FIELD ? [field.name.value] : []));
    return names.flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name]] as const] : []));
  });
  return Object.fromEntries(entries);
}

/**
 * The same out of the world.
 *
 * @throws BrokenFieldError when an input breaks: what failed is not known, and nothing can be computed from it
 */
export function inputsFromWorld(
  context: { model: GraphModel; run: WorldRun },
  record: WorldRecord,
  requires: string,
): unknown {
  return selectFrom(context, record, cachedSelection(requires));
}

function selectFrom(
  context: { model: GraphModel; run: WorldRun },
  record: WorldRecord,
  set: SelectionSetNode,
): unknown {
  const entries = set.selections.flatMap((selection): (readonly [string, unknown])[] => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (selection.typeCondition?.name.value !== record.typename) return [];
      return Object.entries(selectFrom(context, record, selection.selectionSet) as object);
    }
    return selection.kind === Kind.FIELD
      ? [[selection.name.value, fieldFrom(context, record, selection)]]
      : [];
  });
  return Object.fromEntries(entries);
}

function fieldFrom(
  context: { model: GraphModel; run: WorldRun },
  record: WorldRecord,
  node: FieldNode,
): unknown {
  const field = fieldOf(context.model, record, node.name.value);
  if (!field) return null;
  if (record.broken.has(field.name)) throw new BrokenFieldError('broken on purpose');
  const args = literalArguments(field, node);
  const value =
    field.requires === null
      ? resolveValue(context, { record, field }, args)
      : computedText(inputsFromWorld(context, record, field.requires), args);
  return project(context, value, node.selectionSet);
}

function project(
  context: { model: GraphModel; run: WorldRun },
  value: unknown,
  set: SelectionSetNode | undefined,
): unknown {
  if (Array.isArray(value)) return value.map((item) => project(context, item, set));
  return value instanceof WorldRecord && set ? selectFrom(context, value, set) : value;
}

/** As graphql-js would coerce them: the given literals, defaults for the rest. */
function literalArguments({ args }: FieldModel, node: FieldNode): Arguments {
  const given = new Map((node.arguments ?? []).map(({ name, value }) => [name.value, value]));
  return Object.fromEntries(
    args.flatMap(({ name, type, defaultText }) => {
      const literal = given.get(name);
      const value = literal
        ? valueFromASTUntyped(literal)
        : defaultText === null
          ? undefined
          : valueFromASTUntyped(defaultNode(defaultText));
      if (value === undefined) return [];
      return [[name, type === 'In0' ? withInputDefaults(value) : value] as const];
    }),
  );
}

function defaultNode(text: string): Parameters<typeof valueFromASTUntyped>[0] {
  const [argument] = (selectionSetOf(`f(x: ${text})`).selections[0] as FieldNode).arguments ?? [];
  if (!argument) throw new Error(`not a value: ${text}`);
  return argument.value;
}

/** The one input type has one default: `a: Int = 3`. */
function withInputDefaults(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? { a: 3, ...value } : value;
}
