/** What all releases of a year tell together stays within what its plan admits. */
import { describe, expect, test } from '@jest/globals';
import { noisyTablesOf, planFigures, signRelease } from '@vigil/shared';
import { ALPHA, BETA, documentOf } from './release-fixture.js';
import type { ReleaseTexts } from './release-fixture.js';
import { YEAR_2012, revocationBy, storeSuite } from './store-suite.js';

const suite = storeSuite();

async function refused(signed: unknown, reason: RegExp, into = suite.store): Promise<void> {
  const before = await suite.storedRows();
  await expect(into.store(signed)).rejects.toMatchObject({
    code: 'RELEASE_INVALID',
    audience: 'operator',
    message: expect.stringMatching(reason) as unknown,
  });
  expect(await suite.storedRows()).toBe(before);
}

describe('a year that has a release', () => {
  const again = { ...YEAR_2012, madeAt: '2014-02-01T00:00:00Z' };

  test('gets no second one: its tables would be drawn twice', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    const second = await suite.fixture.sign({ ...again, sequence: 2 });
    await refused(second, /its year exceeds the bound/);
    // What the rule is for: each of the two claims 69.12 % (design, disclosure control), and they give more together.
    const both = [YEAR_2012, again].flatMap(() => noisyTablesOf(second.document.plan.tables));
    expect(second.document.plan.bestGuess).toBeCloseTo(0.6912, 4);
    expect(planFigures(both).bestGuess).toBeGreaterThan(0.75);
  });

  test('stays spent when its release is revoked', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    expect(await suite.store.storeRevocation(await revocationBy(suite.fixture))).toBe('STORED');
    await refused(
      await suite.fixture.sign({ ...again, sequence: 2, ledger: 5 }),
      /its year exceeds the bound/,
    );
  });

  test('keeps the promise of the stricter profile it began with', async () => {
    const early = { entry: 'multiple', plannedReleases: 2 } as const;
    const january = {
      partner: ALPHA,
      partition: '2012',
      sequence: 1,
      madeAt: '2012-02-01T00:00:00Z',
      planned: { stage: 'PROVISIONAL', part: '2012-01' },
      profile: 'STRICT',
      input: early,
    } as const;
    await suite.store.store(await suite.fixture.sign(january));
    const laxer = await suite.fixture.sign({ ...again, sequence: 2 });
    expect(laxer.document.plan.bestGuess).toBeLessThan(0.692); // fits the standard profile alone
    await refused(laxer, /its year exceeds the bound/);
  });

  test('takes nothing from other years and other partners', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    const next = { ...again, partition: '2013', sequence: 2 };
    expect(await suite.store.store(await suite.fixture.sign(next))).toBe('STORED');
    const other = { partner: BETA, partition: '2012', sequence: 1 };
    expect(await suite.store.store(await suite.fixture.sign(other))).toBe('STORED');
  });

  test('gets no other one when the text of the first can no longer be read', async () => {
    await suite.store.store(await suite.fixture.sign(YEAR_2012));
    await suite.dataSource.query('ALTER TABLE partner_release DISABLE TRIGGER ALL');
    await suite.dataSource.query("UPDATE partner_release SET signed_text = '{}'");
    await refused(await suite.fixture.sign({ ...again, sequence: 2 }), /cannot be read/);
  });
});

describe('a year that is released in stages', () => {
  const year = {
    partner: ALPHA,
    partition: '2012',
    input: { entry: 'multiple', plannedReleases: 2 },
  } satisfies Omit<ReleaseTexts, 'sequence'>;
  const month = (part: string, sequence: number, more: Partial<ReleaseTexts> = {}) =>
    suite.fixture.sign({
      ...year,
      sequence,
      madeAt: '2012-06-01T00:00:00Z',
      planned: { stage: 'PROVISIONAL', part },
      ...more,
    });
  const final = (sequence: number) =>
    suite.fixture.sign({ ...year, sequence, madeAt: '2013-07-01T00:00:00Z' });

  test('takes each release of its plan once: the plan has counted them all', async () => {
    await suite.store.store(await month('2012-01', 1));
    await suite.store.store(await month('2012-02', 2));
    const last = await final(3);
    expect(await suite.store.store(last)).toBe('STORED');
    expect(last.document.plan.bestGuess).toBeLessThanOrEqual(0.692);
    expect(suite.store.currentReleases().map(({ document }) => document.id)).toEqual(['alpha.2012.3']);
  });

  test('gets no month twice, and no second last release', async () => {
    await suite.store.store(await month('2012-01', 1));
    await refused(await month('2012-01', 2), /its year exceeds the bound/);
    await suite.store.store(await final(3));
    await refused(await final(4), /its year exceeds the bound/);
  });

  test('gets nothing under another plan', async () => {
    await suite.store.store(await month('2012-01', 1));
    await refused(
      await month('2012-02', 2, { input: { ...year.input, yearsPerUnit: 2 } }),
      /its year exceeds the bound/,
    );
  });

  test('gets nothing on other days than its plan was signed with', async () => {
    await suite.store.store(await month('2012-01', 1));
    const document = documentOf({
      ...year,
      sequence: 2,
      madeAt: '2012-06-01T00:00:00Z',
      planned: { stage: 'PROVISIONAL', part: '2012-02' },
    });
    const dates = document.schedule.dates.map((date) =>
      date.stage === 'FINAL' ? { ...date, on: '2013-09-01' } : date,
    );
    const moved = { ...document, schedule: { ...document.schedule, dates } };
    await refused(await signRelease(moved, suite.fixture.keys.get('alpha') ?? {}), /signed with other days/);
  });
});
