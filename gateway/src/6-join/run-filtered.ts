/**
 * Stage 6, join: runs what stage 3 left and puts the parts together: data by Apollo's executor of query plans,
 * introspection from the public schema.
 *
 * Takes a decided exchange, gives data under canonical names and errors that nobody has masked yet.
 */
import type { ApolloGateway } from '@apollo/gateway';
import { printSelection, type SelectionTree } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import {
  Kind,
  execute,
  getOperationAST,
  parse,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { Decision, Exchange } from '../exchange.js';

type StockExecutor = ApolloGateway['executor'];
type RequestContext = Parameters<StockExecutor>[0];

export interface Joined {
  data: Record<string, unknown> | null;
  errors: readonly GraphQLError[];
}

const NOTHING: Joined = { data: {}, errors: [] };

function asksData(tree: SelectionTree): boolean {
  return tree.fields.some(({ kind, denied }) => kind === 'FIELD' && !denied);
}

/** The request as Apollo's executor sees it: the filtered operation, and no trace of the caller's own text. */
function filteredRequest(context: RequestContext, decision: Decision): RequestContext {
  const { query, variables, document } = decision.filtered;
  const operation = getOperationAST(document);
  if (operation?.kind !== Kind.OPERATION_DEFINITION) {
    throw new HubError('INTERNAL_SERVER_ERROR', 'the filtered text holds no operation', 'operator');
  }
  return {
    ...context,
    request: { query, variables },
    queryHash: decision.planKey,
    document,
    source: query,
    operationName: null,
    operation,
    metrics: {},
  };
}

async function runData(
  executor: StockExecutor,
  context: RequestContext,
  decision: Decision,
): Promise<Joined> {
  if (!asksData(decision.tree)) return NOTHING;
  const { data, errors } = await executor(filteredRequest(context, decision));
  return { data: data ?? null, errors: errors ?? [] };
}

async function runIntrospection(tree: SelectionTree, schema: GraphQLSchema): Promise<Joined> {
  if (!tree.fields.some(({ kind }) => kind === 'INTROSPECTION')) return NOTHING;
  const { query, variables } = printSelection(tree, { part: 'INTROSPECTION' });
  const result: ExecutionResult = await execute({
    schema,
    document: parse(query),
    variableValues: variables,
  });
  return { data: result.data ?? null, errors: result.errors ?? [] };
}

/** @param context - as Apollo Server gave it, for the parts that are not about the operation */
export async function runFiltered(
  exchange: Exchange,
  context: RequestContext,
  executor: StockExecutor,
): Promise<Joined> {
  const { decision, operation } = exchange;
  if (decision === null || operation === null) {
    throw new HubError('INTERNAL_SERVER_ERROR', 'an operation was run before it was decided', 'operator');
  }
  const [data, introspection] = await Promise.all([
    runData(executor, context, decision),
    runIntrospection(decision.tree, operation.public.schema),
  ]);
  return {
    data: data.data === null ? null : { ...data.data, ...introspection.data },
    errors: [...data.errors, ...introspection.errors],
  };
}
