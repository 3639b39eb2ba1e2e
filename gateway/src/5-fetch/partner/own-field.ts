/** Fields that the hub asks for itself, under names that no plan gives. */
import type { SelectedField } from '@vigil/policies';
import type { GraphQLOutputType } from 'graphql';

/** Canonical names are numbered from 1. */
export const ID_KEY = 'v0_id';
export const DATE_KEY = 'v0_date';

/** Is this place one that the hub asked for itself? What is wrong there is nothing that the caller asked about. */
export function isOwnPlace(path: readonly (string | number)[]): boolean {
  return path[0] === ID_KEY || path[0] === DATE_KEY;
}

/** A field that the hub asks for itself. */
export function ownField(
  key: string,
  { parentType, fieldName }: { parentType: string; fieldName: string },
  returnType: GraphQLOutputType,
  children: readonly SelectedField[] | null = null,
): SelectedField {
  return {
    kind: 'FIELD',
    responseKey: key,
    canonicalKey: key,
    fieldName,
    coordinate: `${parentType}.${fieldName}`,
    abstractCoordinates: [],
    parentType,
    returnType,
    arguments: [],
    typeConditions: null,
    children,
    denied: false,
  };
}
