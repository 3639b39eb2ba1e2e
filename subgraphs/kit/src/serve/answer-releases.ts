/**
 * One request to `/releases`: the next signed documents that the hub does not have yet, oldest first, and every
 * revocation there is.
 *
 * A release is public from the day it is made, so no policy is asked; the delegation is, because this node
 * answers nobody but its hub. Real data's releases are served too: they are what the partner chose to publish.
 */
import { HubError, type DelegationClaims } from '@vigil/shared';
import { z } from 'zod';
import { ledgerSeen } from '../releases/receipt.js';
import { describeError } from './describe-error.js';
import type { NodeParts } from './node-parts.js';
import { refusal, statusOf, type Outcome, type Reply } from './request-outcome.js';
import type { ArrivedRequest } from './verify-request.js';

const RELEASE_COORDINATES = ['Query.releases'];

/** No node comes to so many, and a recovery must be able to count on from what a hub has named. */
const HIGHEST_NUMBER = 1_000_000_000;

const requestSchema = z.strictObject({
  /** the last sequence number the hub has; 0 for none */
  after: z.int().min(0).max(HIGHEST_NUMBER),
  /** the last entry of this node's ledger that the hub has seen, by a release or a revocation; older hubs name none */
  ledger: ledgerSeen.optional(),
});

/**
 * Answers one request.
 *
 * @throws HubError UNAUTHENTICATED without a valid delegation, which leaves no entry
 */
export async function answerReleases(request: ArrivedRequest, parts: NodeParts): Promise<Reply> {
  const claims = await parts.verify(request);
  const outcome = await settle(request.body, claims, parts);
  await parts.record(claims, outcome);
  return { status: statusOf(outcome.code), body: outcome.body };
}

async function settle(body: Uint8Array, claims: DelegationClaims, parts: NodeParts): Promise<Outcome> {
  const asked = ['releases'];
  try {
    parts.requireSameCoordinates(claims.coordinates, RELEASE_COORDINATES);
    const { after, ledger } = readQuestion(body);
    const releases = await parts.releases(after, ledger);
    const revocations = await parts.revocations();
    const answer = revocations.length === 0 ? { releases } : { releases, revocations };
    return { code: 'ANSWERED', body: JSON.stringify(answer), asked, rows: releases.length, denied: [] };
  } catch (error) {
    parts.log.warn(describeError(error), 'releases refused');
    return refusal(error, asked);
  }
}

function readQuestion(body: Uint8Array): z.infer<typeof requestSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new HubError('BAD_USER_INPUT', 'the body is not JSON', 'caller');
  }
  const parsed = requestSchema.safeParse(json);
  if (!parsed.success)
    throw new HubError('BAD_USER_INPUT', 'the body is not a question for releases', 'caller');
  return parsed.data;
}
