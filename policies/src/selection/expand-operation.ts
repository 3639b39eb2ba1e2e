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
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { expandSelections } from './expand-selections.js';
import { ExpandedPlaces } from './expanded-places.js';
import { readVariables } from './read-variables.js';
import { refuseInput } from './refuse-input.js';
import type { OperationKind, SelectionTree } from './selection-tree.js';

export interface ExpandOperationInput {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: unknown;
  /** what is answered here; queries only by default */
  readonly kinds?: readonly OperationKind[];
  /**
   * selections looked at, fragments counted as often as they are used; and as many, at most, as one object of each
   * place may need: what is looked at once, because it stands at several places, counts at each of them
   */
  readonly maxFields: number;
  /** levels of selections and fragments inside each other */
  readonly maxDepth?: number;
}

const DEFAULT_MAX_DEPTH = 100;

/**
 * Expands the operation that the request names.
 *
 * @throws HubError BAD_USER_INPUT for a kind that is not answered here, a subscription, an unknown or ambiguous operation, anything the
 *   schema does not have, a fragment cycle, selections that cannot be merged, an invalid variable
 * @throws HubError LIMIT_EXCEEDED when there is more than `maxFields` or deeper than `maxDepth`
 * @see GraphQL specification, section 6.3
 */
export function expandOperation(input: ExpandOperationInput): SelectionTree {
  const { schema, document } = input;
  const operation = findOperation(document, input.operationName ?? null);
  const kind = kindOf(operation, input.kinds ?? ['query']);
  const rootType = rootOf(schema, kind);
  if ((operation.directives ?? []).length > 0) refuseInput('an operation takes no directives');
  const { coerced, effective } = readVariables(schema, operation, input.variables ?? {});
  const fields = expandSelections(
    {
      schema,
      fragments: fragmentsOf(document),
      variableValues: coerced,
      places: new ExpandedPlaces(),
      maxFields: input.maxFields,
      fieldsLeft: input.maxFields,
      maxDepth: input.maxDepth ?? DEFAULT_MAX_DEPTH,
      keysGiven: 0,
    },
    { type: rootType, set: operation.selectionSet },
  );
  return {
    schema,
    kind,
    rootType: rootType.name,
    fields,
    variableDefinitions: operation.variableDefinitions ?? [],
    variables: effective,
  };
}

function kindOf({ operation }: OperationDefinitionNode, kinds: readonly OperationKind[]): OperationKind {
  if (operation === OperationTypeNode.SUBSCRIPTION) refuseInput('subscriptions are not answered');
  if (!kinds.includes(operation)) refuseInput('only queries are answered');
  return operation;
}

function rootOf(schema: GraphQLSchema, kind: OperationKind): GraphQLObjectType {
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  return type ?? refuseInput(`the schema has no type for a ${kind}`);
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
