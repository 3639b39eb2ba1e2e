/**
 * One request to `/extension`, from its bytes to its answer: verify, read, compare, decide, execute, record.
 *
 * The same steps in the same order as `/graphql`, over what this partner adds to the graph. A node without an
 * extension says so to its hub, and a node whose extension cannot be served says no more than that.
 */
import { HubError, type DelegationClaims } from '@vigil/shared';
import {
  answered,
  isServiceQuestion,
  refused,
  requireSamePolicies,
  SERVICE_COORDINATES,
} from './answer-graphql.js';
import { describeError } from './describe-error.js';
import { notServed } from './execute-extension.js';
import type { NodeParts } from './node-parts.js';
import { EXTENSION_RULES, readOperation } from './read-operation.js';
import { plainWhereSealed } from './record-conditions.js';
import { refusal, statusOf, type Outcome, type Reply } from './request-outcome.js';
import type { ArrivedRequest } from './verify-request.js';

/** With more than this the hub would give up on the answer; half of what it takes. */
const MAX_ANSWER_CHARACTERS = 2 * 1024 * 1024;

/**
 * Answers one request.
 *
 * @throws HubError UNAUTHENTICATED without a valid delegation, which leaves no entry
 */
export async function answerExtension(request: ArrivedRequest, parts: NodeParts): Promise<Reply> {
  const claims = await parts.verify(request);
  const outcome = await settle(request.body, claims, parts);
  await parts.record(claims, { ...outcome, asked: outcome.asked.map((name) => `extension:${name}`) });
  return { status: statusOf(outcome.code), body: outcome.body };
}

async function settle(body: Uint8Array, claims: DelegationClaims, parts: NodeParts): Promise<Outcome> {
  let asked: readonly string[] = ['unread'];
  try {
    return await parts.extensions.use(async (extension) => {
      if (extension === null) return noExtension();
      const operation = readOperation(body, extension.schema, EXTENSION_RULES);
      asked = operation.rootFields;
      const question = { operation, claims, extension };
      return isServiceQuestion(operation)
        ? await settleService(question, parts)
        : await settleRecords(question, parts);
    });
  } catch (error) {
    const outcome = refusal(forCaller(error), asked);
    if (outcome.code === 'INTERNAL_SERVER_ERROR') parts.log.error(describeError(error), 'request failed');
    else parts.log.warn(describeError(error), 'request refused');
    return outcome;
  }
}

type Question = Omit<Parameters<NodeParts['executeExtension']>[0], 'maps'>;

async function settleService({ operation, claims }: Question, parts: NodeParts): Promise<Outcome> {
  parts.requireSameCoordinates(claims.coordinates, SERVICE_COORDINATES);
  return answered(await parts.executeService(operation), operation);
}

async function settleRecords(question: Question, parts: NodeParts): Promise<Outcome> {
  const { operation, claims, extension } = question;
  parts.requireSameCoordinates(claims.coordinates, operation.coordinates);
  requireSamePolicies(claims, parts);
  const own = extension.permissions(claims);
  const denied = [
    ...parts.denied(operation, own, parts.partner),
    ...plainWhereSealed(operation, own, parts.partner),
  ];
  if (denied.length > 0) return refused(operation, denied, parts);
  const maps = { contract: parts.vetoed(claims), own };
  const outcome = answered(await parts.executeExtension({ operation, claims, extension, maps }), operation);
  if (outcome.body.length > MAX_ANSWER_CHARACTERS) {
    throw new HubError('LIMIT_EXCEEDED', 'the answer of this partner is too long', 'caller');
  }
  return outcome;
}

/** There is nothing to read the question by; that there is none is no secret of anybody's. */
function noExtension(): Outcome {
  const { code, body } = refusal(new HubError('NOT_AVAILABLE', 'this partner has no extension', 'caller'));
  return {
    ...{ code, asked: ['none'], rows: 0, denied: [] },
    body: JSON.stringify({ data: null, ...(JSON.parse(body) as object) }),
  };
}

/** An extension that cannot be loaded is the operator's matter; the hub hears that there is nothing to answer with. */
function forCaller(error: unknown): unknown {
  return error instanceof HubError && error.audience === 'operator' ? notServed(error) : error;
}
