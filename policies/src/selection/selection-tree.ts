/**
 * What an operation asks for, with everything evaluated that can be: the value that deciding, printing and
 * shaping work on.
 *
 * Types, and how they are walked. `expand-operation.ts` makes a tree, `filter-selection.ts` marks what is refused,
 * `print-selection.ts` turns it into text again, `shape-answer.ts` puts an answer into its shape.
 */
import type { ArgumentNode, GraphQLOutputType, GraphQLSchema, VariableDefinitionNode } from 'graphql';

/**
 * FIELD is decided by policy. TYPENAME is always allowed and answered from the schema. INTROSPECTION is
 * `__schema`, `__type` and everything below them: answered from a public schema, never by a partner.
 */
export type SelectionKind = 'FIELD' | 'TYPENAME' | 'INTROSPECTION';

export interface SelectedField {
  readonly kind: SelectionKind;
  /** the name in the answer: the alias, or the field's own */
  readonly responseKey: string;
  /** the name towards partners: follows from the schema and the position, holds no word of the caller's */
  readonly canonicalKey: string;
  readonly fieldName: string;
  /** `Type.field`, with the object type that really answers */
  readonly coordinate: string;
  /** the same field on interfaces through which it was named; refused there is refused here */
  readonly abstractCoordinates: readonly string[];
  readonly parentType: string;
  readonly returnType: GraphQLOutputType;
  readonly arguments: readonly ArgumentNode[];
  /** the object types for which this holds, where the enclosing selection is on an interface or a union */
  readonly typeConditions: readonly string[] | null;
  /**
   * null for a scalar or an enum; empty for a refused field. Fields that lead to the same share one array: whoever
   * walks a tree goes through each array once, or the types behind an interface multiply with every level.
   */
  readonly children: readonly SelectedField[] | null;
  readonly denied: boolean;
}

/** What is answered; subscriptions never are. */
export type OperationKind = 'query' | 'mutation';

export interface SelectionTree {
  readonly schema: GraphQLSchema;
  readonly kind: OperationKind;
  readonly rootType: string;
  readonly fields: readonly SelectedField[];
  readonly variableDefinitions: readonly VariableDefinitionNode[];
  /** as the caller sent them, with the defaults of those not sent; declared ones only */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Which of its two names a field bears in a text or in data. */
export type SelectionNames = 'RESPONSE' | 'CANONICAL';

/** Response keys that begin so are ours; an operation that uses one for anything but its purpose is refused. */
export const RESERVED_PREFIX = 'vigil__';
/** Keeps an emptied selection alive and tells the type of an abstract one. */
export const TYPENAME_KEY = 'vigil__typename';

/** The key of a field under one kind of names. */
export function keyOf(field: SelectedField, names: SelectionNames): string {
  return names === 'CANONICAL' ? field.canonicalKey : field.responseKey;
}

/**
 * Visits the fields of a tree in order, those of an array that several fields share once.
 *
 * @param visit - false: what is below is not visited
 */
export function forEachField(
  fields: readonly SelectedField[],
  visit: (field: SelectedField) => boolean,
): void {
  const seen = new Set<readonly SelectedField[]>();
  const walk = (list: readonly SelectedField[]): void => {
    if (seen.has(list)) return;
    seen.add(list);
    for (const field of list) {
      if (visit(field) && field.children !== null) walk(field.children);
    }
  };
  walk(fields);
}
