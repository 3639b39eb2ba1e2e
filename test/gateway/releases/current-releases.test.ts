import { describe, expect, test } from '@jest/globals';
import { countsFrom, currentReleases, headReleases, statusOf } from '@vigil/gateway';
import { ALPHA, documentOf, storedReleases } from './release-fixture.js';
import type { ReleaseTexts } from './release-fixture.js';

const first = documentOf({ partner: ALPHA, partition: '2012', sequence: 1, madeAt: '2013-02-01T00:00:00Z' });
const year2013 = documentOf({
  partner: ALPHA,
  partition: '2013',
  sequence: 2,
  madeAt: '2014-02-01T00:00:00Z',
});
const second = documentOf({
  partner: ALPHA,
  partition: '2012',
  sequence: 3,
  madeAt: '2014-03-01T00:00:00Z',
});
const stored = storedReleases(first, year2013, second);
const ids = (releases: typeof stored) => releases.map(({ document }) => document.id);

test('one release of each partition answers, the newest', () => {
  expect(ids(currentReleases(stored, null))).toEqual(['alpha.2013.2', 'alpha.2012.3']);
});

test('asOf goes by the time of the releases, to the moment', () => {
  expect(ids(currentReleases(stored, '2014-02-28T23:59:59.999Z'))).toEqual(['alpha.2012.1', 'alpha.2013.2']);
  expect(ids(currentReleases(stored, '2014-03-01T00:00:00.000Z'))).toEqual(['alpha.2013.2', 'alpha.2012.3']);
  expect(currentReleases(stored, '2013-01-31T00:00:00.000Z')).toEqual([]);
});

test('a revoked release answers no more, and does not bring back what it had replaced', () => {
  const revoked = stored.map((release) =>
    release.document.id === 'alpha.2012.3'
      ? { ...release, revokedAt: new Date('2015-01-01T00:00:00Z') }
      : release,
  );
  expect(ids(currentReleases(revoked, null))).toEqual(['alpha.2013.2']);
  expect(ids(headReleases(revoked, null))).toEqual(['alpha.2013.2', 'alpha.2012.3']);
});

test('a citation from before a revocation keeps its answer', () => {
  const revoked = stored.map((release) => ({ ...release, revokedAt: new Date('2015-01-01T00:00:00Z') }));
  expect(ids(currentReleases(revoked, '2014-12-31T00:00:00.000Z'))).toEqual(['alpha.2013.2', 'alpha.2012.3']);
});

describe('from when a release counts', () => {
  const made = new Date('2013-02-01T00:00:00.000Z');

  test('from when it was made, if the hub holds nothing of then or later', () => {
    expect(countsFrom(made, null)).toEqual(made);
    expect(countsFrom(made, new Date('2013-01-31T23:59:59.999Z'))).toEqual(made);
  });

  test('from a millisecond after the newest otherwise, so that no two count from one moment', () => {
    expect(countsFrom(made, made)).toEqual(new Date('2013-02-01T00:00:00.001Z'));
    const newest = new Date('2013-06-01T12:00:00.000Z');
    expect(countsFrom(made, newest)).toEqual(new Date('2013-06-01T12:00:00.001Z'));
  });
});

describe('a year that is released in stages', () => {
  const year = {
    partner: ALPHA,
    partition: '2012',
    input: { entry: 'multiple', plannedReleases: 2 },
  } satisfies Omit<ReleaseTexts, 'sequence'>;
  const month = (part: string, sequence: number, madeAt: string) =>
    documentOf({ ...year, sequence, madeAt, planned: { stage: 'PROVISIONAL', part } });
  const january = month('2012-01', 1, '2012-02-01T00:00:00Z');
  const february = month('2012-02', 2, '2012-03-01T00:00:00Z');
  const final = documentOf({ ...year, sequence: 3, madeAt: '2013-07-01T00:00:00Z' });

  test('answers with every month that is out, until its last release takes their place', () => {
    expect(ids(currentReleases(storedReleases(january, february), null))).toEqual([
      'alpha.2012.1',
      'alpha.2012.2',
    ]);
    const all = storedReleases(january, february, final);
    expect(ids(currentReleases(all, null))).toEqual(['alpha.2012.3']);
    expect(ids(currentReleases(all, '2013-06-30T00:00:00.000Z'))).toEqual(['alpha.2012.1', 'alpha.2012.2']);
    expect(all.map((release) => statusOf(release, all))).toEqual(['SUPERSEDED', 'SUPERSEDED', 'CURRENT']);
  });

  test('a month is not superseded by another month, nor by another year', () => {
    const all = storedReleases(january, february, year2013);
    expect(all.map((release) => statusOf(release, all))).toEqual(['CURRENT', 'CURRENT', 'CURRENT']);
  });

  test('one month revoked leaves the others; the last release revoked brings no month back', () => {
    const day = new Date('2015-01-01T00:00:00Z');
    const [first, ...others] = storedReleases(january, february, final);
    if (first === undefined) throw new Error('the fixture has no release');
    expect(ids(currentReleases([{ ...first, revokedAt: day }, ...others.slice(0, 1)], null))).toEqual([
      'alpha.2012.2',
    ]);
    const revoked = [first, ...others].map((release) =>
      release.document.stage === 'FINAL' ? { ...release, revokedAt: day } : release,
    );
    expect(currentReleases(revoked, null)).toEqual([]);
    expect(ids(headReleases(revoked, null))).toEqual(['alpha.2012.3']);
    expect(revoked.map((release) => statusOf(release, revoked))).toEqual([
      'SUPERSEDED',
      'SUPERSEDED',
      'REVOKED',
    ]);
  });

  test('a month that comes after the last release of its year answers nothing', () => {
    const late = month('2012-03', 4, '2013-08-01T00:00:00Z');
    expect(ids(currentReleases(storedReleases(final, late), null))).toEqual(['alpha.2012.3']);
  });
});
