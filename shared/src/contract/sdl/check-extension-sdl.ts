/**
 * Judges the second SDL that a partner's node may serve: its extension, a subgraph of its own beside the contract.
 *
 * Takes the partner's id and SDL text, gives an extension that hub and partner can both work with, or throws with
 * the place and with what to write instead. The partner's node and the hub judge with this function, and neither
 * trusts the other's judgement. That it composes with everybody else's is found at the hub.
 */
import { HubError } from '../../errors/hub-error.js';
import type { Classification } from '../classified.js';
import { buildExtensionSchema } from './build-extension-schema.js';
import type { CheckedExtension } from './checked-extension.js';
import { readContractFacts } from './contract-facts.js';
import { checkExtensionClasses } from './extension-classes.js';
import { extensionNamespace } from './extension-namespace.js';
import { secureExtension } from './extension-security.js';
import { checkExtensionShape } from './extension-shape.js';
import { measureExtension } from './measure-extension.js';
import { parseSdl } from './parse-sdl.js';
import { readClassification } from './read-classification.js';

const MAX_COORDINATES = 2_000;

/**
 * @param extension - `sdl` is what the node answers to `_service { sdl }` at `/extension`, or a file
 * @throws HubError SDL_UNCLASSIFIED naming coordinates without a class
 * @throws HubError SDL_REFUSED naming place and remedy
 */
export function checkExtensionSdl({ partner, sdl }: { partner: string; sdl: string }): CheckedExtension {
  const namespace = extensionNamespace(partner);
  measureExtension(sdl);
  const { plain, requirements } = secureExtension(parseSdl(sdl), namespace);
  checkExtensionShape(plain, { namespace, contract: readContractFacts() });
  const classification = classesOf(sdl);
  const { own, requires } = checkExtensionClasses(plain, classification);
  if (own.length === 0)
    refuse('the SDL adds nothing to the contract; an extension that is not needed is best removed');
  if (classification.size > MAX_COORDINATES)
    refuse(`the SDL has more than ${MAX_COORDINATES} coordinates; make it smaller`);
  buildExtensionSchema(sdl);
  return Object.freeze({
    partner,
    sdl,
    namespace,
    classification,
    own: Object.freeze(own),
    requires,
    requirements,
  });
}

function refuse(message: string): never {
  throw new HubError('SDL_REFUSED', message, 'operator');
}

/** The classes, with a remedy where they cannot be read. */
function classesOf(sdl: string): ReadonlyMap<string, Classification> {
  try {
    return readClassification(sdl);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    const remedy =
      error.code === 'SDL_UNCLASSIFIED'
        ? 'give each of them its class, as shared/README.md lists them'
        : 'use @classified, DataClass, Subject and DataFlag byte for byte as the contract defines them';
    throw new HubError(error.code, `${error.message}; ${remedy}`, 'operator', { cause: error });
  }
}
