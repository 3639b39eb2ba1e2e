/**
 * The fetches of a plan, and which of them wait for which.
 *
 * Takes the tree that Apollo's planner gives, gives its fetches in an order in which each comes after all that it
 * needs. Nodes that the hub never asks for (conditions, deferred parts, subscriptions) are refused.
 */
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { HubError } from '@vigil/shared';

export interface OrderedFetch {
  readonly node: FetchNode;
  /** in data keys; '@' for the items of a list */
  readonly path: readonly string[];
  /** indices of earlier fetches */
  readonly needs: readonly number[];
  /** length of the longest row of fetches before it */
  readonly depth: number;
}

/** Where a part of the plan stands. */
interface Place {
  readonly path: readonly string[];
  /** the fetches that must have ended before */
  readonly after: readonly number[];
}

/** @throws HubError INTERNAL_SERVER_ERROR for a kind of node that is not expected */
export function orderFetches(plan: QueryPlan): readonly OrderedFetch[] {
  const fetches: OrderedFetch[] = [];
  if (plan.node) order(fetches, plan.node, { path: [], after: [] });
  return fetches;
}

/** @returns the fetches that whatever comes next must wait for */
function order(
  fetches: OrderedFetch[],
  node: PlanNode | NonNullable<QueryPlan['node']>,
  place: Place,
): readonly number[] {
  switch (node.kind) {
    case 'Fetch':
      return [add(fetches, node, place)];
    case 'Flatten':
      return order(fetches, node.node, { ...place, path: [...place.path, ...node.path.map(segment)] });
    case 'Parallel':
      return [...new Set(node.nodes.flatMap((child) => order(fetches, child, place)))];
    case 'Sequence':
      return node.nodes.reduce((after, child) => order(fetches, child, { ...place, after }), place.after);
    case 'Condition':
    case 'Defer':
    case 'Subscription':
      throw new HubError('INTERNAL_SERVER_ERROR', `a plan holds a node of kind ${node.kind}`, 'operator');
  }
}

function add(fetches: OrderedFetch[], node: FetchNode, { path, after }: Place): number {
  const depths = after.map((index) => (fetches[index]?.depth ?? 0) + 1);
  return fetches.push({ node, path, needs: after, depth: Math.max(0, ...depths) }) - 1;
}

function segment(part: string | number): string {
  if (typeof part === 'string') return part;
  throw new HubError('INTERNAL_SERVER_ERROR', 'a plan names a place by its number', 'operator');
}
