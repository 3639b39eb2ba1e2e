/**
 * Stage 4, plan: what is asked of which subgraph, in which order, and what the answer will look like.
 *
 * Takes a filtered selection tree, gives steps and shape. Apollo's planner decides who is asked what; it sees the
 * canonical operation of `canonical-operation.ts` and no name of the caller's. Once an operation; stages 5 to 7
 * compile what leaves here.
 */
import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  operationFromDocument,
  possibleRuntimeTypes,
  type Schema,
} from '@apollo/federation-internals';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { SelectionTree } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import type { DocumentNode } from 'graphql';
import type { PlannedOperation } from '../execution.js';
import { canonicalOperation, type CanonicalOptions } from './canonical-operation.js';
import { createDataKeys } from './data-keys.js';
import { createCountBranches } from './entity-branches.js';
import { orderFetches } from './order-fetches.js';
import { planSteps } from './plan-steps.js';
import { repairPlanner } from './repair-planner.js';

export interface PlanOptions {
  /** of one supergraph; ApolloGateway's own */
  planner: QueryPlanner;
  /** may several fetches from this subgraph share one request? */
  batches: (subgraph: string) => boolean;
}

/** Fields of the operation that the planner sees. */
const MAX_FIELDS = 20_000;
/** As `entity-branches.ts` counts them: about two seconds of planning. Our suites ask for 13 at most. */
const MAX_BRANCHES = 2_000;

/**
 * @throws HubError LIMIT_EXCEEDED when an operation is too large, or the planner gives up on it
 * @throws HubError INTERNAL_SERVER_ERROR when there is no plan, or one that is not understood
 */
export function createPlanOperation({
  planner: given,
  batches,
}: PlanOptions): (tree: SelectionTree) => PlannedOperation {
  const repaired = repairPlanner(given);
  const { planner } = repaired;
  const apiSchema = planner.supergraph.apiSchema();
  const countBranches = createCountBranches(planner.supergraph.schema.toAST());
  const options: CanonicalOptions = {
    requirePlannable: (root) => {
      if (countBranches(root) > MAX_BRANCHES) throw tooLarge();
    },
    maxFields: MAX_FIELDS,
    nameFields: createDataKeys(readFieldNames(planner.supergraph.schema)),
    typesBehind: ({ name }) => ({
      all: countTypes(planner.supergraph.schema, name),
      accessible: countTypes(apiSchema, name),
    }),
  };

  function plan(document: DocumentNode): QueryPlan {
    const operation = operationFromDocument(apiSchema, document, { validate: false });
    return repaired.repair(planner.buildQueryPlan(operation), document);
  }

  return (tree) => {
    const { document, shape, variableNames } = canonicalOperation(tree, options);
    const fetches = document === null ? [] : orderFetches(understand(() => plan(document)));
    const isBatched = tree.kind === 'query' ? batches : () => false;
    return { kind: tree.kind, steps: planSteps(fetches, isBatched), shape, variableNames };
  };
}

/** What the planner says when an operation is more than it wants to plan; it has no codes for that. */
const LIMITS = [
  /^Too many options generated/,
  /^Number of non-local selections exceeds/,
  /^Exceeded maximum recursive/,
];

function tooLarge(cause?: unknown): HubError {
  return new HubError('LIMIT_EXCEEDED', 'the operation is too large to be planned', 'caller', { cause });
}

function understand<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    const said = cause instanceof Error ? cause.message : '';
    if (LIMITS.some((limit) => limit.test(said))) throw tooLarge(cause);
    throw new HubError('INTERNAL_SERVER_ERROR', 'an operation could not be planned', 'operator', { cause });
  }
}

function readFieldNames(schema: Schema): (name: string) => boolean {
  const names = new Set<string>();
  for (const type of schema.types()) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name } of type.fields()) names.add(name);
  }
  return (name) => names.has(name);
}

function countTypes(schema: Schema, name: string): number {
  const type = schema.type(name);
  return type !== undefined && isAbstractType(type) ? possibleRuntimeTypes(type).length : 0;
}
