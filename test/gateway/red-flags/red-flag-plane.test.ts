/** The plane: raised anew when releases change, never for a request, whatever happens to the database meanwhile. */
import { describe, expect, test } from '@jest/globals';
import { RedFlagPlane, judgeSeries } from '@vigil/gateway';
import type { FlagStep, RedFlagPlaneOptions } from '@vigil/gateway';
import type { ReleaseDocument } from '@vigil/shared';
import { storedReleases, unsignedCoalition } from '../releases/release-fixture.js';
import { ALPHA, fixedDetector, year } from './flag-fixture.js';

const calm = year(ALPHA, '2010', 10);
const loud = year(ALPHA, '2011', 10, { unusual: { '2011-06': 45 } });

/** A plane over memory: releases and steps are what the test puts there. */
function setUp(...documents: ReleaseDocument[]) {
  const detector = fixedDetector('EARS_C1');
  const coalition = unsignedCoalition(ALPHA);
  const world = {
    releases: storedReleases(...documents),
    steps: [] as FlagStep[],
    away: false,
    broken: false,
    judged: [] as (readonly (number | null)[])[],
    patience: new Promise<void>(() => undefined),
    /** as long as judging takes */
    judging: Promise.resolve(),
    errors: [] as string[],
  };
  const record: RedFlagPlaneOptions['record'] = {
    stepsAfter: (position) =>
      world.away
        ? Promise.reject(new Error('away'))
        : Promise.resolve(world.steps.filter((step) => step.position > position)),
    raise: (steps) => {
      for (const step of steps) {
        const position = world.steps.length + 1;
        world.steps.push({ ...step, position, step: 'RAISED', role: null, reason: null, operator: null });
      }
      return Promise.resolve();
    },
  };
  const plane = new RedFlagPlane({
    store: { all: () => world.releases },
    coalition: () => coalition,
    record,
    judge: (series) =>
      world.broken
        ? Promise.reject(new Error('the judging thread ended'))
        : world.judging.then(() => {
            world.judged.push(series.series.counts);
            return judgeSeries(series, [detector]);
          }),
    patience: () => world.patience,
    log: { error: (_fields, message) => void world.errors.push(message) },
  });
  return { plane, world, detector };
}

describe('flags', () => {
  test('are judged once for a state of the releases, and only what changed is judged again', async () => {
    const { plane, world, detector } = setUp(calm);
    await Promise.all([plane.page({}), plane.page({})]);
    const first = detector.asked.length;
    expect(first).toBeGreaterThan(0);
    for (let times = 0; times < 20; times += 1) await plane.page({ first: 1 });
    expect(detector.asked).toHaveLength(first);
    world.releases = [...world.releases];
    await plane.page({});
    expect(detector.asked).toHaveLength(first); // the same series: nothing to judge
    world.releases = storedReleases(calm, loud);
    expect((await plane.page({})).nodes).toHaveLength(2);
    expect(detector.asked.length).toBeGreaterThan(first);
    // The twin that judges for each request would have been asked twenty times more.
  });

  test('answer while the database is away, and are recorded when it is back, once', async () => {
    const { plane, world } = setUp(calm, loud);
    world.away = true;
    await plane.follow();
    expect(world.errors).toEqual(['red flags were not recorded']);
    expect((await plane.page({})).nodes.map(({ status }) => status)).toEqual(['RAISED', 'RAISED']);
    world.away = false;
    await plane.follow();
    await plane.follow();
    expect(world.steps.map(({ step, severity }) => `${step} ${severity}`)).toEqual([
      'RAISED ELEVATED',
      'RAISED ELEVATED',
    ]);
  });

  test('show what an operator did after the next look', async () => {
    const { plane, world } = setUp(calm, loud);
    await plane.follow();
    const [flag] = (await plane.page({})).nodes;
    world.steps.push({
      ...{ position: 3, flag: flag?.id ?? '', step: 'CLOSED', severity: 'ELEVATED', at: new Date(0) },
      ...{ role: null, reason: 'seen', operator: 'secretariat' },
    });
    await plane.follow();
    expect((await plane.page({ where: { status: ['CLOSED'] } })).nodes.map(({ id }) => id)).toEqual([
      flag?.id,
    ]);
    // the reason is for operators
    expect(JSON.stringify(await plane.page({}))).not.toContain('seen');
  });

  test('of a release that is revoked are gone, and what was recorded stays', async () => {
    const { plane, world } = setUp(calm, loud);
    await plane.follow();
    world.releases = world.releases.map((release) =>
      release.document.partition === '2011'
        ? { ...release, revokedAt: new Date('2013-01-01T00:00:00Z') }
        : release,
    );
    expect((await plane.page({})).nodes.filter(({ detectors }) => detectors.length > 0)).toEqual([]);
    expect(world.steps).toHaveLength(2);
  });

  test('that could not be judged are judged again for whoever asks next', async () => {
    const { plane, world } = setUp(calm, loud);
    world.broken = true;
    await expect(plane.page({})).rejects.toThrow('the judging thread ended');
    world.broken = false;
    expect((await plane.page({})).nodes).toHaveLength(2);
  });

  test('that take long to judge are those of the releases before, and none yet is NOT_AVAILABLE', async () => {
    const { plane, world } = setUp(calm, loud);
    let finish = (): void => undefined;
    world.judging = new Promise((resolve) => {
      finish = resolve;
    });
    world.patience = Promise.resolve();
    await expect(plane.page({})).rejects.toMatchObject({ code: 'NOT_AVAILABLE', audience: 'caller' });
    finish();
    await plane.flags();
    expect((await plane.page({})).nodes).toHaveLength(2);
    world.judging = new Promise((resolve) => {
      finish = resolve;
    });
    world.releases = storedReleases(year(ALPHA, '2010', 11), year(ALPHA, '2011', 11));
    expect((await plane.page({})).nodes).toHaveLength(2);
    finish();
    await plane.flags();
    expect((await plane.page({})).nodes).toEqual([]);
  });

  test('of releases that come one by one are judged for the newest state only', async () => {
    const { plane, world } = setUp(calm);
    let finish = (): void => undefined;
    world.judging = new Promise((resolve) => {
      finish = resolve;
    });
    const first = plane.flags();
    const states = [9, 11, 12].map((usual) => storedReleases(calm, year(ALPHA, '2011', usual)));
    const later = states.map((releases) => {
      world.releases = releases;
      return plane.flags();
    });
    finish();
    expect(await first).toEqual([]);
    const [one, two, three] = await Promise.all(later);
    expect([one, two]).toEqual([three, three]);
    expect(world.judged.filter((counts) => counts.includes(9) || counts.includes(11))).toEqual([]);
    expect(world.judged.some((counts) => counts.includes(12))).toBe(true);
  });
});
