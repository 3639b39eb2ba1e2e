/** Which fields an operation selects, by their coordinates in a schema: those it selects under conditions too. */
import { TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';

/** Does an operation select nothing but fields that pass? A field that the schema does not know does not pass. */
export function usesOnly(
  schema: GraphQLSchema,
  document: DocumentNode,
  passes: (coordinate: string) => boolean,
): boolean {
  const types = new TypeInfo(schema);
  let all = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        const parent = types.getParentType()?.name;
        if (name.value === '__typename') return;
        all &&= parent !== undefined && types.getFieldDef() != null && passes(`${parent}.${name.value}`);
      },
    }),
  );
  return all;
}
