/**
 * Judges an extension as its author has written it: the SDL by the coalition's rules, the resolvers by the SDL.
 *
 * Takes the two texts, gives what was judged. The module is loaded, in a thread of its own, and not called.
 */
import { checkExtensionSdl, type CheckedExtension } from '@vigil/shared';
import { executableExtension } from './executable-extension.js';
import type { ExtensionSource } from './extension-files.js';
import { ExtensionThread } from './extension-thread.js';

/**
 * @throws HubError SDL_REFUSED, SDL_UNCLASSIFIED, EXTENSION_INVALID naming the place and the remedy
 */
export async function checkExtension(partner: string, source: ExtensionSource): Promise<CheckedExtension> {
  const checked = checkExtensionSdl({ partner, sdl: source.sdl });
  const thread = new ExtensionThread(source.resolvers);
  try {
    executableExtension(checked, await thread.members());
    return checked;
  } finally {
    await thread.close();
  }
}
