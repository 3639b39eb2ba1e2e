/**
 * The schema transform that puts `@classified` on enum values and scalars, from `value-classes.ts`.
 *
 * type-graphql offers no directives there. What the table does not name is left alone, so that the check of the
 * printed SDL finds it.
 */
import { MapperKind, mapSchema } from '@graphql-tools/utils';
import { GraphQLEnumType, GraphQLScalarType } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { DataClass } from '../classified.js';
import { ENUM_CLASSES, SCALAR_CLASSES } from './value-classes.js';

const marked = (dataClass: DataClass): { directives: object } => ({
  directives: { classified: { class: dataClass } },
});

/** @returns a copy of the schema; printing it shows the classes */
export function classifyValues(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.ENUM_TYPE]: (type) => {
      const dataClass = ENUM_CLASSES[type.name];
      if (dataClass === undefined) return type;
      const { values, ...config } = type.toConfig();
      return new GraphQLEnumType({
        ...config,
        values: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [name, { ...value, extensions: marked(dataClass) }]),
        ),
      });
    },
    [MapperKind.SCALAR_TYPE]: (type) => {
      const dataClass = SCALAR_CLASSES[type.name];
      if (dataClass === undefined) return type;
      return new GraphQLScalarType({ ...type.toConfig(), extensions: marked(dataClass) });
    },
  });
}
