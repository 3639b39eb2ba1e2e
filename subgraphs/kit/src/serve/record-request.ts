/**
 * Step 6 of a request: it is written down before its answer leaves.
 *
 * Takes the claims and the outcome; writes who was asked for (a class of people, and the pairwise name that
 * means nothing elsewhere), what was used, how many rows went out. Never a value of a record, and none of a
 * filter: a coordinate says that an area was asked for, not which.
 */
import type { DelegationClaims } from '@vigil/shared';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import type { Outcome } from './request-outcome.js';

/** Writes the entry; throws when it cannot, and then nothing may be answered. */
export async function recordRequest(
  context: NodeContext,
  claims: DelegationClaims,
  outcome: Outcome,
): Promise<void> {
  await recordLocally(context, {
    actor: `hub:${claims.iss}`,
    action: outcome.code === 'ANSWERED' ? 'hub.answered' : 'hub.refused',
    object: outcome.asked.join(',') || 'unread',
    details: {
      outcome: outcome.code,
      organisation: claims.organisation,
      roles: claims.roles,
      purpose: claims.purpose,
      subject: claims.sub,
      delegation: claims.jti,
      coordinates: claims.coordinates,
      denied: [...new Set(outcome.denied.map(({ coordinate }) => coordinate))].sort(),
      rows: outcome.rows,
      ...(outcome.masked === undefined ? {} : { masked: outcome.masked }),
      ...(outcome.sealed === undefined ? {} : { sealed: outcome.sealed }),
    },
  });
}
