/** The property can fail: it finds every hub that is broken in one place. */
import { expect, test } from '@jest/globals';
// Before anything is loaded: while developing, graphql-js looks at every value twice.
process.env['NODE_ENV'] = 'production';
const { BROKEN_TWINS } = await import('./broken-twins.js');
const { findTwin } = await import('./find-twin.js');

test('a hub that is not broken passes', async () => {
  expect(await findTwin({})).toBe('not found');
}, 240_000);

test.each(Object.entries(BROKEN_TWINS))(
  'it is found when %s',
  async (_title, broken) => {
    expect(await findTwin(broken)).toBe('found');
  },
  240_000,
);
