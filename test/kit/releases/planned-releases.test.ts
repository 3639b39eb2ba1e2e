/** A year's plan from its signature to its last release: days, months, the key's life, and what cannot be changed. */
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  keepPlan,
  listSignedReleases,
  makeRelease,
  parsePartnerSettings,
  signKeptPlan,
  type NodeContext,
  type PartnerSettings,
} from '@vigil/kit';
import { checkAgainstCoalition, verifyPlan, verifyRelease } from '@vigil/shared';
import { TEST_SETTINGS, openTestNode } from '../../support/node.js';
import { addCaseFile, count, ledgerLines, noiseKeyHex, withReleaseKey } from './releasing-node.js';

/** Months as they end, all tables half a year after the year. */
const MONTHLY = parsePartnerSettings({
  ...TEST_SETTINGS,
  publication: { ...TEST_SETTINGS.publication, entry: 'multiple', plannedReleases: 2 },
});
/** A provisional year, and all tables half a year later. */
const TWICE = parsePartnerSettings({
  ...TEST_SETTINGS,
  publication: { ...TEST_SETTINGS.publication, plannedReleases: 2 },
});

const nodes: NodeContext[] = [];
/** A node whose clock can be set. */
async function node(
  settings: PartnerSettings,
  today: string,
): Promise<{ at: NodeContext; goTo: (day: string) => void }> {
  let now = new Date(`${today}T12:00:00Z`);
  const at = await withReleaseKey(await openTestNode({ settings, now: () => now }));
  nodes.push(at);
  return { at, goTo: (day) => void (now = new Date(`${day}T12:00:00Z`)) };
}
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

async function fixPlan(at: NodeContext, year: string): Promise<void> {
  await keepPlan(at, { year, actor: 'somebody' });
  await signKeptPlan(at, { year, actor: 'somebody' });
}

describe('the plan of a year', () => {
  test('is signed before the year, verifies by itself, and every release of the year repeats it', async () => {
    const { at, goTo } = await node(TWICE, '2011-11-05');
    await keepPlan(at, { year: '2012', actor: 'somebody' });
    const { document: plan, signature } = await signKeptPlan(at, { year: '2012', actor: 'somebody' });
    const signed = { document: plan, signature };
    const trusted = { partner: 'test-partner', keys: at.coalition.partners[0]?.releaseKeys ?? { keys: [] } };
    await expect(verifyPlan(signed, trusted)).resolves.toMatchObject({
      partition: '2012',
      schedule: {
        signedAt: '2011-11-05T12:00:00.000Z',
        dates: [
          { stage: 'PROVISIONAL', part: '2012', on: '2013-01-01' },
          { stage: 'FINAL', part: '2012', on: '2013-07-01' },
        ],
      },
    });
    goTo('2013-01-01');
    const early = await makeRelease(at, { year: '2012', provisional: '2012' });
    goTo('2013-07-01');
    const last = await makeRelease(at, { year: '2012' });
    for (const { document, signature: own } of [early, last]) {
      expect(document.plan).toEqual(plan.plan);
      expect(document.schedule).toEqual(plan.schedule);
      await expect(verifyRelease({ document, signature: own }, trusted)).resolves.toBeDefined();
    }
    expect([...new Set(early.document.tables.map(({ id }) => id))]).toEqual(['L1']);
    expect([...new Set(last.document.tables.map(({ id }) => id))]).toEqual([
      'L1',
      'L2',
      'L3',
      'L4',
      'L5',
      'L6',
      'L7',
    ]);
  });

  test('signed again gives the same plan, whatever the settings say by then', async () => {
    const { at, goTo } = await node(TEST_SETTINGS, '2011-11-05');
    await keepPlan(at, { year: '2012', actor: 'somebody' });
    const first = await signKeptPlan(at, { year: '2012', actor: 'somebody' });
    goTo('2011-12-05');
    const later = { ...at, settings: MONTHLY };
    const again = await signKeptPlan(later, { year: '2012', actor: 'somebody' });
    expect(again).toMatchObject({ document: first.document, signature: first.signature, now: false });
    await expect(keepPlan(later, { year: '2012', actor: 'somebody' })).rejects.toMatchObject({
      code: 'RELEASE_EXISTS',
      message: 'the plan of 2012 is signed and cannot be changed',
    });
    goTo('2013-02-01');
    const { document } = await makeRelease(later, { year: '2012' });
    expect(document.plan).toEqual(first.document.plan);
  });

  test('is not changed in the database either', async () => {
    const { at } = await node(TEST_SETTINGS, '2011-11-05');
    await fixPlan(at, '2012');
    for (const statement of ['UPDATE release_plan SET kept_at = now()', 'DELETE FROM release_plan']) {
      await expect(at.dataSource.query(statement)).rejects.toThrow(
        'what was signed is never changed or removed',
      );
    }
  });

  test('broken twin: a row changed behind the trigger does not verify, and no release is made by it', async () => {
    const { at, goTo } = await node(TEST_SETTINGS, '2011-11-05');
    await fixPlan(at, '2012');
    await at.dataSource.query('ALTER TABLE release_plan DISABLE TRIGGER release_plan_stays');
    await at.dataSource.query(
      `UPDATE release_plan SET document = replace(document, 'are confidential', 'are public')`,
    );
    goTo('2013-02-01');
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({
      code: 'RELEASE_INVALID',
      message: expect.stringContaining('signature does not verify') as unknown,
    });
    expect(await count(at, 'release_ledger')).toBe(0);
  });

  test('that was not signed is needed before a release of a year that goes on', async () => {
    const { at } = await node(MONTHLY, '2012-02-01');
    await expect(makeRelease(at, { year: '2012', provisional: '2012-01' })).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      message: expect.stringContaining('vigil-partner release sign --year 2012') as unknown,
    });
    expect(await count(at, 'release_ledger')).toBe(0);
    expect(await noiseKeyHex(at, '2012')).toBeNull();
  });

  test('is signed by the first release of a year that is over, and only when that release is made', async () => {
    const { at } = await node(TEST_SETTINGS, '2014-02-01');
    const { partners } = at.coalition;
    const elsewhere = {
      ...at.coalition,
      partners: partners.map((partner) => ({ ...partner, countries: ['XB'] })),
    };
    await expect(makeRelease({ ...at, coalition: elsewhere }, { year: '2012' })).rejects.toMatchObject({
      code: 'RELEASE_INVALID',
    });
    expect(await count(at, 'release_plan')).toBe(0);
    const { document, notes } = await makeRelease(at, { year: '2012' });
    expect(notes).toEqual([
      'year 2012 is over and had no signed plan: it was signed now, and its releases show that',
    ]);
    expect(document.schedule.signedAt).toBe('2014-02-01T12:00:00.000Z');
    expect(await count(at, 'release_plan')).toBe(1);
  });

  test('that the hub would refuse is not kept', async () => {
    const settings = parsePartnerSettings({
      ...TEST_SETTINGS,
      publication: {
        ...TEST_SETTINGS.publication,
        coverage: TEST_SETTINGS.publication.coverage.map((declared) => ({ ...declared, to: '2020-12' })),
      },
    });
    const { at } = await node(TEST_SETTINGS, '2011-11-05');
    const [partner] = at.coalition.partners;
    const plan = { coverage: settings.publication.coverage };
    if (partner === undefined) throw new Error('no partner');
    expect(() => {
      checkAgainstCoalition({ plan, synthetic: true, partner });
    }).toThrow();
    await expect(keepPlan({ ...at, settings }, { year: '2012', actor: 'somebody' })).rejects.toMatchObject({
      code: 'RELEASE_INVALID',
    });
    expect(await count(at, 'release_plan')).toBe(0);
  });
});

describe('the days of a plan', () => {
  test('are kept: nothing is made or spent before', async () => {
    const { at, goTo } = await node(TWICE, '2011-11-05');
    await fixPlan(at, '2012');
    goTo('2012-12-31');
    await expect(makeRelease(at, { year: '2012', provisional: '2012' })).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      message: 'the release of 2012 is due on 2013-01-01, by the signed plan of 2012; it is not made before',
    });
    goTo('2013-06-30');
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'PLAN_INVALID' });
    expect(await count(at, 'release_ledger')).toBe(0);
  });

  test('are the settings’ own where those are later than the ends of the periods', async () => {
    const publication = {
      ...MONTHLY.publication,
      dates: { provisionalAfterDays: 20, finalOn: '09-15' },
    };
    const { at } = await node(parsePartnerSettings({ ...MONTHLY, publication }), '2011-11-05');
    const { schedule } = await keepPlan(at, { year: '2012', actor: 'somebody' });
    expect(schedule.dates[0]).toEqual({ stage: 'PROVISIONAL', part: '2012-01', on: '2012-02-21' });
    expect(schedule.dates.at(-1)).toEqual({ stage: 'FINAL', part: '2012', on: '2013-09-15' });
  });
});

describe('months released as they end', () => {
  test('each once, and the last release supersedes them all; the key lives until then', async () => {
    const { at, goTo } = await node(MONTHLY, '2011-11-05');
    await fixPlan(at, '2012');
    await addCaseFile(at, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-01-20' }]);
    goTo('2012-02-01');
    const january = await makeRelease(at, { year: '2012', provisional: '2012-01' });
    expect(january.document).toMatchObject({ stage: 'PROVISIONAL', part: '2012-01', sequence: 1 });
    // hand count: L1 of two indicators, one country, one month
    expect(january.document.tables.map(({ id, cells }) => [id, cells.length])).toEqual([
      ['L1', 1],
      ['L1', 1],
    ]);
    const key = await noiseKeyHex(at, '2012');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    await expect(makeRelease(at, { year: '2012', provisional: '2012-01' })).rejects.toMatchObject({
      code: 'RELEASE_EXISTS',
    });
    await expect(makeRelease(at, { year: '2012', provisional: '2012-02' })).rejects.toMatchObject({
      code: 'PLAN_INVALID',
    });
    goTo('2012-03-01');
    await makeRelease(at, { year: '2012', provisional: '2012-02' });
    expect(await noiseKeyHex(at, '2012')).toBe(key);

    goTo('2013-07-01');
    await makeRelease(at, { year: '2012' });
    expect(await noiseKeyHex(at, '2012')).toBeNull();
    expect(
      await at.dataSource.query('SELECT id, stage, part, status FROM release_document ORDER BY sequence'),
    ).toEqual([
      { id: 'test-partner.2012.1', stage: 'PROVISIONAL', part: '2012-01', status: 'SUPERSEDED' },
      { id: 'test-partner.2012.2', stage: 'PROVISIONAL', part: '2012-02', status: 'SUPERSEDED' },
      { id: 'test-partner.2012.3', stage: 'FINAL', part: '2012', status: 'CURRENT' },
    ]);
    // a month that was left out cannot follow: the year is closed, and its key is gone
    await expect(makeRelease(at, { year: '2012', provisional: '2012-03' })).rejects.toMatchObject({
      code: 'RELEASE_EXISTS',
      message: 'year 2012 has its last release; its provisional release of 2012-03 cannot be made any more',
    });
    expect(await listSignedReleases(at, 0)).toHaveLength(3);
    expect((await ledgerLines(at)).map(({ entry }) => entry['kind'])).toEqual(
      Array.from({ length: 3 }, () => ['reserve', 'complete']).flat(),
    );
  });

  test.each([
    ['a month of a plan without months', TWICE, '2012-01', 'its provisional release is the year as a whole'],
    ['a year of a plan with months', MONTHLY, '2012', 'its provisional releases are the months 2012-01'],
    ['a provisional release of a plan without', TEST_SETTINGS, '2012', 'it has one release, after the year'],
  ])('%s is refused, with what the plan has', async (_what, settings, provisional, message) => {
    const { at } = await node(settings, '2014-02-01');
    await expect(makeRelease(at, { year: '2012', provisional })).rejects.toMatchObject({
      code: 'PLAN_INVALID',
      message: expect.stringContaining(message) as unknown,
    });
    expect(await count(at, 'release_ledger')).toBe(0);
  });

  test('of a hundred made at once, each planned release is made once', async () => {
    const { at } = await node(TWICE, '2014-02-01');
    const made = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        makeRelease(at, index % 2 === 0 ? { year: '2012', provisional: '2012' } : { year: '2012' }),
      ),
    );
    const documents = made.flatMap((each) => (each.status === 'fulfilled' ? [each.value.document] : []));
    // whoever comes first decides: after the last release no provisional one follows
    expect(documents.length === 2 || documents.length === 1).toBe(true);
    expect(new Set(documents.map(({ stage }) => stage)).size).toBe(documents.length);
    expect(await count(at, 'release_document')).toBe(documents.length);
    expect(new Set(documents.map(({ sequence }) => sequence)).size).toBe(documents.length);
  });
});
