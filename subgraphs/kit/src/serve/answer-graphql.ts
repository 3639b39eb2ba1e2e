/**
 * One request to `/graphql`, from its bytes to its answer: verify, read, compare, decide, execute, record.
 *
 * The order is the point: nothing of the body is looked at before the delegation holds, no record is touched
 * before everything is decided, and nothing leaves before it is written down.
 */
import { HubError, type DelegationClaims } from '@vigil/shared';
import { denialError, type Denial } from './decide-again.js';
import { describeError } from './describe-error.js';
import type { ExecutedOperation, MaskedError } from './execute-operation.js';
import type { NodeParts } from './node-parts.js';
import { readOperation, type ReadOperation } from './read-operation.js';
import { isMaskable } from './record-fields.js';
import { refusal, statusOf, type Outcome, type Reply } from './request-outcome.js';
import type { ArrivedRequest } from './verify-request.js';

/** What a delegation says that lets the hub read this node's SDL, which is public, and nothing else. */
export const SERVICE_COORDINATES = ['Query._service'];

/**
 * Answers one request.
 *
 * @throws HubError UNAUTHENTICATED without a valid delegation; that alone leaves no entry, since a stranger
 *   could fill the disk with entries
 */
export async function answerGraphql(request: ArrivedRequest, parts: NodeParts): Promise<Reply> {
  const claims = await parts.verify(request);
  const outcome = await settle(request.body, claims, parts);
  await parts.record(claims, outcome);
  return { status: statusOf(outcome.code), body: outcome.body };
}

async function settle(body: Uint8Array, claims: DelegationClaims, parts: NodeParts): Promise<Outcome> {
  let asked: readonly string[] = [];
  try {
    const operation = readOperation(body, parts.schema);
    asked = operation.rootFields;
    return isServiceQuestion(operation)
      ? await settleService(operation, claims, parts)
      : await settleRecords(operation, claims, parts);
  } catch (error) {
    const outcome = refusal(error, asked);
    if (outcome.code === 'INTERNAL_SERVER_ERROR') parts.log.error(describeError(error), 'request failed');
    else parts.log.warn(describeError(error), 'request refused');
    return outcome;
  }
}

async function settleService(
  operation: ReadOperation,
  claims: DelegationClaims,
  parts: NodeParts,
): Promise<Outcome> {
  parts.requireSameCoordinates(claims.coordinates, SERVICE_COORDINATES);
  return answered(await parts.executeService(operation), operation);
}

async function settleRecords(
  operation: ReadOperation,
  claims: DelegationClaims,
  parts: NodeParts,
): Promise<Outcome> {
  parts.requireSameCoordinates(claims.coordinates, operation.coordinates);
  requireSamePolicies(claims, parts);
  const denied = parts.denied(operation, parts.permissions(claims), parts.partner);
  if (denied.length > 0) return refused(operation, denied, parts);
  const map = parts.vetoed(claims);
  const vetoed = parts.denied(operation, map, parts.partner);
  // of a veto the hub knows nothing: a field that it closes is hidden in every record, the rest is answered
  const whole = vetoed.filter(({ action, coordinate }) => action !== 'select' || !isMaskable(coordinate));
  if (whole.length > 0) return refused(operation, vetoed, parts);
  return { ...answered(await parts.execute(operation, { claims, map }), operation), denied: vetoed };
}

/** The refusal of a whole request, for the sake of what is denied in it. */
export function refused(operation: ReadOperation, denied: readonly Denial[], parts: NodeParts): Outcome {
  parts.log.warn({ denied }, 'the hub asked for what this partner denies');
  return { ...refusal(denialError(denied), operation.rootFields), denied };
}

/** @throws HubError NOT_AVAILABLE when the hub decided by other policies than this partner has */
export function requireSamePolicies({ policyVersion }: DelegationClaims, parts: NodeParts): void {
  if (policyVersion === parts.policyVersion) return;
  parts.log.warn(
    { hub: policyVersion, partner: parts.policyVersion },
    'the hub decided with other policies than this partner has; both sides need the same set',
  );
  throw new HubError('NOT_AVAILABLE', 'hub and partner hold different policies', 'caller');
}

/** Is this about the SDL that the node serves, and nothing else? */
export function isServiceQuestion({ rootFields }: ReadOperation): boolean {
  return rootFields.length === 1 && rootFields[0] === '_service';
}

/**
 * The outcome of an operation that was executed. Records that left with a field hidden are an answer, whatever else
 * stands beside it: who looks for what was given away must find them.
 */
export function answered(
  { answer, rows, sealed }: ExecutedOperation,
  { rootFields }: ReadOperation,
): Outcome {
  const errors = answer.errors ?? [];
  const isMask = ({ extensions, path }: MaskedError): boolean =>
    rows > 0 && path !== undefined && extensions.code === 'UNAUTHORIZED_FIELD_OR_TYPE';
  const masked = errors.filter(isMask).length;
  return {
    code: errors.find((error) => !isMask(error))?.extensions.code ?? 'ANSWERED',
    body: JSON.stringify(answer),
    asked: rootFields,
    rows,
    denied: [],
    ...(masked === 0 ? {} : { masked }),
    ...(sealed === undefined ? {} : { sealed }),
  };
}
