/**
 * The key a release is signed with, checked before anything is spent: a release that nobody trusts is a release
 * wasted.
 */
import { HubError, type CoalitionPartner, type TrustedPartner } from '@vigil/shared';
import type { JWK } from 'jose';
import { readReleaseKey } from '../node/keys.js';
import type { ReleaseNode } from './release-node.js';

export interface Signing {
  readonly key: JWK;
  /** this partner in the coalition file */
  readonly partner: CoalitionPartner;
  readonly trusted: TrustedPartner;
}

/**
 * @returns the private key, and what the coalition trusts of this partner
 * @throws HubError CONFIG_INVALID when the coalition file does not list this key for this partner
 */
export async function readSigningKey({ dataDir, settings, coalition }: ReleaseNode): Promise<Signing> {
  const key = await readReleaseKey(dataDir);
  const partner = coalition.partners.find(({ id }) => id === settings.id);
  const listed = partner?.releaseKeys.keys.find(({ kid }) => kid === key.kid);
  if (partner === undefined || listed === undefined || listed['x'] !== key.x) {
    throw new HubError(
      'CONFIG_INVALID',
      `the coalition file does not list this node's release key for partner ${settings.id}`,
      'operator',
    );
  }
  return { key, partner, trusted: { partner: settings.id, keys: partner.releaseKeys } };
}
