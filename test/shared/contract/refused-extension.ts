/** How an extension is refused: the sample with one thing otherwise, and what is said about it. */
import { expect, test } from '@jest/globals';
import { HubError, checkExtensionSdl } from '@vigil/shared';
import { sampleSdl } from './extension-sample.js';

export const PARTNER = 'synthetic-one';
export const SOUND = sampleSdl(PARTNER);

export function refusal(sdl: string, partner = PARTNER): { code: string; message: string } {
  try {
    checkExtensionSdl({ partner, sdl });
  } catch (error) {
    if (error instanceof HubError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('accepted');
}

/** The sound SDL with one thing otherwise; a replacement that finds nothing would test nothing. */
export function changed(from: string, to: string): string {
  if (!SOUND.includes(from)) throw new Error(`the sample does not hold ${from}`);
  return SOUND.replace(from, () => to);
}

/** The sound SDL with something more at its end. */
export function added(text: string): string {
  return `${SOUND}\n${text}\n`;
}

/** title, SDL, what is said of the place, and of what to write instead */
export type RefusedCase = readonly [string, string, RegExp, RegExp?];

/** Every case is refused with its place, and where it has one, with a remedy. */
export function testRefused(cases: readonly RefusedCase[]): void {
  test.each(cases.map(([title, sdl, place, remedy]) => ({ title, sdl, place, remedy })))(
    '$title',
    ({ sdl, place, remedy = /; ./ }) => {
      const { code, message } = refusal(sdl);
      expect({ code, message }).toEqual({
        code: 'SDL_REFUSED',
        message: expect.stringMatching(place) as unknown,
      });
      if (place.source.startsWith('^')) expect(message).toMatch(remedy);
    },
  );
}
