/**
 * Fault: in a chain of `@requires` that comes back to a subgraph (a field of it requires what another computes from
 * a second field of the first, which requires something itself), the planner fetches the last requirement, but
 * beside the fetch that needs it instead of before it, and without sending it. The subgraph computes from nothing.
 *
 * Recognised by the rule itself: an entity fetch asks for a field, and its representations lack what this field
 * requires, although the subgraph does not have it itself. Repair, after planning: the representation gets it, and
 * the fetch is moved behind those beside it that bring it. Where none does, the operation is refused.
 */
import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { HubError } from '@vigil/shared';
import type { DocumentNode } from 'graphql';
import { documentOf, fetchesOf, mapFetches, operationOf, type PlacedFetch } from './repair-fetches.js';
import { placesOf, placeOf, unfilled } from './repair-places.js';
import { Requirements, itemsOf, planNodes, type Requirement } from './repair-requirements.js';
import { holds, heldOf } from './repair-whole-keys.js';

export function createAddLostRequires(supergraph: DocumentNode): (plan: QueryPlan) => QueryPlan {
  const requirements = new Requirements(supergraph);

  function lostBy(fetch: FetchNode): Requirement[] {
    if (!fetch.requires) return [];
    const held = heldOf(fetch.requires);
    return itemsOf(operationOf(documentOf(fetch)).selectionSet)
      .flatMap((item) => requirements.of(item, fetch.serviceName))
      .filter(
        (one) => !holds(held, heldOf(planNodes(one.fields))) && !requirements.isOwn(one, fetch.serviceName),
      );
  }

  return (plan) => {
    let mended = plan;
    for (const placed of fetchesOf(plan)) {
      const lost = lostBy(placed.fetch).flatMap(({ fields }) => planNodes(fields));
      if (lost.length > 0) mended = mend(mended, placed, lost);
    }
    return mended;
  };
}

function mend(plan: QueryPlan, placed: PlacedFetch, lost: readonly QueryPlanSelectionNode[]): QueryPlan {
  const { fetch, path } = placed;
  const late = { fetch, lost, place: placeOf(path) };
  const ordered = plan.node && plan.node.kind !== 'Subscription' ? putLate(plan.node, late) : null;
  if (ordered === null) {
    throw new HubError(
      'INTERNAL_SERVER_ERROR',
      `subgraph ${fetch.serviceName} would be asked without what its fields require`,
      'operator',
    );
  }
  return mapFetches({ ...plan, node: ordered }, (one) =>
    one === fetch ? [{ ...one, requires: withFields(one.requires ?? [], lost) }] : [one],
  );
}

function withFields(
  requires: readonly QueryPlanSelectionNode[],
  lost: readonly QueryPlanSelectionNode[],
): QueryPlanSelectionNode[] {
  return requires.map((branch) =>
    branch.kind === 'Field' ? branch : { ...branch, selections: [...branch.selections, ...lost] },
  );
}

/** Which fetch is to come after what brings which values of which place. */
interface Late {
  readonly fetch: FetchNode;
  readonly lost: readonly QueryPlanSelectionNode[];
  readonly place: string;
}

/**
 * @param before - what has happened when this node begins
 * @returns the node with the fetch in its right place; null when nothing before or beside it brings the values
 */
function putLate(node: PlanNode, late: Late, before: readonly PlacedFetch[] = []): PlanNode | null {
  const bring = (fetches: readonly PlacedFetch[]): boolean =>
    unfilled(late.lost, late.place, placesOf(fetches)) === null;
  if (bring(before)) return node;
  if (node.kind !== 'Sequence' && node.kind !== 'Parallel') return null;
  const child = node.nodes.find((one) => fetchesBelow([one]).some(({ fetch }) => fetch === late.fetch));
  if (!child) return null;
  const others = node.nodes.filter((one) => one !== child);
  const earlier = node.kind === 'Sequence' ? node.nodes.slice(0, node.nodes.indexOf(child)) : [];
  const inside = putLate(child, late, [...before, ...fetchesBelow(earlier)]);
  if (inside) return { ...node, nodes: node.nodes.map((one) => (one === child ? inside : one)) };
  if (node.kind !== 'Parallel' || !bring([...before, ...fetchesBelow(others)])) return null;
  return { kind: 'Sequence', nodes: [{ kind: 'Parallel', nodes: others }, child] };
}

function fetchesBelow(nodes: readonly PlanNode[]): PlacedFetch[] {
  return nodes.flatMap((node) => fetchesOf({ kind: 'QueryPlan', node }));
}
