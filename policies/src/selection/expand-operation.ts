/**
 * Expands one operation into a selection tree: fragments merged, `@skip` and `@include` evaluated, equal
 * response keys merged, everything counted while it grows.
 *
 * Takes a parsed document; validation may have run before, but nothing here relies on it: what does not fit the
 * schema is refused.
 */
import {
  Kind,
  OperationTypeNode,
  getVariableValues,
  valueFromASTUntyped,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { expandSelections } from './expand-selections.js';
import { refuseInput } from './refuse-input.js';
import type { SelectionTree } from './selection-tree.js';

export interface ExpandOperationInput {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: unknown;
  /** selections looked at, fragments counted as often as they are used */
  readonly maxFields: number;
  /** levels of selections and fragments inside each other */
  readonly maxDepth?: number;
}

const DEFAULT_MAX_DEPTH = 100;

/**
 * Expands the operation that the request names.
 *
 * @throws HubError BAD_USER_INPUT for a mutation, a subscription, an unknown or ambiguous operation, anything the
 *   schema does not have, a fragment cycle, selections that cannot be merged, an invalid variable
 * @throws HubError LIMIT_EXCEEDED when there is more than `maxFields` or deeper than `maxDepth`
 * @see GraphQL specification, section 6.3
 */
export function expandOperation(input: ExpandOperationInput): SelectionTree {
  const { schema, document } = input;
  const operation = findOperation(document, input.operationName ?? null);
  const rootType = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || !rootType) {
    refuseInput('only queries are answered');
  }
  if ((operation.directives ?? []).length > 0) refuseInput('an operation takes no directives');
  const { coerced, effective } = readVariables(schema, operation, input.variables ?? {});
  const fields = expandSelections(
    {
      schema,
      fragments: fragmentsOf(document),
      variableValues: coerced,
      fieldsLeft: input.maxFields,
      maxDepth: input.maxDepth ?? DEFAULT_MAX_DEPTH,
      keysGiven: 0,
    },
    { type: rootType, set: operation.selectionSet },
  );
  return {
    schema,
    rootType: rootType.name,
    fields,
    variableDefinitions: operation.variableDefinitions ?? [],
    variables: effective,
  };
}

function findOperation(document: DocumentNode, name: string | null): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation, second] =
    name === null ? operations : operations.filter((candidate) => candidate.name?.value === name);
  if (!operation)
    refuseInput(name === null ? 'the document holds no operation' : 'there is no operation of this name');
  if (second) refuseInput('which operation is meant is not clear');
  return operation;
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.FRAGMENT_DEFINITION) continue;
    if (fragments.has(node.name.value)) refuseInput('a fragment is defined twice');
    if ((node.directives ?? []).length > 0) refuseInput('a fragment definition takes no directives');
    fragments.set(node.name.value, node);
  }
  return fragments;
}

function readVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  sent: unknown,
): { coerced: Record<string, unknown>; effective: Record<string, unknown> } {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent))
    refuseInput('variables are not an object');
  const values = sent as Readonly<Record<string, unknown>>;
  const definitions = operation.variableDefinitions ?? [];
  const names = definitions.map(({ variable }) => variable.name.value);
  if (new Set(names).size !== names.length) refuseInput('a variable is declared twice');
  const { coerced } = getVariableValues(schema, definitions, values, { maxErrors: 1 });
  // Not the library's message: it repeats the value, and suggests names of enum values that the caller did not type.
  if (!coerced) refuseInput('a variable is missing or does not fit its type');
  const effective = Object.create(null) as Record<string, unknown>;
  for (const { variable, defaultValue } of definitions) {
    const name = variable.name.value;
    if (Object.hasOwn(values, name) && values[name] !== undefined) effective[name] = values[name];
    else if (defaultValue) effective[name] = valueFromASTUntyped(defaultValue);
  }
  return { coerced, effective };
}
