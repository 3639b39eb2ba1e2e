/**
 * What is asked, field by field, whatever the caller calls it.
 *
 * Shapes only. `regroup-fields.ts` makes them from a selection tree; `canonical-operation.ts` prints them.
 */
import type { ArgumentNode, GraphQLCompositeType, GraphQLOutputType } from 'graphql';

export interface AskedField {
  readonly fieldName: string;
  /** sorted by name, variables by the hub's own names */
  readonly arguments: readonly ArgumentNode[];
  readonly printedArguments: string;
  /** 0, except where the same field is asked again for something else below, or again at the root of a mutation */
  readonly repetition: number;
  /** as declared on the type that it is printed on */
  readonly returnType: GraphQLOutputType;
  /** null for a scalar or an enum */
  readonly children: AskedSet | null;
}

/** The fields asked of one place. */
export interface AskedSet {
  readonly type: GraphQLCompositeType;
  /** fields of the type itself come first */
  readonly parts: readonly AskedPart[];
}

export interface AskedPart {
  readonly on: GraphQLCompositeType;
  readonly fields: readonly AskedField[];
}
