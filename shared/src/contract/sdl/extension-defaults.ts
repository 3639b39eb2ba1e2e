/**
 * Rules about the default values of arguments and input fields in an extension: plain values, in lists where the
 * type is one, and of the contract's scalars only what they can be.
 *
 * A default that is an object brings the defaults of its fields along, and whoever writes the schema down writes
 * them all: forty short inputs, each naming the next one twice, are a text that no memory holds. A default that
 * its scalar refuses stops whoever writes the schema down.
 */
import { Kind } from 'graphql';
import type { ConstValueNode, GraphQLScalarType, InputValueDefinitionNode, TypeNode } from 'graphql';
import { DateTimeScalar } from '../scalars/date-time.js';
import { DateScalar } from '../scalars/date.js';
import { refuseExtension } from './refuse-extension.js';

const SCALARS: ReadonlyMap<string, GraphQLScalarType> = new Map(
  ([DateScalar, DateTimeScalar] as readonly GraphQLScalarType[]).map((scalar) => [scalar.name, scalar]),
);

/** @param place - the coordinate of the argument or input field */
export function checkDefault(input: InputValueDefinitionNode, place: string): void {
  const { defaultValue, type } = input;
  if (defaultValue === undefined || isPlainDefault(defaultValue, type)) return;
  refuseExtension({
    place,
    node: defaultValue,
    what: 'has a default value that is an object, or none of its type',
    remedy:
      'write a text, a number, true, false or a word of its type, or leave the default to your resolver',
  });
}

/** Whether texts, numbers and words of the other types fit is found when the schema is built. */
function isPlainDefault(value: ConstValueNode, type: TypeNode): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return isPlainDefault(value, type.type);
  if (value.kind === Kind.NULL) return true;
  if (type.kind === Kind.LIST_TYPE) {
    const items = value.kind === Kind.LIST ? value.values : [value];
    return items.every((item) => isPlainDefault(item, type.type));
  }
  if (value.kind === Kind.LIST || value.kind === Kind.OBJECT) return false;
  const isNumber = value.kind === Kind.FLOAT || value.kind === Kind.INT;
  if (isNumber && !Number.isFinite(Number(value.value))) return false;
  const scalar = SCALARS.get(type.name.value);
  return scalar === undefined || isReadBy(scalar, value);
}

function isReadBy(scalar: GraphQLScalarType, value: ConstValueNode): boolean {
  try {
    scalar.parseLiteral(value);
    return true;
  } catch {
    return false;
  }
}
