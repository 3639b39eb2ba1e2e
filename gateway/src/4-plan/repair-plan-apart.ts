/**
 * Where a fetch from the root asks a subgraph for what this one does not resolve: that part of its selection is
 * planned by itself, which goes right, and takes place before everything that follows. Both begin with the same
 * question to the same subgraph, which is asked once.
 */
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, visit, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { documentOf, operationOf, withDocument, withRoot, type PlacedFetch } from './repair-fetches.js';
import type { Foreign } from './repair-find-foreign.js';
import { mergeSelections } from './repair-merge-selections.js';

export interface PlanApartOptions {
  readonly findForeign: (placed: PlacedFetch) => readonly Foreign[];
  /** plans an operation over the supergraph, inaccessible parts included */
  readonly plan: (operation: DocumentNode) => QueryPlan;
}

/** A fetch is left as it is when planning apart begins in another subgraph. */
export function createPlanApart({ findForeign, plan }: PlanApartOptions): (plan: QueryPlan) => QueryPlan {
  function planApart(first: FetchNode): readonly PlanNode[] {
    const foreign = findForeign({ fetch: first, path: [] }).map(({ node }) => node);
    if (foreign.length === 0) return [first];
    const document = documentOf(first);
    const [before, ...after] = stepsOf(
      plan(withRoot(document, onlyWith(operationOf(document).selectionSet, foreign))),
    );
    if (!isRootFetch(before) || before.serviceName !== first.serviceName) return [first];
    const both = mergeSelections(
      operationOf(unask(document, foreign)).selectionSet,
      operationOf(documentOf(before)).selectionSet,
    );
    return [withDocument(first, withRoot(document, both), documentOf(before)), ...after];
  }

  /** What comes after a root fetch comes after what is put behind it as well. */
  function stepsWithin(node: PlanNode): readonly PlanNode[] {
    if (isRootFetch(node)) return planApart(node);
    if (node.kind === 'Sequence') return [{ ...node, nodes: node.nodes.flatMap(stepsWithin) }];
    if (node.kind === 'Parallel')
      return [{ ...node, nodes: node.nodes.map((one) => inOrder(stepsWithin(one))) }];
    return [node];
  }

  return (given) =>
    given.node && given.node.kind !== 'Subscription'
      ? { ...given, node: inOrder(stepsWithin(given.node)) }
      : given;
}

function inOrder(steps: readonly PlanNode[]): PlanNode {
  const [only, ...others] = steps;
  return only && others.length === 0 ? only : { kind: 'Sequence', nodes: [...steps] };
}

function stepsOf({ node }: QueryPlan): readonly PlanNode[] {
  if (!node || node.kind === 'Subscription') return [];
  return node.kind === 'Sequence' ? node.nodes : [node];
}

function isRootFetch(node: PlanNode | undefined): node is FetchNode {
  return node?.kind === 'Fetch' && !node.requires;
}

export function unask(document: DocumentNode, nodes: readonly SelectionNode[]): DocumentNode {
  return visit(document, { Field: (node) => (nodes.includes(node) ? null : undefined) });
}

/** What leads to these nodes, and all that is below them. */
function onlyWith(set: SelectionSetNode, nodes: readonly SelectionNode[]): SelectionSetNode {
  const selections = set.selections.flatMap((one): SelectionNode[] => {
    if (nodes.includes(one)) return [one];
    if (one.kind === Kind.FRAGMENT_SPREAD || !one.selectionSet) return [];
    const selectionSet = onlyWith(one.selectionSet, nodes);
    return selectionSet.selections.length === 0 ? [] : [{ ...one, selectionSet }];
  });
  return { ...set, selections };
}
