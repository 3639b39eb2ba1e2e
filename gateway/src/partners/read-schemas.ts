/**
 * Asks a partner's node for the two schemas that it serves: the contract, and its extension if it has one.
 *
 * Takes a way to ask, gives text that nobody has checked yet, or a `PartnerFailure`.
 */
import { PartnerFailure } from '../5-fetch/http/partner-failure.js';
import type { PartnerRequest } from '../5-fetch/partner/partner-request.js';
import type { PartnerAsking } from './ask-partner.js';
import { HUB_CALLER } from './hub-caller.js';

const SDL_BODY = JSON.stringify({ query: '{ _service { sdl } }' });
/** Not of the contract, so there is one name for it: the field that gives the schema. */
const SDL_COORDINATES = ['Query._service'];
/** Far more than an honest schema; a longer one would keep the hub busy reading. */
const MAX_SDL_CHARACTERS = 262_144;

interface SdlAnswer {
  data?: { _service?: { sdl?: unknown } | null } | null;
  errors?: unknown;
}

function sdlOf(answer: unknown): string | null {
  const sdl = (answer as SdlAnswer | null)?.data?._service?.sdl;
  if (typeof sdl !== 'string') return null;
  if (sdl.length > MAX_SDL_CHARACTERS)
    throw new PartnerFailure(`gave a schema of more than ${MAX_SDL_CHARACTERS} characters`);
  return sdl;
}

function saysNotAvailable(answer: unknown): boolean {
  const errors = (answer as SdlAnswer | null)?.errors;
  return (
    Array.isArray(errors) &&
    errors.some(
      (error: unknown) =>
        (error as { extensions?: { code?: unknown } } | null)?.extensions?.code === 'NOT_AVAILABLE',
    )
  );
}

function question(partner: string, path: PartnerRequest['path']): PartnerRequest {
  return { partner, caller: HUB_CALLER, path, body: SDL_BODY, coordinates: SDL_COORDINATES };
}

/** @throws PartnerFailure when the node gives no schema */
export async function readContractSdl({ ask }: PartnerAsking, partner: string): Promise<string> {
  const sdl = sdlOf(await ask(question(partner, '/graphql')));
  if (sdl === null) throw new PartnerFailure('gave no schema');
  return sdl;
}

/**
 * @returns null: the partner has no extension
 * @throws PartnerFailure when the node says neither
 */
export async function readExtensionSdl({ probe }: PartnerAsking, partner: string): Promise<string | null> {
  const answer = await probe(question(partner, '/extension'));
  const sdl = sdlOf(answer);
  if (sdl !== null) return sdl;
  if (saysNotAvailable(answer)) return null;
  throw new PartnerFailure('gave no schema of an extension');
}
