/**
 * Step 1 of a request: the delegation. Nothing is parsed, looked up or said before it holds.
 *
 * Takes the raw body and the Authorization header, gives the claims of a delegation that this hub made for this
 * partner and this body, and that is now spent: its id is in the table `delegation_use`, so that a second
 * server process on the same database refuses it too.
 */
import { HubError, verifyDelegation, type DelegationClaims } from '@vigil/shared';
import type { NodeContext } from '../node/node-context.js';

export interface ArrivedRequest {
  authorization: string | undefined;
  /** the bytes that arrived, before any parsing: the digest is over these */
  body: Uint8Array;
}

const BEARER = /^Bearer ([A-Za-z0-9_.-]+)$/i;
/** A clock that is set back a little must not revive a spent delegation, so rows outlive it by this much. */
const PRUNE_AFTER_SECONDS = 600;

/**
 * Judges the delegation of one request.
 *
 * @throws HubError UNAUTHENTICATED, always with the same message; the reason is the `cause`
 */
export async function verifyRequest(
  request: ArrivedRequest,
  context: Pick<NodeContext, 'coalition' | 'settings' | 'dataSource' | 'now'>,
): Promise<DelegationClaims> {
  const token = BEARER.exec(request.authorization ?? '')?.[1];
  if (token === undefined) {
    throw new HubError('UNAUTHENTICATED', 'the request carries no valid delegation', 'caller', {
      cause: new Error('there is no bearer token'),
    });
  }
  const now = context.now();
  return verifyDelegation({
    token,
    body: request.body,
    keys: context.coalition.hub.delegationKeys,
    hubId: context.coalition.hub.id,
    partnerId: context.settings.id,
    now,
    seen: (jti, forgetAfter) => spendDelegation(context, jti, forgetAfter),
  });
}

/**
 * Remembers a delegation's id.
 *
 * @returns true when this call was the first to name it
 */
async function spendDelegation(
  { dataSource, now }: Pick<NodeContext, 'dataSource' | 'now'>,
  jti: string,
  forgetAfter: number,
): Promise<boolean> {
  const stale = new Date(now().getTime() - PRUNE_AFTER_SECONDS * 1000);
  await dataSource.query('DELETE FROM delegation_use WHERE expires_at < $1', [stale]);
  return dataSource.transaction(async (manager) => {
    // a server may be set to confirm before it has written; a crash would make a spent delegation new again
    await manager.query('SET LOCAL synchronous_commit = on');
    const inserted: unknown = await manager.query(
      `WITH spent AS (
         INSERT INTO delegation_use (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING jti)
       SELECT jti FROM spent`,
      [jti, new Date(forgetAfter * 1000)],
    );
    return Array.isArray(inserted) && inserted.length === 1;
  });
}
