/**
 * Stage 7, answer: the joined data in the shape and under the names that the caller asked for, and nothing
 * besides: whatever a subgraph sent that was not selected, or not allowed, has no place to stand.
 */
import { shapeAnswer, type SelectedField } from '@vigil/policies';
import { HubError, isCallerCode } from '@vigil/shared';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Exchange } from '../exchange.js';
import { maskError, type RawError } from './mask-error.js';

/** Does a path lead to something that the caller has not selected? */
function leavesSelection(selected: readonly SelectedField[], path: RawError['path']): boolean {
  let fields = selected;
  for (const key of path ?? []) {
    if (typeof key === 'number') continue;
    const matching = fields.filter(({ canonicalKey, denied }) => canonicalKey === key && !denied);
    if (matching.length === 0) return true;
    fields = matching.flatMap(({ children }) => children ?? []);
  }
  return false;
}

/**
 * A plan may add a field of the contract that an extension is computed from. That one partner does not let this
 * caller read it, of an event that is not the extension's, is no part of the answer.
 */
function isAboutPlan(selected: readonly SelectedField[], { extensions, path }: RawError): boolean {
  return extensions?.['code'] === 'UNAUTHORIZED_FIELD_OR_TYPE' && leavesSelection(selected, path);
}

/** Notes the codes that leave in the exchange. */
export function answer(
  exchange: Exchange,
  joined: { data: unknown; errors: readonly RawError[] },
): ExecutionResult<Record<string, unknown>, Record<string, unknown>> {
  const { decision } = exchange;
  if (decision === null) {
    throw new HubError('INTERNAL_SERVER_ERROR', 'an answer was made before it was decided', 'operator');
  }
  const { data, errors } = shapeAnswer({
    tree: decision.tree,
    data: joined.data,
    errors: joined.errors.filter((error) => !isAboutPlan(decision.tree.fields, error)).map(maskError),
  });
  exchange.codes = errors.map(({ extensions }) =>
    isCallerCode(extensions.code) ? extensions.code : 'INTERNAL_SERVER_ERROR',
  );
  if (errors.length === 0) return { data };
  return {
    data,
    errors: errors.map(
      ({ message, path, extensions }) => new GraphQLError(message, { path: path ?? null, extensions }),
    ),
  };
}
