/** A graph that composes and cannot be loaded is nobody's but its partner's trouble. */
import { describe, expect, test } from '@jest/globals';
import { Generations, type Exchange } from '@vigil/gateway';
import type { CheckedExtension, Coalition } from '@vigil/shared';
import { pino } from 'pino';

type Options = Parameters<typeof Generations.open>[0];
type Composed = Awaited<ReturnType<Options['compose']>>;

const COALITION = { partners: [] } as unknown as Coalition;

function extension(partner: string, sdl = 'sound'): CheckedExtension {
  return { partner, sdl } as CheckedExtension;
}

const named = (extensions: readonly CheckedExtension[]): string =>
  extensions.map(({ partner, sdl }) => `${partner} ${sdl}`).join(', ');

/** Everything composes; what holds a `hostile` extension throws when it is loaded, in words of nobody's. */
function fakes(): { options: Options; running: Set<string> } {
  const running = new Set<string>();
  return {
    running,
    options: {
      compose: () => Promise.resolve({} as Composed),
      make: async ({ number, coalition, extensions }) => {
        await Promise.resolve();
        if (extensions.some(({ sdl }) => sdl === 'hostile')) throw new TypeError('CANARY-INSIDES');
        const name = named(extensions);
        running.add(name);
        return {
          generation: { number, coalition, hash: name } as NonNullable<Exchange['generation']>,
          graph: {
            prepare: () => ({ bytes: 0, run: () => Promise.reject(new Error('nothing is asked here')) }),
            stop: () => Promise.resolve(void running.delete(name)),
          },
        };
      },
      onSettled: () => undefined,
      log: pino({ level: 'silent' }),
    },
  };
}

describe('an extension whose graph cannot be loaded', () => {
  test('is left out by name; other changes and the coalition go live, and what was tried is stopped', async () => {
    const { options, running } = fakes();
    const live = [extension('one'), extension('two')];
    const generations = await Generations.open(options, { coalition: COALITION, extensions: live });
    const coalition = { ...COALITION };
    const extensions = [extension('one', 'hostile'), extension('two', 'next'), extension('zero', 'new')];
    await generations.offer({ coalition, extensions });
    expect(generations.current()).toMatchObject({ coalition, hash: 'one sound, two next, zero new' });
    expect(generations.problem()).toBe('extension of one: the graph could not be made');
    expect([...running]).toEqual(['one sound, two next, zero new']);
  });

  test('does not keep a hub from starting that recalls it', async () => {
    const { options, running } = fakes();
    const extensions = [extension('one', 'hostile'), extension('two')];
    const generations = await Generations.open(options, { coalition: COALITION, extensions });
    expect(generations.current().hash).toBe('two sound');
    expect([...running]).toEqual(['two sound']);
  });
});
