/**
 * Walks the fetches of one of Apollo's plans, and puts others in their place.
 */
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** One fetch, and where the objects stand that it is about. */
export interface PlacedFetch {
  readonly fetch: FetchNode;
  /** response names from the root; '@' stands for the items of a list */
  readonly path: readonly string[];
}

export function fetchesOf({ node }: QueryPlan): PlacedFetch[] {
  const found: PlacedFetch[] = [];
  const walk = (one: PlanNode, path: readonly string[]): void => {
    if (one.kind === 'Fetch') found.push({ fetch: one, path });
    else if (one.kind === 'Flatten') walk(one.node, [...path, ...one.path.map(String)]);
    else if (one.kind === 'Sequence' || one.kind === 'Parallel') {
      for (const inner of one.nodes) walk(inner, path);
    }
  };
  if (node && node.kind !== 'Subscription') walk(node, []);
  return found;
}

/** The same plan with each fetch replaced; several in one's place may run side by side. */
export function mapFetches(plan: QueryPlan, change: (fetch: FetchNode) => readonly FetchNode[]): QueryPlan {
  const walk = (one: PlanNode): PlanNode => {
    if (one.kind === 'Fetch') return together(change(one));
    if (one.kind === 'Flatten') {
      if (one.node.kind !== 'Fetch') return { ...one, node: walk(one.node) };
      return together(change(one.node).map((node) => ({ ...one, node })));
    }
    if (one.kind === 'Sequence' || one.kind === 'Parallel') return { ...one, nodes: one.nodes.map(walk) };
    return one;
  };
  return plan.node && plan.node.kind !== 'Subscription' ? { ...plan, node: walk(plan.node) } : plan;
}

function together(nodes: readonly PlanNode[]): PlanNode {
  const [first, ...others] = nodes;
  return first && others.length === 0 ? first : { kind: 'Parallel', nodes: [...nodes] };
}

/** Each operation parsed once: repairs tell nodes of it apart by identity. */
export function withDocuments(plan: QueryPlan): QueryPlan {
  return mapFetches(plan, (fetch) => [
    {
      ...fetch,
      operationDocumentNode: fetch.operationDocumentNode ?? parse(fetch.operation, { noLocation: true }),
    },
  ]);
}

/** @param fetch - of a plan that `withDocuments` made */
export function documentOf({ operationDocumentNode }: FetchNode): DocumentNode {
  if (!operationDocumentNode) throw new Error('a fetch that is mended has its document');
  return operationDocumentNode;
}

export function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('a fetch has one operation');
  return operation;
}

/**
 * The fetch with another operation. Variables that it no longer uses are dropped.
 *
 * @param declaring - where variables are declared that it did not use before
 */
export function withDocument(fetch: FetchNode, document: DocumentNode, declaring?: DocumentNode): FetchNode {
  const used = new Set<string>();
  visit(operationOf(document).selectionSet, {
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  const declared = [document, ...(declaring ? [declaring] : [])].flatMap(
    (one) => operationOf(one).variableDefinitions ?? [],
  );
  const variableDefinitions = [
    ...new Map(declared.map((one) => [one.variable.name.value, one])).values(),
  ].filter(({ variable }) => used.has(variable.name.value));
  const written = visit(document, { OperationDefinition: (node) => ({ ...node, variableDefinitions }) });
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print(written)),
    operationDocumentNode: written,
    variableUsages: variableDefinitions
      .map(({ variable }) => variable.name.value)
      .filter((name) => name !== 'representations'),
  };
}

export function withRoot(document: DocumentNode, selectionSet: SelectionSetNode): DocumentNode {
  return visit(document, { OperationDefinition: (node) => ({ ...node, selectionSet }) });
}

export function responseNameOf(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}
