/** Releases by definitions of before are taken, by ones to come they are not. */
import { expect, test } from '@jest/globals';
import { knowsDefinitions } from '@vigil/gateway';
import { INDICATORS } from '@vigil/shared';

/** As it would be after a change of one definition: none has changed so far. */
const CHANGED = { KIDNAPPING: { version: '2' }, CENSORSHIP: { version: '10' } };

test('what was counted by the definition before a change is known, by one after it is not', () => {
  for (const known of ['KIDNAPPING:1', 'KIDNAPPING:2', 'CENSORSHIP:9,KIDNAPPING:2', 'CENSORSHIP:10'])
    expect(knowsDefinitions(known, CHANGED)).toBe(true);
  for (const unknown of ['KIDNAPPING:3', 'CENSORSHIP:11', 'CENSORSHIP:9,KIDNAPPING:3', 'CENSORSHIP:9999'])
    expect(knowsDefinitions(unknown, CHANGED)).toBe(false);
});

test('what is no version, or of no indicator, is not known', () => {
  for (const text of [
    ...['', ',', 'KIDNAPPING', 'KIDNAPPING:', 'KIDNAPPING:0', 'KIDNAPPING:01', 'KIDNAPPING:-1'],
    ...['KIDNAPPING:1e0', 'KIDNAPPING:1,', 'kidnapping:1', 'ROBBERY:1', 'constructor:1', 'KIDNAPPING:99999'],
  ])
    expect(knowsDefinitions(text, CHANGED)).toBe(false);
});

test('without more it is the definitions of this program that are known', () => {
  const all = Object.entries(INDICATORS).map(([code, { version }]) => `${code}:${version}`);
  expect(knowsDefinitions(all.join())).toBe(true);
});
