/** A change that was seen while the database was away is followed as soon as it is back. */
import { describe, expect, test } from '@jest/globals';
import { Background, ChangeFollower, type Followed } from '@vigil/gateway';
import type { Coalition } from '@vigil/shared';
import { pino } from 'pino';

const coalition = (...partners: string[]): Coalition =>
  ({ partners: partners.map((id) => ({ id, releaseKeys: {} })) }) as unknown as Coalition;

/** What is `away` rejects; `changed` is what the files say once, as the real ones do. */
function setUp(): {
  follower: ChangeFollower;
  background: Background;
  world: { now: Coalition; changed: boolean; decided: string[]; away: 'decisions' | 'releases' | null };
  told: string[];
} {
  const told: string[] = [];
  const world: ReturnType<typeof setUp>['world'] = {
    now: coalition('one'),
    changed: false,
    decided: [],
    away: null,
  };
  const reach = (what: typeof world.away): Promise<void> =>
    world.away === what ? Promise.reject(new Error('away')) : Promise.resolve();
  const parts = {
    live: {
      current: () => world.now,
      hash: () => '',
      problem: () => null,
      lookAtFiles: () => {
        const { changed } = world;
        world.changed = false;
        return changed;
      },
      lookAtDecisions: () => reach('decisions').then(() => world.decided.splice(0)),
    },
    releases: {
      recheck: () => reach('releases').then(() => void told.push('rechecked')),
      noteDeclarations: () => reach('releases').then(() => void told.push('declarations noted')),
    },
    generations: {
      offer: ({ coalition: offered }: { coalition: Coalition }) =>
        Promise.resolve(void told.push(`offered ${offered.partners.map(({ id }) => id).join()}`)),
      current: () => ({ number: 1, hash: '' }),
      problem: () => null,
    },
    partners: {
      tidy: () => undefined,
      watch: {
        extensions: () => [],
        follow: () => Promise.resolve(),
        lookAgain: (id: string) => Promise.resolve(void told.push(`looked at ${id}`)),
      },
    },
    state: { saveHubState: () => Promise.resolve() },
  } as unknown as Followed;
  const background = new Background(pino({ level: 'silent' }));
  return { follower: new ChangeFollower(parts, background), background, world, told };
}

describe('a change', () => {
  test('of the file that is seen while the decisions cannot be read is followed later', async () => {
    const { follower, background, world, told } = setUp();
    Object.assign(world, { now: coalition('one', 'two'), changed: true, away: 'decisions' });
    await expect(follower.look()).rejects.toThrow('away');
    expect(told).toEqual([]);
    world.away = null;
    await follower.look();
    await background.settle();
    expect(told).toEqual(['rechecked', 'declarations noted', 'offered one,two']);
  });

  test('and a decision that are seen while the releases cannot be read are followed later', async () => {
    const { follower, background, world, told } = setUp();
    Object.assign(world, {
      now: coalition('one', 'two'),
      changed: true,
      decided: ['one'],
      away: 'releases',
    });
    await expect(follower.look()).rejects.toThrow('away');
    world.away = null;
    await follower.look();
    await background.settle();
    expect(told).toEqual(['rechecked', 'declarations noted', 'offered one,two', 'looked at one']);
  });

  test('is followed once', async () => {
    const { follower, background, world, told } = setUp();
    Object.assign(world, { changed: true, decided: ['one'] });
    await follower.look();
    await follower.look();
    await background.settle();
    expect(told).toEqual(['offered one', 'looked at one']);
  });
});
