/**
 * One request to one partner, under a delegation that only that partner can use, once, for exactly this body.
 *
 * Takes a body and what it uses, gives unchecked JSON or a `PartnerFailure`. Every request of the hub to a
 * partner goes through here, so there is none without a delegation.
 */
import { pairwisePseudonym, signDelegation, type Coalition } from '@vigil/shared';
import type { Logger } from 'pino';
import type { JsonClients } from '../5-fetch/http/json-clients.js';
import { PartnerFailure } from '../5-fetch/http/partner-failure.js';
import type { PartnerRequest } from '../5-fetch/partner/partner-request.js';
import type { Caller } from '../exchange.js';
import type { SigningKey } from '../storage/delegation-keys.js';
import type { PartnerRegistry } from './partner-registry.js';

export interface AskPartnerOptions {
  hubId: Coalition['hub']['id'];
  /** the key that signs at this moment */
  signing: () => SigningKey;
  pseudonymSecret: Uint8Array;
  policyVersion: string;
  registry: Pick<PartnerRegistry, 'get' | 'noteContact'>;
  client: Pick<JsonClients, 'post'>;
  now: () => Date;
  randomId: () => string;
  log: Logger;
}

export type AskPartner = (request: PartnerRequest) => Promise<unknown>;

export interface PartnerAsking {
  /** notes how it went in the registry and the log */
  ask: AskPartner;
  /** the same without a note, for questions that a node need not know */
  probe: AskPartner;
}

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json',
  'accept-encoding': 'identity',
};

/** The kit answers with 200 or not at all. */
function isAnswerStatus(status: number): boolean {
  return status === 200;
}

function pseudonymOf(caller: Caller, partner: string, secret: Uint8Array): string {
  return pairwisePseudonym(secret, JSON.stringify([caller.issuer, caller.id]), partner);
}

export function createAskPartner(options: AskPartnerOptions): PartnerAsking {
  const { registry, client, log } = options;

  const probe: AskPartner = async ({ partner, caller, path, body, coordinates }) => {
    const known = registry.get(partner);
    // Suspended while a request was under way, or gone from the coalition: not asked any more.
    if (known?.status !== 'ACTIVE') throw new PartnerFailure('takes no part now');
    const bytes = Buffer.from(body, 'utf8');
    const { key, kid } = options.signing();
    const delegation = await signDelegation({
      key,
      kid,
      claims: {
        iss: options.hubId,
        aud: partner,
        sub: pseudonymOf(caller, partner, options.pseudonymSecret),
        organisation: caller.class.organisation,
        roles: [...caller.class.roles],
        purpose: caller.class.purpose,
        authenticated: caller.class.authenticated === true,
        // Nothing but an extension asks for scopes; nobody else has to learn of them.
        scopes: path === '/extension' ? [...(caller.class.scopes ?? [])] : [],
        policyVersion: options.policyVersion,
        coordinates: [...coordinates],
      },
      body: bytes,
      now: options.now(),
      randomId: options.randomId,
    });
    return client.post({
      origin: new URL(known.url).origin,
      path,
      headers: { ...HEADERS, authorization: `Bearer ${delegation}` },
      body: bytes,
      isStatus: isAnswerStatus,
    });
  };

  const ask: AskPartner = async (request) => {
    const { partner } = request;
    try {
      const answer = await probe(request);
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

  return { ask, probe };
}
