/**
 * The operation of one fetch, as a subgraph gets it.
 *
 * Takes the text that Apollo's planner has printed for a fetch, gives the operation without a name. How several of
 * them become one is in `batch-fetches.ts`.
 */
import type { FetchNode } from '@apollo/query-planner';
import { HubError } from '@vigil/shared';
import { Kind, OperationTypeNode, parse, type DocumentNode } from 'graphql';
import type { OperationKind, SubgraphOperation } from '../execution.js';

/** What the planner calls the entities of a request, and the variable that takes their representations. */
export const ENTITIES_FIELD = '_entities';
export const REPRESENTATIONS = 'representations';

function kindOf({ operationKind }: FetchNode): OperationKind {
  if (operationKind !== OperationTypeNode.SUBSCRIPTION) return operationKind;
  throw new HubError('INTERNAL_SERVER_ERROR', 'a plan subscribes to a subgraph', 'operator');
}

function variableNamesOf(document: DocumentNode): string[] {
  return document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
      : [],
  );
}

export function subgraphOperation(node: FetchNode): SubgraphOperation {
  const isEntities = node.requires !== undefined;
  const document = parse(node.operation, { noLocation: true });
  const names = variableNamesOf(document);
  return {
    kind: kindOf(node),
    text: node.operation,
    document,
    variableNames: isEntities ? names.filter((name) => name !== REPRESENTATIONS) : names,
    entityLists: isEntities ? [{ responseKey: ENTITIES_FIELD, variable: REPRESENTATIONS }] : [],
  };
}
