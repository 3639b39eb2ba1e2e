/**
 * Admission: before a partner is asked for anything, the hub has read the schema its node serves and found it
 * to be the coalition's contract.
 *
 * A partner whose schema is refused is not asked again until the hub restarts; the log says once what is wrong.
 */
import { HubError, checkPartnerSdl } from '@vigil/shared';
import type { Logger } from 'pino';
import { PartnerFailure } from '../5-fetch/partner-client.js';
import type { AskPartner } from './ask-partner.js';
import { HUB_CALLER } from './hub-caller.js';

export interface AdmissionOptions {
  ask: AskPartner;
  log: Logger;
}

const SDL_BODY = JSON.stringify({ query: '{ _service { sdl } }' });
/** Not of the contract, so there is one name for it: the field that gives the schema. */
const SDL_COORDINATES = ['Query._service'];

function readSdl(answer: unknown): string {
  const sdl = (answer as { data?: { _service?: { sdl?: unknown } | null } | null } | null)?.data?._service
    ?.sdl;
  if (typeof sdl !== 'string') throw new PartnerFailure('gave no schema');
  return sdl;
}

/** Wraps `ask`: the first request to a partner is preceded by the check of its schema. */
export function withAdmission({ ask, log }: AdmissionOptions): AskPartner {
  const admitted = new Map<string, Promise<void>>();

  async function admit(partner: string): Promise<void> {
    const answer = await ask({
      partner,
      caller: HUB_CALLER,
      path: '/graphql',
      body: SDL_BODY,
      coordinates: SDL_COORDINATES,
    });
    try {
      checkPartnerSdl(readSdl(answer));
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      log.error({ partner, code: error.code }, `schema of the partner is refused: ${error.message}`);
      throw new PartnerFailure('its schema is refused', { cause: error });
    }
  }

  async function ensureAdmitted(partner: string): Promise<void> {
    let admission = admitted.get(partner);
    if (admission === undefined) {
      admission = admit(partner);
      admitted.set(partner, admission);
    }
    try {
      await admission;
    } catch (error) {
      // Unreachable today is not refused: ask again next time. A refusal stays.
      const refused = error instanceof PartnerFailure && error.cause instanceof HubError;
      if (!refused) admitted.delete(partner);
      throw error;
    }
  }

  return async (request) => {
    await ensureAdmitted(request.partner);
    return ask(request);
  };
}
