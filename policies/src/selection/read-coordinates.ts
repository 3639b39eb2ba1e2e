/**
 * What must be readable for one field to be read: the field, the same field on interfaces through which it was named,
 * and its type where the type has a class of its own.
 *
 * Takes a selected field or a type, gives schema coordinates. Pure.
 */
import {
  getNamedType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  type GraphQLNamedType,
} from 'graphql';
import type { SelectedField } from './selection-tree.js';

/** How federation reaches an entity: of no class, and no data of anybody's. */
const MACHINERY: ReadonlySet<string> = new Set(['_Any', '_Entity']);

/** The name of a scalar or a union that somebody has classified; null for every other type. */
export function typeCoordinate(named: GraphQLNamedType): string | null {
  if (MACHINERY.has(named.name)) return null;
  if (isUnionType(named)) return named.name;
  return isScalarType(named) && !isSpecifiedScalarType(named) ? named.name : null;
}

/** @returns schema coordinates; one that may not be read refuses the field */
export function readCoordinates(field: SelectedField): string[] {
  const type = typeCoordinate(getNamedType(field.returnType));
  return [field.coordinate, ...field.abstractCoordinates, ...(type === null ? [] : [type])];
}
