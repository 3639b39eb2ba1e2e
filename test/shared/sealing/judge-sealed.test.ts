/** What who carries a sealed value can judge: that it belongs where it stands, and is not past its time. */
import { describe, expect, test } from '@jest/globals';
import {
  judgeSealed,
  makeRecipientKey,
  readSealedHeader,
  sealPlaintext,
  sealedPlaintext,
} from '@vigil/shared';

const NOW = new Date('2026-01-01T00:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const DAY = 86_400;
const GOOD = {
  field: 'Victim.legalName',
  record: 'synthetic-one:AAAAAAAAAAAAAAAAAAAAAA',
  consent: null,
  exp: SECONDS + 30 * DAY,
  iss: 'synthetic-one',
};
const PLACE = { field: GOOD.field, record: GOOD.record, issuer: GOOD.iss, now: NOW };

const WRONG: readonly (readonly [string, Partial<typeof GOOD>])[] = [
  ['sealed for another field', { field: 'Victim.contact' }],
  ['sealed for another record', { record: 'synthetic-one:BBBBBBBBBBBBBBBBBBBBBB' }],
  ['sealed for a record of another partner', { record: 'synthetic-two:AAAAAAAAAAAAAAAAAAAAAA' }],
  ['sealed by another partner', { iss: 'synthetic-two' }],
  ['past its time', { exp: SECONDS }],
  ['good for longer than anything is sealed', { exp: SECONDS + 31 * DAY }],
];

const { publicKey } = await makeRecipientKey();
const seal = (changed: Partial<typeof GOOD> = {}): Promise<string> =>
  sealPlaintext(sealedPlaintext('x'), publicKey, { ...GOOD, ...changed });

describe('a sealed value', () => {
  test('stands where it was sealed for', async () => {
    expect(judgeSealed(await seal(), PLACE)).toBe(true);
    expect(judgeSealed(await seal({ exp: SECONDS + 1 }), PLACE)).toBe(true);
    expect(judgeSealed(await seal(), { ...PLACE, record: null })).toBe(true);
  });

  test.each(WRONG)('%s is refused', async (_name, changed) => {
    expect(judgeSealed(await seal(changed), PLACE)).toBe(false);
  });

  test('about one person of an event stands beside that person alone, where it is known who that is', async () => {
    const value = await seal({ record: `${GOOD.record}/victim-1` });
    expect(judgeSealed(value, PLACE)).toBe(true);
    expect(judgeSealed(value, { ...PLACE, row: 'victim-1' })).toBe(true);
    expect(judgeSealed(value, { ...PLACE, row: 'victim-2' })).toBe(false);
    // beside the event itself
    expect(judgeSealed(value, { ...PLACE, row: GOOD.record })).toBe(false);
  });

  test('of another partner is refused where no record is known, too', async () => {
    const place = { ...PLACE, record: null };
    for (const changed of [{ iss: 'synthetic-two' }, { record: 'synthetic-two:AAAAAAAAAAAAAAAAAAAAAA' }])
      expect(judgeSealed(await seal(changed), place)).toBe(false);
  });

  test.each([null, 'CANARY', 5, {}])('%p is none', (value) => {
    expect(judgeSealed(value, PLACE)).toBe(false);
  });

  /** A judge that forgets one thing lets one of the cases above through. */
  test.each<[string, typeof judgeSealed]>([
    [
      'the field',
      (value, place) => judgeSealed(value, { ...place, field: readSealedHeader(value)?.field ?? '' }),
    ],
    ['the record', (value, place) => judgeSealed(value, { ...place, record: null })],
    [
      'the partner',
      (value, place) =>
        judgeSealed(value, { ...place, issuer: readSealedHeader(value)?.iss ?? '', record: null }),
    ],
    [
      'the clock',
      (value, place) =>
        judgeSealed(value, { ...place, now: new Date((readSealedHeader(value)?.exp ?? 0) * 1000 - 1) }),
    ],
  ])('a judge that forgets %s is found out', async (_name, judge) => {
    const passed = await Promise.all(WRONG.map(async ([, changed]) => judge(await seal(changed), PLACE)));
    expect(passed).toContain(true);
  });
});
