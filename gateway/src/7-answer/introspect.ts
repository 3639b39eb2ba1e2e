/**
 * Introspection: what an operation asks of the schema itself, answered from the view of this caller, never by a
 * subgraph.
 *
 * Takes a decided tree and the caller's view once, gives the values of its INTROSPECTION fields for a request.
 */
import { printSelection, type SelectionTree } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import { executeSync, getOperationAST, parse, type GraphQLSchema } from 'graphql';
import type { DataObject, Variables } from '../execution.js';

/** @returns response key -> value */
export type Introspect = (variables: Variables) => DataObject;

const NOTHING: DataObject = Object.freeze(Object.create(null) as DataObject);

/** Without a variable in it the values are always the same: they are worked out when first asked for, and kept. */
export function compileIntrospection(tree: SelectionTree, view: GraphQLSchema): Introspect {
  if (!tree.fields.some(({ kind, denied }) => kind === 'INTROSPECTION' && !denied)) return () => NOTHING;
  const { query } = printSelection(tree, { part: 'INTROSPECTION', names: 'RESPONSE' });
  const document = parse(query, { noLocation: true });
  const run = (variables: Variables): DataObject => {
    const { data, errors } = executeSync({ schema: view, document, variableValues: variables });
    if (!data || errors !== undefined)
      throw new HubError('INTERNAL_SERVER_ERROR', 'introspection failed', 'operator');
    return data;
  };
  const usesVariables = getOperationAST(document)?.variableDefinitions?.length !== 0;
  if (usesVariables) return run;
  let kept: DataObject | null = null;
  return () => (kept ??= run({}));
}
