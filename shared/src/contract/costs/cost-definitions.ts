/**
 * `@cost` and `@listSize`, word for word as the contract and every extension define them.
 *
 * @see GraphQL Cost Directives (IBM, draft of 2021), sections 7 and 8
 */
import { buildSchema, type GraphQLDirective } from 'graphql';

/** name of the definition -> its bytes in every SDL of the coalition */
export const COST_DEFINITIONS = {
  cost:
    'directive @cost(weight: String!) on ' +
    'ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR',
  listSize:
    'directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], ' +
    'requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION',
} as const;

export type CostDirectiveName = keyof typeof COST_DEFINITIONS;

/** The directives for a schema builder. */
export function costDirectives(): GraphQLDirective[] {
  const schema = buildSchema(Object.values(COST_DEFINITIONS).join('\n'), { assumeValidSDL: true });
  return schema.getDirectives().filter(({ name }) => Object.hasOwn(COST_DEFINITIONS, name));
}
