/**
 * The plainest reading of an AnswerShape: what stage 7 writes, without its care for errors.
 *
 * Takes joined data, gives the answer as a value; whatever is null where it must not be takes its parent with it.
 */
import type { PlannedOperation } from './small-graph.js';
import { isListType, isNonNullType, type GraphQLOutputType } from 'graphql';

type AnswerShape = PlannedOperation['shape'];
type ShapeField =
  AnswerShape['byType'] extends ReadonlyMap<string, infer List>
    ? List extends readonly (infer Field)[]
      ? Field
      : never
    : never;

const BUBBLE = Symbol('bubble');

export function readAnswer(shape: AnswerShape, data: unknown): unknown {
  const read = readObject(shape, data);
  return read === BUBBLE ? null : read;
}

function readObject(shape: AnswerShape, data: unknown): unknown {
  const object = data as Readonly<Record<string, unknown>>;
  const isObjectType = shape.byType.size === 1 && shape.byType.has(shape.type);
  const typeName = isObjectType ? shape.type : String(object['__typename']);
  const fields = shape.uniform ?? shape.byType.get(typeName);
  if (fields === undefined) throw new Error('an object does not tell its type');
  const answer = Object.create(null) as Record<string, unknown>;
  for (const field of fields) {
    const value = field.kind === 'TYPENAME' ? typeName : readField(field, object);
    if (value === BUBBLE) return BUBBLE;
    answer[field.responseKey] = value;
  }
  return answer;
}

function readField(field: ShapeField, object: Readonly<Record<string, unknown>>): unknown {
  const value = field.denied || !Object.hasOwn(object, field.dataKey) ? null : object[field.dataKey];
  return readValue(field.returnType, field.shape, value);
}

function readValue(type: GraphQLOutputType, shape: AnswerShape | null, value: unknown): unknown {
  if (isNonNullType(type)) {
    const read = readValue(type.ofType, shape, value);
    return read === null ? BUBBLE : read;
  }
  if (value === null || value === undefined) return null;
  if (isListType(type)) {
    const items = (value as readonly unknown[]).map((item) => readValue(type.ofType, shape, item));
    return items.includes(BUBBLE) ? null : items;
  }
  if (shape === null) return value;
  const read = readObject(shape, value);
  return read === BUBBLE ? null : read;
}
