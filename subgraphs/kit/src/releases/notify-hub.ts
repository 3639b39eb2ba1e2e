/**
 * Tells the hub that there is something to fetch, so that it does not have to wait for its next round.
 *
 * Takes the node and a way to send; gives a sentence. The notice says who and which number, signed, once; that it did
 * not arrive is never an error, because the hub asks by itself.
 */
import { randomUUID } from 'node:crypto';
import { HubError } from '@vigil/shared';
import { SignJWT, importJWK } from 'jose';
import type { ReleaseNode } from './release-node.js';
import { readSigningKey } from './signing-key.js';

/** A notice is worth nothing anywhere else. */
const NOTICE_TYP = 'vigil-notice+jwt';
const NOTICE_TIMEOUT_MS = 5_000;

/** @returns compact JWS: who, for whom, when, once, and the number of the newest release */
async function signNotice(node: ReleaseNode, after: number): Promise<string> {
  const { key } = await readSigningKey(node);
  if (key.kid === undefined) throw new HubError('CONFIG_INVALID', 'the release key has no name', 'operator');
  return new SignJWT({ after })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: NOTICE_TYP })
    .setIssuer(node.settings.id)
    .setAudience(node.coalition.hub.id)
    .setIssuedAt(Math.floor(node.now().getTime() / 1000))
    .setJti(randomUUID())
    .sign(await importJWK(key, 'EdDSA'));
}

async function newestRelease({ dataSource }: Pick<ReleaseNode, 'dataSource'>): Promise<number> {
  const [row] = await dataSource.query<{ newest: number }[]>(
    'SELECT coalesce(max(sequence), 0) AS newest FROM release_document',
  );
  return row?.newest ?? 0;
}

/**
 * @returns what came of it, in words; null when the settings name no hub
 */
export async function notifyHub(node: ReleaseNode, send: typeof fetch): Promise<string | null> {
  const { hubUrl } = node.settings;
  if (hubUrl === undefined) return null;
  const later = 'it fetches by itself later';
  try {
    const body = await signNotice(node, await newestRelease(node));
    const response = await send(new URL('/releases/notice', hubUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(NOTICE_TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (response.status === 202) return 'the hub was told';
    node.log.warn({ status: response.status }, 'the hub did not take the notice');
    return `the hub did not take the notice (status ${response.status}); ${later}`;
  } catch (error) {
    node.log.warn({ kind: error instanceof Error ? error.name : 'unknown' }, 'the hub was not told');
    return `the hub could not be told; ${later}`;
  }
}
