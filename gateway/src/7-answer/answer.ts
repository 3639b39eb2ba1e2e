/**
 * Stage 7, answer: the joined data in the shape and under the names that the caller asked for, and nothing
 * besides: whatever a subgraph sent that was not selected, or not allowed, has no place to stand.
 */
import { shapeAnswer } from '@vigil/policies';
import { HubError, isCallerCode } from '@vigil/shared';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Exchange } from '../exchange.js';
import { maskError, type RawError } from './mask-error.js';

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
    errors: joined.errors.map(maskError),
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
