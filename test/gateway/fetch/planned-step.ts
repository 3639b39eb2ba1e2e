/** A step of a plan, as stage 4 gives it, from its text. */
import type { createHttpSource } from '@vigil/gateway';
import { Kind, OperationTypeNode, parse, type OperationDefinitionNode } from 'graphql';

export type PlannedStep = Parameters<ReturnType<typeof createHttpSource>['prepare']>[0];

/** @param text - `$representations`, if it is declared, takes those of `_entities` */
export function plannedStep(text: string): PlannedStep {
  const document = parse(text);
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const names = (operation?.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  return {
    kind: operation?.operation === OperationTypeNode.MUTATION ? 'mutation' : 'query',
    text,
    document,
    variableNames: names.filter((name) => name !== 'representations'),
    entityLists: names.includes('representations')
      ? [{ responseKey: '_entities', variable: 'representations' }]
      : [],
  };
}
