/**
 * What a question that reached a partner is about, read from its text with graphql-js alone.
 *
 * Takes text, variables and the partner's schema, gives schema coordinates. On purpose nothing of the hub or of
 * `@vigil/policies` is used: what they overlook, this must not overlook.
 */
import {
  TypeInfo,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  parse,
  visit,
  visitWithTypeInfo,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

function ofValue(type: GraphQLInputType | undefined, value: unknown, found: Set<string>): void {
  if (type === undefined || value === null || value === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) ofValue(type, item, found);
    return;
  }
  const named = getNamedType(type);
  if (isInputObjectType(named) && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      found.add(`${named.name}.${name}`);
      ofValue(named.getFields()[name]?.type, inner, found);
    }
  }
  if (typeof value === 'string') found.add(`${named.name}.${value}`);
}

/** `X` of `[X!]!`. */
function nameIn(type: string | undefined): string {
  return (type ?? '?').replaceAll(/[[\]!]/g, '');
}

/** Coordinates of fields (of every type that an abstract one stands for), arguments, input fields and enum values. */
export function askedCoordinates(
  schema: GraphQLSchema,
  { query, variables = {} }: { query: string; variables?: Readonly<Record<string, unknown>> },
): ReadonlySet<string> {
  const found = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    parse(query),
    visitWithTypeInfo(info, {
      Field: ({ name }) => {
        const parent = info.getParentType();
        const types = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
        for (const type of types) found.add(`${type?.name ?? '?'}.${name.value}`);
      },
      Argument: ({ name }) => {
        found.add(`${info.getParentType()?.name ?? '?'}.${info.getFieldDef()?.name ?? '?'}(${name.value}:)`);
      },
      ObjectField: ({ name }) => {
        found.add(`${nameIn(info.getParentInputType()?.toString())}.${name.value}`);
      },
      EnumValue: ({ value }) => {
        found.add(`${nameIn(info.getInputType()?.toString())}.${value}`);
      },
      VariableDefinition: ({ variable }) => {
        ofValue(info.getInputType() ?? undefined, variables[variable.name.value], found);
      },
    }),
  );
  return found;
}
