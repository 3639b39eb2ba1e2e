/**
 * One request to one partner, under a delegation that only that partner can use, once, for exactly this body.
 *
 * Takes a body and what it uses, gives unchecked JSON or a `PartnerFailure`. Every request of the hub to a
 * partner goes through here, so there is none without a delegation.
 */
import {
  HubError,
  pairwisePseudonym,
  signDelegation,
  type Coalition,
  type SignDelegationInput,
} from '@vigil/shared';
import type { Logger } from 'pino';
import type { PartnerClient } from '../5-fetch/partner-client.js';
import type { PartnerRequest } from '../5-fetch/partner-request.js';
import type { Caller } from '../exchange.js';
import type { PartnerRegistry } from './partner-registry.js';

export interface AskPartnerOptions {
  hubId: Coalition['hub']['id'];
  signing: { key: SignDelegationInput['key']; kid: string };
  pseudonymSecret: Uint8Array;
  policyVersion: string;
  registry: PartnerRegistry;
  client: PartnerClient;
  now: () => Date;
  randomId: () => string;
  log: Logger;
}

export type AskPartner = (request: PartnerRequest) => Promise<unknown>;

function pseudonymOf(caller: Caller, partner: string, secret: Uint8Array): string {
  return pairwisePseudonym(secret, JSON.stringify([caller.issuer, caller.id]), partner);
}

export function createAskPartner(options: AskPartnerOptions): AskPartner {
  const { registry, client, log } = options;
  return async ({ partner, caller, path, body, coordinates }) => {
    const known = registry.get(partner);
    if (known?.status !== 'ACTIVE') {
      throw new HubError('NOT_FOUND', 'a partner that takes no part was to be asked', 'operator');
    }
    const bytes = Buffer.from(body, 'utf8');
    const delegation = await signDelegation({
      key: options.signing.key,
      kid: options.signing.kid,
      claims: {
        iss: options.hubId,
        aud: partner,
        sub: pseudonymOf(caller, partner, options.pseudonymSecret),
        organisation: caller.class.organisation,
        roles: [...caller.class.roles],
        purpose: caller.class.purpose,
        policyVersion: options.policyVersion,
        coordinates: [...coordinates],
      },
      body: bytes,
      now: options.now(),
      randomId: options.randomId,
    });
    try {
      const answer = await client.post({ origin: new URL(known.url).origin, path, body: bytes, delegation });
      registry.noteContact(partner, true);
      return answer;
    } catch (error) {
      registry.noteContact(partner, false);
      log.warn(
        { partner, reason: error instanceof Error ? error.message : 'unknown' },
        'partner did not answer',
      );
      throw error;
    }
  };
}
