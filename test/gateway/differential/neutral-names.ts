/**
 * The same question under names that collide with nothing, and the answer back under the names first asked for.
 *
 * When the stock gateway answers the question rightly under neutral names, and wrongly under the caller's, then
 * the caller's names are what it stumbled over.
 */
import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  getDirectiveValues,
  getVariableValues,
  parse,
  print,
  visit,
  type ASTNode,
  type FieldNode,
  type FragmentSpreadNode,
  type GraphQLSchema,
  type InlineFragmentNode,
} from 'graphql';
import type { AnswerJson, Question } from './gateways.js';

const PREFIX = 'neutral_';
const NOTHING = 'nothing_selected';

const nothing: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: NOTHING },
  name: { kind: Kind.NAME, value: '__typename' },
};

export interface Neutral {
  readonly question: Question;
  restore(answer: AnswerJson): AnswerJson;
}

export interface NeutralOptions {
  /** asks for `__typename` in every selection as well, and takes it out of the answer again */
  readonly types?: boolean;
  /** leaves out what `@skip` and `@include` leave out, and with it the directives */
  readonly conditions?: GraphQLSchema;
}

export function neutralNames(
  asked: Question,
  { types: withTypes = false, conditions }: NeutralOptions,
): Neutral {
  const { text, variables } = conditions ? withoutConditions(asked, conditions) : asked;
  const typename: ASTNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
  const document = visit(parse(text), {
    Field: (node) => {
      const responseKey = node.alias?.value ?? node.name.value;
      return { ...node, alias: { kind: Kind.NAME, value: `${PREFIX}${responseKey}` } };
    },
    Variable: (node) => ({ ...node, name: { kind: Kind.NAME, value: `${PREFIX}${node.name.value}` } }),
    SelectionSet: {
      leave: (node) => (withTypes ? { ...node, selections: [typename, ...node.selections] } : undefined),
    },
  });
  return {
    question: {
      text: print(document),
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [`${PREFIX}${name}`, value]),
      ),
    },
    restore: (answer) => restoreAnswer(answer, withTypes),
  };
}

function withoutConditions({ text, variables }: Question, schema: GraphQLSchema): Question {
  const parsed = parse(text);
  const values = parsed.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? [getVariableValues(schema, definition.variableDefinitions ?? [], variables).coerced ?? {}]
      : [],
  )[0];
  const decide = (node: FieldNode | InlineFragmentNode | FragmentSpreadNode) => {
    const skip = getDirectiveValues(GraphQLSkipDirective, node, values)?.['if'] === true;
    const include = getDirectiveValues(GraphQLIncludeDirective, node, values)?.['if'] !== false;
    return skip || !include ? null : { ...node, directives: [] };
  };
  const decided = visit(parsed, { Field: decide, InlineFragment: decide, FragmentSpread: decide });
  // A selection of which nothing is left shows an object without members.
  const kept = visit(decided, {
    SelectionSet: {
      leave: (node) => (node.selections.length > 0 ? undefined : { ...node, selections: [nothing] }),
    },
  });
  return { text: print(kept), variables };
}

function restoreAnswer({ data, errors, extensions }: AnswerJson, withTypes: boolean): AnswerJson {
  const restoredErrors = (errors ?? extensions?.valueCompletion)?.map(({ message, path }) => ({
    message,
    ...(path === undefined ? {} : { path: path.map(restoreName) }),
  }));
  return {
    ...(data === undefined ? {} : { data: restoreValue(data, withTypes) }),
    ...(restoredErrors === undefined ? {} : { errors: restoredErrors }),
  };
}

function restoreName<Name extends string | number>(name: Name): Name | string {
  return typeof name === 'string' && name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}

function restoreValue(value: unknown, withTypes: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => restoreValue(item, withTypes));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  // Values of a custom scalar have names of their own.
  const isSelected = entries.every(([key]) => key.startsWith(PREFIX) || (withTypes && key === '__typename'));
  const restored = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of entries) {
    if (!isSelected) restored[key] = item;
    else if (key !== '__typename' && key !== `${PREFIX}${NOTHING}`)
      restored[restoreName(key)] = restoreValue(item, withTypes);
  }
  return restored;
}
