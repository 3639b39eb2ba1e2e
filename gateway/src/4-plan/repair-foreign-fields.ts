/**
 * Faults: a fetch asks a subgraph for what it does not resolve there (`repair-find-foreign.ts` says how this is
 * recognised). The planner moves what a requirement or a key needs into an earlier fetch whenever the type has
 * fields of these names in that subgraph, `@external` or not.
 *
 * - A part of a key, although another whole key is sent with it. Repair: it is neither asked nor sent.
 * - What a requirement needs. Repair, when it is a fetch from the root that asks too much: that part of its selection
 *   is planned by itself, which goes right, and takes place before everything that follows.
 *
 * Where neither helps, the operation is refused.
 */
import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { HubError } from '@vigil/shared';
import type { DocumentNode } from 'graphql';
import { documentOf, fetchesOf, mapFetches, operationOf, withDocument } from './repair-fetches.js';
import { createFindForeign } from './repair-find-foreign.js';
import { createPlanApart, unask } from './repair-plan-apart.js';
import { placeOf } from './repair-places.js';
import { Requirements, itemsOf, planNodes } from './repair-requirements.js';
import { createHasWholeKey, heldOf } from './repair-whole-keys.js';

export interface ForeignOptions {
  readonly supergraph: DocumentNode;
  /** plans an operation over the supergraph, inaccessible parts included */
  readonly plan: (operation: DocumentNode) => QueryPlan;
}

export function createMendForeign({
  supergraph,
  plan: planAlone,
}: ForeignOptions): (plan: QueryPlan) => QueryPlan {
  const findForeign = createFindForeign(supergraph);
  const requirements = new Requirements(supergraph);
  const hasWholeKey = createHasWholeKey(supergraph);
  const planApart = createPlanApart({ findForeign, plan: planAlone });

  /** The fetch without a value that it sends only as a part of one of several keys; null: it needs it. */
  function unsend(fetch: FetchNode, name: string): FetchNode | null {
    const isRequired = itemsOf(operationOf(documentOf(fetch)).selectionSet)
      .flatMap((item) => requirements.of(item, fetch.serviceName))
      .some(({ fields }) => heldOf(planNodes(fields)).fields.has(name));
    const sent = { ...fetch, requires: (fetch.requires ?? []).map((branch) => without(branch, name)) };
    return isRequired || !hasWholeKey(sent) ? null : sent;
  }

  /** @returns null when something that is sent cannot do without it */
  function dropEverywhere(plan: QueryPlan, place: string, name: string): QueryPlan | null {
    const senders = fetchesOf(plan).filter(
      ({ fetch, path }) =>
        placeOf(path) === place && (fetch.requires ?? []).some((branch) => sends(branch, name)),
    );
    const sent = new Map(senders.map(({ fetch }) => [fetch, unsend(fetch, name)]));
    if ([...sent.values()].includes(null)) return null;
    return mapFetches(plan, (fetch) => [sent.get(fetch) ?? fetch]);
  }

  function dropKeyParts(plan: QueryPlan): QueryPlan {
    let mended = plan;
    for (const placed of fetchesOf(plan)) {
      for (const { node, place, kind } of findForeign(placed)) {
        const dropped = kind === 'EXTERNAL' ? dropEverywhere(mended, place, node.name.value) : null;
        if (!dropped) continue;
        mended = mapFetches(dropped, (fetch) =>
          fetch.serviceName === placed.fetch.serviceName
            ? [withDocument(fetch, unask(documentOf(fetch), [node]))]
            : [fetch],
        );
      }
    }
    return mended;
  }

  return (plan) => {
    if (fetchesOf(plan).every((placed) => findForeign(placed).length === 0)) return plan;
    const mended = planApart(dropKeyParts(plan));
    for (const placed of fetchesOf(mended)) {
      const [foreign] = findForeign(placed);
      if (!foreign) continue;
      throw new HubError(
        'INTERNAL_SERVER_ERROR',
        `subgraph ${placed.fetch.serviceName} would be asked for ${foreign.node.name.value}, which it does not resolve there`,
        'operator',
      );
    }
    return mended;
  };
}

function sends(branch: QueryPlanSelectionNode, name: string): boolean {
  return branch.kind === 'Field' ? branch.name === name : branch.selections.some((one) => sends(one, name));
}

function without(branch: QueryPlanSelectionNode, name: string): QueryPlanSelectionNode {
  if (branch.kind === 'Field') return branch;
  return {
    ...branch,
    selections: branch.selections.filter((one) => one.kind !== 'Field' || one.name !== name),
  };
}
