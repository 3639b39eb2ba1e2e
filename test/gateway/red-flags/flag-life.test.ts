/** The life of a red flag, and pages of them. */
import { describe, expect, test } from '@jest/globals';
import { flagId, flagPage, withLife } from '@vigil/gateway';
import type { FlagStep, LivingFlag, RaisedFlag } from '@vigil/gateway';
import type { RedFlagFilter } from '@vigil/shared';

function flag(changes: Partial<RaisedFlag> = {}): RaisedFlag {
  const about = {
    indicator: 'KIDNAPPING',
    country: 'RU',
    area: null,
    period: '2012-03',
    ...changes,
  } as const;
  return {
    id: flagId(about),
    detectors: ['EARS_C1'],
    severity: 'WATCH',
    ratioBand: '2 to 3',
    baseline: 'OK',
    context: [],
    raisedAt: new Date('2013-02-01T00:00:00Z'),
    ...about,
  };
}

function step(changes: Partial<FlagStep>): FlagStep {
  return {
    ...{ position: 1, flag: flag().id, step: 'RAISED', severity: 'WATCH' },
    ...{ at: new Date('2013-01-15T00:00:00Z'), role: null, reason: null, operator: null },
    ...changes,
  };
}

const acknowledged = step({ step: 'ACKNOWLEDGED', role: 'COORDINATOR', operator: 'secretariat' });
const closed = step({ step: 'CLOSED', reason: 'seen', operator: 'secretariat' });

describe('a flag', () => {
  test('that nobody recorded yet is raised, from when its releases count', () => {
    expect(withLife(flag(), [])).toMatchObject({
      status: 'RAISED',
      acknowledgedBy: null,
      raisedAt: new Date('2013-02-01T00:00:00Z'),
    });
  });

  test('keeps the moment at which it was raised first, whatever release replaces which', () => {
    expect(withLife(flag(), [step({})]).raisedAt).toEqual(new Date('2013-01-15T00:00:00Z'));
  });

  test('is acknowledged in a role, and closed', () => {
    expect(withLife(flag(), [step({}), acknowledged])).toMatchObject({
      status: 'ACKNOWLEDGED',
      acknowledgedBy: 'COORDINATOR',
    });
    expect(withLife(flag(), [step({}), acknowledged, closed])).toMatchObject({ status: 'CLOSED' });
  });

  test('that got more severe is raised again, recorded or not, and stays closed when it did not', () => {
    const steps = [step({}), acknowledged, closed];
    const worse = flag({ severity: 'HIGH' });
    expect(withLife(worse, steps)).toMatchObject({ status: 'RAISED', acknowledgedBy: null });
    const recorded = step({ severity: 'HIGH', at: new Date('2013-07-01T00:00:00Z') });
    expect(withLife(worse, [...steps, recorded])).toMatchObject({
      status: 'RAISED',
      raisedAt: new Date('2013-07-01T00:00:00Z'),
    });
    expect(withLife(flag(), steps).status).toBe('CLOSED');
    // The twin that only looks at the last step keeps a worse flag closed.
    expect(steps.at(-1)?.step).toBe('CLOSED');
  });
});

const FLAGS: readonly LivingFlag[] = [
  flag({ period: '2012-05' }),
  flag({ period: '2012-03' }),
  flag({ period: '2012-03', area: 'RU-MOW', severity: 'HIGH' }),
  flag({ period: '2011-12', country: 'IR', indicator: 'CENSORSHIP' }),
].map((one) => withLife(one, []));

const names = (page: ReturnType<typeof flagPage>): string[] =>
  page.nodes.map(({ period, country, area }) => `${period} ${area ?? country ?? ''}`);

describe('pages', () => {
  test('follow each other without gap or repetition, and have no total', () => {
    const one = flagPage(FLAGS, { first: 2 });
    expect([names(one), one.pageInfo.hasNextPage]).toEqual([['2012-05 RU', '2012-03 RU'], true]);
    expect(Object.keys(one).sort()).toEqual(['nodes', 'pageInfo']);
    const two = flagPage(FLAGS, { first: 2, after: one.pageInfo.endCursor ?? null });
    expect([names(two), two.pageInfo.hasNextPage]).toEqual([['2012-03 RU-MOW', '2011-12 IR'], false]);
    expect(names(flagPage(FLAGS, { after: two.pageInfo.endCursor ?? null }))).toEqual([]);
  });

  test('go on from the same place when the flag of the cursor is gone', () => {
    const { endCursor } = flagPage(FLAGS, { first: 2 }).pageInfo;
    const without = FLAGS.filter(({ period, area }) => period !== '2012-03' || area !== null);
    expect(names(flagPage(without, { after: endCursor ?? null }))).toEqual(['2012-03 RU-MOW', '2011-12 IR']);
  });

  test.each<[RedFlagFilter, string[]]>([
    [{ countries: ['RU'] }, ['2012-05 RU', '2012-03 RU', '2012-03 RU-MOW']],
    [{ areas: ['RU-MOW'] }, ['2012-03 RU-MOW']],
    [{ indicators: ['CENSORSHIP'] }, ['2011-12 IR']],
    [{ severity: ['HIGH', 'ELEVATED'] }, ['2012-03 RU-MOW']],
    [{ status: ['CLOSED'] }, []],
    [{ from: '2012', to: '2012-03' }, ['2012-03 RU', '2012-03 RU-MOW']],
    [{ to: '2011' }, ['2011-12 IR']],
  ])('of %j', (where, expected) => {
    expect(names(flagPage(FLAGS, { where }))).toEqual(expected);
  });

  test.each([
    ['BAD_USER_INPUT', { first: 0 }],
    ['LIMIT_EXCEEDED', { first: 101 }],
    ['BAD_USER_INPUT', { where: { countries: ['RUS'] } }],
    ['BAD_USER_INPUT', { where: { areas: ['RU'] } }],
    ['BAD_USER_INPUT', { where: { severity: [] } }],
    ['BAD_USER_INPUT', { where: { from: 'March' } }],
    ['BAD_USER_INPUT', { where: { from: '2013', to: '2012' } }],
    ['CURSOR_INVALID', { after: 'x' }],
    ['CURSOR_INVALID', { after: Buffer.from('flag:2012-03:RU:0123').toString('base64url') }],
    ['CURSOR_INVALID', { after: `${flagPage(FLAGS, {}).pageInfo.endCursor ?? ''}=` }],
  ])('are refused with %s for %j', (code, asked) => {
    expect(() => flagPage(FLAGS, asked)).toThrow(expect.objectContaining({ code, audience: 'caller' }));
  });
});
