/**
 * What a plain subgraph answered, in the shapes of the response format. Nothing is judged here beyond that; what
 * was not asked for is dropped where the parts are joined.
 *
 * @see GraphQL specification, section 7.1
 */
import type { SubgraphAnswer, SubgraphError } from '../../execution.js';
import { PartnerFailure } from './partner-failure.js';

type Json = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' || Number.isInteger(key));
}

/** Words and codes of a subgraph are nobody's who may write to callers: only where it failed is taken over. */
const FAILED = 'the subgraph could not give this value';

function readError(error: unknown): SubgraphError {
  return isRecord(error) && isPath(error['path'])
    ? { message: FAILED, path: error['path'] }
    : { message: FAILED };
}

/**
 * @param answer - parsed JSON
 * @throws PartnerFailure when it is no response of a GraphQL server
 */
export function readSubgraphAnswer(answer: unknown): SubgraphAnswer {
  if (!isRecord(answer)) throw new PartnerFailure('answered with something that is no GraphQL response');
  const { data = null, errors } = answer;
  if (Array.isArray(errors) && errors.length > 0) return { data, errors: errors.map(readError) };
  if (!isRecord(data)) throw new PartnerFailure('answered with something that is no GraphQL response');
  return { data, errors: [] };
}
