/**
 * Makes one request of several fetches.
 *
 * Takes fetches of entities from one subgraph, gives one operation with a list of entities for each different
 * selection, and says which fetch uses which list. Fetches that select the same share a list, so that an object
 * which both would ask for is asked once.
 */
import {
  Kind,
  OperationTypeNode,
  print,
  stripIgnoredCharacters,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { EntityList, SubgraphOperation } from '../execution.js';
import { ENTITIES_FIELD, REPRESENTATIONS } from './subgraph-operation.js';

export interface Batch {
  readonly operation: SubgraphOperation;
  /** for each fetch: its index in the operation's `entityLists` */
  readonly lists: readonly number[];
}

/** What a fetch of entities consists of; null where an operation holds more than that. */
export interface EntitiesPart {
  readonly operation: SubgraphOperation;
  readonly selectionSet: SelectionSetNode;
  readonly definitions: readonly VariableDefinitionNode[];
}

export function entitiesPart(operation: SubgraphOperation): EntitiesPart | null {
  const [definition, other] = operation.document.definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION || other || operation.entityLists.length !== 1)
    return null;
  if ((definition.directives ?? []).length > 0) return null;
  const entities = onlyField(definition);
  if (entities?.name.value !== ENTITIES_FIELD || !entities.selectionSet) return null;
  return {
    operation,
    selectionSet: entities.selectionSet,
    definitions: (definition.variableDefinitions ?? []).filter(
      ({ variable }) => variable.name.value !== REPRESENTATIONS,
    ),
  };
}

function onlyField({ selectionSet }: OperationDefinitionNode): FieldNode | null {
  const [field, other] = selectionSet.selections;
  return field?.kind === Kind.FIELD && !other ? field : null;
}

/** @param parts - at least one; all of one subgraph */
export function batchFetches(parts: readonly [EntitiesPart, ...EntitiesPart[]]): Batch {
  const distinct = new Map<string, EntitiesPart>();
  const texts = parts.map((part) => {
    const text = print(part.selectionSet);
    if (!distinct.has(text)) distinct.set(text, part);
    return text;
  });
  const order = [...distinct.keys()];
  const lists = texts.map((text) => order.indexOf(text));
  if (distinct.size === 1) return { operation: parts[0].operation, lists };
  return { operation: joinParts([...distinct.values()]), lists };
}

function joinParts(parts: readonly EntitiesPart[]): SubgraphOperation {
  const entityLists = parts.map((_part, index) => ({
    responseKey: `e${index}`,
    variable: `${REPRESENTATIONS}_${index}`,
  }));
  // One variable of one name: the fetches come from one operation, where a name means one thing.
  const shared = new Map(
    parts
      .flatMap(({ definitions }) => definitions)
      .map((definition) => [definition.variable.name.value, definition]),
  );
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions: [...entityLists.map(representations), ...shared.values()],
        selectionSet: {
          kind: Kind.SELECTION_SET,
          selections: parts.flatMap(({ selectionSet }, index) => {
            const list = entityLists[index];
            return list ? [entitiesField(list, selectionSet)] : [];
          }),
        },
      },
    ],
  };
  return {
    kind: 'query',
    text: stripIgnoredCharacters(print(document)),
    document,
    variableNames: [...shared.keys()],
    entityLists,
  };
}

function representations({ variable }: EntityList): VariableDefinitionNode {
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
    type: {
      kind: Kind.NON_NULL_TYPE,
      type: {
        kind: Kind.LIST_TYPE,
        type: {
          kind: Kind.NON_NULL_TYPE,
          type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: '_Any' } },
        },
      },
    },
  };
}

function entitiesField({ responseKey, variable }: EntityList, selectionSet: SelectionSetNode): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: responseKey },
    name: { kind: Kind.NAME, value: ENTITIES_FIELD },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: REPRESENTATIONS },
        value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
      },
    ],
    selectionSet,
  };
}
