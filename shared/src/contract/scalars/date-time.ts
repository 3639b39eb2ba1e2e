/**
 * DateTime: a moment, RFC 3339, always printed in UTC with milliseconds: `2013-05-06T07:08:09.000Z`.
 *
 * The rules are those of graphql-scalars. It answers JavaScript Dates; here a value is text on both sides, in
 * one form only, so that equal moments are equal bytes; and a refusal never repeats the value.
 */
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

function checkedMoment(value: unknown): string {
  try {
    // A bare number would pass as a Unix time in an unknown unit.
    if (typeof value === 'string' || value instanceof Date) {
      return GraphQLDateTime.serialize(typeof value === 'string' ? value.toUpperCase() : value).toISOString();
    }
  } catch {
    // Refused below, without the value.
  }
  throw new GraphQLError('DateTime must be a moment such as 2013-05-06T07:08:09Z');
}

export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'A moment, RFC 3339, in UTC.',
  serialize: checkedMoment,
  parseValue: checkedMoment,
  parseLiteral: (node) => checkedMoment(node.kind === Kind.STRING ? node.value : undefined),
});
