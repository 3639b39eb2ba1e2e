/**
 * Judges a value that stands where a scalar or an enum belongs.
 *
 * Takes a type and a value from a partner. An object in a text's place would carry whatever it holds past the
 * selection, so only plain values pass, and of the contract's own scalars only what they can be.
 */
import { DateScalar, DateTimeScalar, isCompactJwe } from '@vigil/shared';
import { isEnumType, type GraphQLLeafType, type GraphQLScalarType } from 'graphql';

/** Exactly what the scalar itself would write: not another spelling of it. */
function isWritten(scalar: GraphQLScalarType<unknown, string>, value: unknown): boolean {
  try {
    return typeof value === 'string' && scalar.serialize(value) === value;
  } catch {
    return false;
  }
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
  Int: (value) => Number.isInteger(value),
  Float: (value) => Number.isFinite(value),
  Boolean: (value) => typeof value === 'boolean',
  Date: (value) => isWritten(DateScalar, value),
  DateTime: (value) => isWritten(DateTimeScalar, value),
  Sealed: isCompactJwe,
};

/** Is this a value of the type as an answer writes it? */
export function isLeafValue(type: GraphQLLeafType, value: unknown): boolean {
  if (isEnumType(type))
    return typeof value === 'string' && type.getValue(value) !== undefined && type.getValue(value) !== null;
  const fits = Object.hasOwn(FITS, type.name) ? FITS[type.name] : undefined;
  if (fits) return fits(value);
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
