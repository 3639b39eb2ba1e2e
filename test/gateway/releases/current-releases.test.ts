import { describe, expect, test } from '@jest/globals';
import { countsFrom, currentReleases, headReleases } from '@vigil/gateway';
import { ALPHA, ONE_CHARGE, documentOf, storedReleases } from './release-fixture.js';

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
  charged: ONE_CHARGE,
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
