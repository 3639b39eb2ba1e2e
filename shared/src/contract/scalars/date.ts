/**
 * Date: a day of the Gregorian calendar, `2013-05-06`.
 *
 * The rules are those of graphql-scalars (RFC 3339, full-date). Here a value stays text on both sides, because a
 * day is not a moment; and a refusal never repeats the value, which on the way out may come from a record.
 */
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDate } from 'graphql-scalars';

function checkedDay(value: unknown): string {
  try {
    return GraphQLDate.serialize(value);
  } catch {
    throw new GraphQLError('Date must be a day such as 2013-05-06');
  }
}

export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A day, such as 2013-05-06.',
  serialize: checkedDay,
  parseValue: checkedDay,
  parseLiteral: (node) => checkedDay(node.kind === Kind.STRING ? node.value : undefined),
});
