/**
 * The definition of `@classified`, word for word, and the vocabulary it is written in.
 *
 * `DataClass`, `Subject` and `DataFlag` carry no class themselves: GraphQL forbids a directive that refers to
 * itself through its own argument types. They are held fixed by being compared byte for byte instead.
 */
import { buildSchema } from 'graphql';
import type { GraphQLDirective } from 'graphql';
import { DATA_CLASSES, DATA_FLAGS, SUBJECTS } from '../classified.js';

const enumDefinition = (name: string, values: readonly string[]): string =>
  `enum ${name} {\n${values.map((value) => `  ${value}\n`).join('')}}`;

/** name of the definition -> its bytes in every SDL of the coalition */
export const CLASSIFIED_DEFINITIONS = {
  classified:
    'directive @classified(class: DataClass!, subject: Subject! = NONE, flags: [DataFlag!]! = []) on ' +
    'FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE | SCALAR | UNION',
  DataClass: enumDefinition('DataClass', DATA_CLASSES),
  Subject: enumDefinition('Subject', SUBJECTS),
  DataFlag: enumDefinition('DataFlag', DATA_FLAGS),
} as const;

/** The directive for a schema builder. */
export function classifiedDirective(): GraphQLDirective {
  const schema = buildSchema(Object.values(CLASSIFIED_DEFINITIONS).join('\n'), { assumeValidSDL: true });
  const directive = schema.getDirective('classified');
  if (directive === undefined || directive === null)
    throw new Error('the definition of @classified has no directive');
  return directive;
}
