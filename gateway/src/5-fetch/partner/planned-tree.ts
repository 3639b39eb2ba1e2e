/**
 * What a planned operation asks of a partner's schema, expanded once; a request adds its variables.
 *
 * The tree does not depend on variables: conditions were evaluated before anything was planned. Representations are
 * no part of it, they come as texts.
 */
import { expandOperation, readVariables, type SelectionTree } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import { Kind, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { SubgraphOperation, Variables } from '../../execution.js';

type TextToExpand = Pick<SubgraphOperation, 'document' | 'entityLists'>;

interface Expanded {
  readonly tree: SelectionTree;
  /** without the variables that take representations */
  readonly declared: OperationDefinitionNode;
}

function isOperation(node: DocumentNode['definitions'][number]): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function expand(schema: GraphQLSchema, { document, entityLists }: TextToExpand): Expanded {
  const operation = document.definitions.find(isOperation);
  if (operation === undefined)
    throw new HubError('INTERNAL_SERVER_ERROR', 'a plan holds no operation', 'operator');
  const variableDefinitions = operation.variableDefinitions ?? [];
  const definitions = document.definitions.map((node) =>
    node === operation ? { ...node, variableDefinitions: [] } : node,
  );
  // Counted in stage 3 already; the plan adds a few of its own.
  const tree = expandOperation({ schema, document: { ...document, definitions }, maxFields: Infinity });
  const lists = new Set(entityLists.map(({ variable }) => variable));
  return {
    tree: { ...tree, variableDefinitions },
    declared: {
      ...operation,
      variableDefinitions: variableDefinitions.filter(({ variable }) => !lists.has(variable.name.value)),
    },
  };
}

/**
 * @param schema - of the partner's subgraph
 * @returns the tree with the variables of one request: the same `fields` each time
 * @throws HubError when it is called, never before: BAD_USER_INPUT for a variable that does not fit, and for an
 *   operation that the schema does not have
 */
export function plannedTree(
  schema: GraphQLSchema,
  operation: TextToExpand,
): (variables: Variables) => SelectionTree {
  let expanded: Expanded | null = null;
  return (variables) => {
    expanded ??= expand(schema, operation);
    const { effective } = readVariables(schema, expanded.declared, variables);
    return { ...expanded.tree, variables: effective };
  };
}
