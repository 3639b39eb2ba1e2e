/**
 * Where Apollo's planner goes wrong, and by whom it is mended.
 *
 * Takes ApolloGateway's planner, gives the planner to plan with, and what is to be done to each plan. In nearly
 * all cases that is the same planner; where the supergraph holds what it stumbles over, a second one over a mended
 * supergraph. The faults, one file each:
 *
 * - `repair-keys.ts`: it resumes an entity by a key that the subgraph does not resolve;
 * - `repair-required-arguments.ts`: it mixes up one required field with two sets of arguments;
 * - `repair-conflicting-requires.ts`: it asks fields that need both of them in one fetch;
 * - `repair-lost-requires.ts`: it sends an entity without what the fields asked of it require;
 * - `repair-foreign-fields.ts`: it asks a subgraph for what this subgraph does not resolve;
 * - `repair-keyless-branches.ts`: it sends entities without a key, for nothing;
 * - `repair-dropped-types.ts`: it does not ask the fields of a type that not every subgraph may answer with;
 * - `repair-unsound-plan.ts`: what else it leaves out becomes an error, never a null that looks like data.
 *
 * Checked with @apollo/query-planner 2.14.4.
 */
import { Supergraph, operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan, type QueryPlannerConfig } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { createAddDroppedTypes } from './repair-dropped-types.js';
import { withDocuments } from './repair-fetches.js';
import { createMendForeign } from './repair-foreign-fields.js';
import { createFoldBranches } from './repair-keyless-branches.js';
import { withoutUnusableKeys } from './repair-keys.js';
import { createSplitConflicts } from './repair-conflicting-requires.js';
import { createAddLostRequires } from './repair-lost-requires.js';
import { nameRequiredArguments } from './repair-required-arguments.js';
import { createRestoreArguments } from './repair-restore-arguments.js';
import { createRefuseUnsound } from './repair-unsound-plan.js';

export interface RepairedPlanner {
  readonly planner: QueryPlanner;
  /**
   * @param operation - the one that was planned
   * @throws HubError INTERNAL_SERVER_ERROR when the plan would give wrong data
   */
  repair(plan: QueryPlan, operation: DocumentNode): QueryPlan;
}

export function repairPlanner(original: QueryPlanner): RepairedPlanner {
  const given = original.supergraph.schema.toAST();
  const { supergraph, twins } = nameRequiredArguments(withoutUnusableKeys(given));
  const planner = supergraph === given ? original : rebuild(original, supergraph);
  const order = [createFoldBranches(supergraph), createAddLostRequires(supergraph)];
  const planAlone = (operation: DocumentNode): QueryPlan =>
    applyAll(
      withDocuments(planner.buildQueryPlan(operationFromDocument(planner.supergraph.schema, operation))),
      order,
    );
  const mend = [...order, createMendForeign({ supergraph, plan: planAlone })];
  const addDropped = createAddDroppedTypes(supergraph);
  const refuseUnsound = createRefuseUnsound(supergraph);
  const settle =
    twins.size === 0 ? [] : [createSplitConflicts(supergraph, twins), createRestoreArguments(twins)];
  return {
    planner,
    repair: (plan, operation) => {
      const mended = addDropped(applyAll(withDocuments(plan), mend), operation);
      refuseUnsound(mended, operation);
      return applyAll(mended, settle);
    },
  };
}

function applyAll(plan: QueryPlan, repairs: readonly ((plan: QueryPlan) => QueryPlan)[]): QueryPlan {
  return repairs.reduce((mended, repair) => repair(mended), plan);
}

/** The same settings over another text. The text was validated before it was mended. */
function rebuild(original: QueryPlanner, supergraph: DocumentNode): QueryPlanner {
  const config = Reflect.get(original, 'config') as QueryPlannerConfig | undefined;
  return new QueryPlanner(
    Supergraph.build(supergraph, { validateSupergraph: false, supportedFeatures: null }),
    config,
  );
}
