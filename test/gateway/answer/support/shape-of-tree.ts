/**
 * The shape of an answer, straight from a selection tree: what stage 4 would give, without a planner.
 *
 * By default data keys are the tree's canonical names, so that data executed from the printed tree can be written.
 */
import type { AnswerShape, ShapeField } from '@vigil/gateway';
import type { SelectedField, SelectionTree } from '@vigil/policies';
import { getNamedType, isAbstractType, isCompositeType, type GraphQLSchema } from 'graphql';

type KeyOf = (field: SelectedField) => string;

interface Shaping {
  readonly schema: GraphQLSchema;
  readonly keyOf: KeyOf;
}

export function shapeOfTree(
  tree: SelectionTree,
  keyOf: KeyOf = ({ canonicalKey }) => canonicalKey,
): AnswerShape {
  return shapeOf({ schema: tree.schema, keyOf }, tree.rootType, tree.fields);
}

function shapeOf(shaping: Shaping, type: string, fields: readonly SelectedField[]): AnswerShape {
  const { schema } = shaping;
  const declared = schema.getType(type);
  const types = isAbstractType(declared) ? schema.getPossibleTypes(declared).map(({ name }) => name) : [type];
  const byType = new Map(
    types.map((name) => [
      name,
      fields
        .filter(({ typeConditions }) => typeConditions === null || typeConditions.includes(name))
        .map((field) => fieldOf(shaping, field)),
    ]),
  );
  return { type, byType, uniform: null };
}

function fieldOf(shaping: Shaping, field: SelectedField): ShapeField {
  const { kind, responseKey, returnType, denied, children } = field;
  const named = getNamedType(returnType);
  return {
    kind,
    responseKey,
    dataKey: shaping.keyOf(field),
    returnType,
    denied,
    shape: isCompositeType(named) && !denied ? shapeOf(shaping, named.name, children ?? []) : null,
  };
}

/** Data as stage 6 gives it: the type of an object under its own name. */
export function withTypenames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTypenames);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) {
    copy[key === 'vigil__typename' ? '__typename' : key] = withTypenames(inner);
  }
  return copy;
}
