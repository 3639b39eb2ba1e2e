/**
 * Gives the public schema the contract's own scalars.
 *
 * Takes a schema made from a supergraph, which knows scalars by name only and would take any value for one. What
 * a caller writes wrongly is refused with a sentence that does not repeat it.
 */
import { DateScalar, DateTimeScalar, SealedScalar } from '@vigil/shared';
import {
  GraphQLError,
  isScalarType,
  type GraphQLScalarType,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';

function literalReader(scalar: GraphQLScalarType): GraphQLScalarType['parseLiteral'] {
  return (node: ValueNode, variables) => {
    try {
      return scalar.parseLiteral(node, variables);
    } catch {
      throw new GraphQLError(`a value is no ${scalar.name}`, {
        nodes: [node],
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  };
}

/** Changes the schema in place: the gateway hands out this very object. */
export function giveScalars(schema: GraphQLSchema): void {
  for (const scalar of [DateScalar, DateTimeScalar, SealedScalar] as readonly GraphQLScalarType[]) {
    const type = schema.getType(scalar.name);
    if (!isScalarType(type)) continue;
    const { serialize, parseValue } = scalar;
    Object.assign(type, { serialize, parseValue, parseLiteral: literalReader(scalar) });
  }
}
