/**
 * Puts executed data into the shape that the original operation asked for.
 *
 * Takes the filtered tree, the data of its printed text and the errors that came with it; gives the answer:
 * the caller's names in the caller's order, null and an error where something was refused, nulls that bubble, and
 * nothing that was not asked for, whatever the data holds.
 *
 * @see GraphQL specification, section 6.4.4
 */
import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLLeafType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { AnswerError, ShapedAnswer } from './answer-error.js';
import { ErrorPlaces } from './error-places.js';
import { isLeafValue } from './leaf-value.js';
import { renameErrors } from './rename-errors.js';
import {
  TYPENAME_KEY,
  keyOf,
  type SelectedField,
  type SelectionNames,
  type SelectionTree,
} from './selection-tree.js';

export interface ShapeAnswerInput {
  /** the tree whose printed text was executed, refused fields marked */
  readonly tree: SelectionTree;
  /** what came back; null when the execution gave nothing */
  readonly data: unknown;
  /** the names of the printed text; CANONICAL by default, as in `printSelection` */
  readonly names?: SelectionNames;
  /** errors of the execution, already masked; their paths are put into the caller's names */
  readonly errors?: readonly AnswerError[];
}

interface Shaping {
  readonly schema: GraphQLSchema;
  readonly names: SelectionNames;
  readonly errors: AnswerError[];
  readonly explained: ErrorPlaces;
}

/** A place in the answer; a list, so that no path is built for what is fine. */
interface Place {
  readonly above: Place | null;
  readonly key: string | number;
}

/** A value with its type and its place. */
interface ValuePlace {
  readonly type: GraphQLOutputType;
  readonly value: unknown;
  readonly place: Place;
}

/** Travels upwards from a null that must not be one to the next place that may be null. */
const BUBBLE = Symbol('bubble');

/** Shapes an answer. Never throws for what the data holds: what does not fit is null with an error. */
export function shapeAnswer(input: ShapeAnswerInput): ShapedAnswer {
  const names = input.names ?? 'CANONICAL';
  const executionErrors = eachOnce(renameErrors(input.tree, { names, data: input.data }, input.errors ?? []));
  const shaping: Shaping = {
    schema: input.tree.schema,
    names,
    errors: [...executionErrors],
    explained: new ErrorPlaces(executionErrors),
  };
  const data = isRecord(input.data)
    ? shapeObject(shaping, {
        fields: input.tree.fields,
        typeName: input.tree.rootType,
        value: input.data,
        place: null,
      })
    : null;
  return { data, errors: shaping.errors };
}

/** Below a null paths are cut: what was told of several places there is told of one. */
function eachOnce(errors: readonly AnswerError[]): AnswerError[] {
  const told = new Set<string>();
  return errors.filter((error) => {
    const text = JSON.stringify(error);
    return told.size !== told.add(text).size;
  });
}

function shapeObject(
  shaping: Shaping,
  object: {
    fields: readonly SelectedField[];
    typeName: string;
    value: Readonly<Record<string, unknown>>;
    place: Place | null;
  },
): Record<string, unknown> | null {
  // Without a prototype `__proto__` is a name like any other.
  const shaped = Object.create(null) as Record<string, unknown>;
  for (const field of object.fields) {
    if (field.typeConditions && !field.typeConditions.includes(object.typeName)) continue;
    const place = { above: object.place, key: field.responseKey };
    const value = shapeField(shaping, field, { ...object, place });
    if (value === BUBBLE) return null;
    shaped[field.responseKey] = value;
  }
  return shaped;
}

function shapeField(
  shaping: Shaping,
  field: SelectedField,
  parent: { typeName: string; value: Readonly<Record<string, unknown>>; place: Place },
): unknown {
  if (field.kind === 'TYPENAME') return parent.typeName;
  if (field.denied) {
    report(shaping, parent.place, {
      message: 'not authorized to read this field',
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    });
    return isNonNullType(field.returnType) ? BUBBLE : null;
  }
  const key = keyOf(field, shaping.names);
  const value = Object.hasOwn(parent.value, key) ? parent.value[key] : null;
  return shapeValue(shaping, field, { type: field.returnType, value, place: parent.place });
}

function shapeValue(shaping: Shaping, field: SelectedField, at: ValuePlace): unknown {
  const { type, value, place } = at;
  if (isNonNullType(type)) {
    const shaped = shapeValue(shaping, field, { type: type.ofType, value, place });
    if (shaped !== null && shaped !== BUBBLE) return shaped;
    // A value that was there has reported below why it is gone.
    if (value === null || value === undefined) reportMisfit(shaping, place);
    return BUBBLE;
  }
  if (value === null || value === undefined) return null;
  if (isListType(type)) return shapeList(shaping, field, { ...at, type: type.ofType });
  return isLeafType(type) ? shapeLeaf(shaping, type, at) : shapeComposite(shaping, field, at);
}

function shapeLeaf(shaping: Shaping, type: GraphQLLeafType, { value, place }: ValuePlace): unknown {
  if (isLeafValue(type, value)) return value;
  reportMisfit(shaping, place);
  return null;
}

function shapeComposite(shaping: Shaping, field: SelectedField, { value, place }: ValuePlace): unknown {
  const typeName = isRecord(value) ? typeNameOf(shaping, field, value) : null;
  if (isRecord(value) && typeName !== null) {
    return shapeObject(shaping, { fields: field.children ?? [], typeName, value, place });
  }
  reportMisfit(shaping, place);
  return null;
}

/** @param at - `type` is the type of the items */
function shapeList(shaping: Shaping, field: SelectedField, { type, value, place }: ValuePlace): unknown {
  if (!Array.isArray(value)) {
    reportMisfit(shaping, place);
    return null;
  }
  const items: unknown[] = [];
  for (const [index, item] of value.entries()) {
    const shaped = shapeValue(shaping, field, {
      type,
      value: item,
      place: { above: place, key: index },
    });
    if (shaped === BUBBLE) return null;
    items.push(shaped);
  }
  return items;
}

/** The schema says the type of an object; only where it cannot, the data may, within the schema. */
function typeNameOf(
  { schema }: Shaping,
  field: SelectedField,
  value: Readonly<Record<string, unknown>>,
): string | null {
  const type = getNamedType(field.returnType);
  if (!isAbstractType(type)) return type.name;
  const claimed = Object.hasOwn(value, TYPENAME_KEY) ? value[TYPENAME_KEY] : null;
  return schema.getPossibleTypes(type).find(({ name }) => name === claimed)?.name ?? null;
}

/** Says that a value is missing or ill-formed, unless an error of the execution says why already. */
function reportMisfit(shaping: Shaping, place: Place): void {
  if (shaping.explained.explains(pathOf(place))) return;
  report(shaping, place, {
    message: 'no usable value was given for this field',
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  });
}

function report({ errors }: Shaping, place: Place, error: Omit<AnswerError, 'path'>): void {
  errors.push({ message: error.message, path: pathOf(place), extensions: error.extensions });
}

function pathOf(place: Place): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Place | null = place; at; at = at.above) path.push(at.key);
  return path.reverse();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
