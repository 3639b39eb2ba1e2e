import { describe, expect, test } from '@jest/globals';
import { releasePage } from '@vigil/gateway';
import { ALPHA, BETA, documentOf, storedReleases } from './release-fixture.js';

const stored = storedReleases(
  documentOf({ partner: ALPHA, partition: '2012', sequence: 1 }),
  documentOf({ partner: BETA, partition: '2012', sequence: 1 }),
  documentOf({ partner: ALPHA, partition: '2013', sequence: 2 }),
);
const ids = (page: ReturnType<typeof releasePage>) => page.releases.map(({ document }) => document.id);

test('pages follow each other without gap or repetition', () => {
  const one = releasePage(stored, { first: 2 });
  expect([ids(one), one.hasNextPage]).toEqual([['alpha.2012.1', 'beta.2012.1'], true]);
  const two = releasePage(stored, { first: 2, after: one.endCursor });
  expect([ids(two), two.hasNextPage]).toEqual([['alpha.2013.2'], false]);
  const three = releasePage(stored, { first: 2, after: two.endCursor });
  expect([ids(three), three.hasNextPage, three.endCursor]).toEqual([[], false, null]);
});

test('a page can be of one partner and one partition', () => {
  expect(ids(releasePage(stored, { partner: 'alpha' }))).toEqual(['alpha.2012.1', 'alpha.2013.2']);
  expect(ids(releasePage(stored, { partition: '2012' }))).toEqual(['alpha.2012.1', 'beta.2012.1']);
});

describe('what is refused', () => {
  test.each([
    ['BAD_USER_INPUT', { first: 0 }],
    ['BAD_USER_INPUT', { first: -1 }],
    ['LIMIT_EXCEEDED', { first: 101 }],
    ['BAD_USER_INPUT', { partition: '12' }],
    ['BAD_USER_INPUT', { partner: 'No partner' }],
    ['CURSOR_INVALID', { after: '' }],
    ['CURSOR_INVALID', { after: 'x' }],
    ['CURSOR_INVALID', { after: Buffer.from('release:0').toString('base64url') }],
    ['CURSOR_INVALID', { after: Buffer.from('release:1').toString('base64url') + '=' }],
  ])('%s for %j', (code, asked) => {
    expect(() => releasePage(stored, asked)).toThrow(expect.objectContaining({ code, audience: 'caller' }));
  });

  test('a hundred at once is allowed', () => {
    expect(ids(releasePage(stored, { first: 100 }))).toHaveLength(3);
  });
});
