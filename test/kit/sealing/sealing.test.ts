/** What a partner seals: for whom, bound to what, until when, how much, and what is noted of it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  MAX_SEALED_VALUES,
  Sealing,
  openSealing,
  sealPage,
  writePin,
  type SealedCandidate,
} from '@vigil/kit';
import { makeRecipientKey, type PrivateRecipientJwk, type RecipientKey } from '@vigil/shared';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openByHand } from '../../shared/sealing/sealed-by-hand.js';

const CANARY = 'CANARY-name';
const NOW = new Date('2026-01-01T00:00:00Z');
const SECONDS = NOW.getTime() / 1000;
const RECORD = 'synthetic-one:AAAAAAAAAAAAAAAAAAAAAA';
const CONSENT = '6f9c0a52-5d54-4a39-8f0e-5a7f0f7a8f10';

let key: RecipientKey;
let privateJwk: PrivateRecipientJwk;
let dataDir: string;
beforeAll(async () => {
  ({ publicKey: key, privateJwk } = await makeRecipientKey());
  dataDir = await mkdtemp(join(tmpdir(), 'vigil-sealing-'));
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

const parts = {
  partner: 'synthetic-one',
  now: NOW,
  consentName: (record: string, consent: string): string => `named${record.length}${consent.length}`,
};
const sealing = (): Sealing => new Sealing({ ...parts, recipient: key });
const column = (changed: object = {}): string =>
  JSON.stringify({ value: CANARY, consent: CONSENT, expires: null, ...changed });
const candidate = (text: string, field = 'Victim.legalName'): SealedCandidate => ({
  field,
  record: RECORD,
  row: 'victim-1',
  text,
});

async function sealOne(text: string): Promise<ReturnType<typeof openByHand> | null> {
  const [jwe] = await sealing().seal([candidate(text)]);
  return jwe == null ? null : openByHand(jwe, privateJwk);
}

describe('a value', () => {
  test('is sealed to the pinned key, bound to field, record and consent, for thirty days', async () => {
    const opened = await sealOne(column());
    expect(JSON.parse(String(opened?.plaintext))).toEqual({ value: CANARY });
    expect(opened?.header).toMatchObject({
      field: 'Victim.legalName',
      record: `${RECORD}/victim-1`,
      consent: 'named3636',
      exp: SECONDS + 30 * 86_400,
      iss: 'synthetic-one',
      kid: key.thumbprint,
    });
    // the local id of a consent would link one person's events for everybody who carries the value
    expect(JSON.stringify(opened?.header)).not.toContain(CONSENT);
  });

  test.each<[string, string | null, number | null]>([
    ['ends with its consent when that ends sooner', '2026-01-02T00:00:00Z', SECONDS + 86_400],
    // the second would name somebody in every event they are in
    ['ends with the day before its consent does', '2026-01-03T17:21:43Z', SECONDS + 2 * 86_400],
    ['is not sealed when its consent ends today', '2026-01-01T17:21:43Z', null],
    ['ends before its consent when that ends later', '2027-01-01T00:00:00Z', SECONDS + 30 * 86_400],
    ['is not sealed when its consent has ended', '2025-12-31T23:59:59Z', null],
    ['is not sealed when its consent ends now', '2026-01-01T00:00:00Z', null],
    ['is not sealed when nobody can say when its consent ends', 'never', null],
  ])('%s', async (_name, expires, exp) => {
    const opened = await sealOne(column({ expires }));
    expect(opened?.header['exp'] ?? null).toBe(exp);
  });

  test('about nobody in particular names no consent', async () => {
    expect((await sealOne(column({ consent: null })))?.header['consent']).toBeNull();
  });

  test.each([
    CANARY,
    '{}',
    '[]',
    column({ value: null }),
    column({ more: 1 }),
    JSON.stringify({ value: CANARY }),
  ])('in another form than it is read in is refused without its text: %s', async (text) => {
    const tried = sealOne(text);
    await expect(tried).rejects.toMatchObject({ code: 'RECORDS_UNREADABLE', audience: 'operator' });
    await expect(tried).rejects.toThrow(/^a sealed column is not in the form it is read in$/);
  });
});

describe('one answer', () => {
  test('holds a bounded number of sealed values, over all its pages, and not one of the page that is too much', async () => {
    const one = sealing();
    const page = Array.from({ length: MAX_SEALED_VALUES }, () => candidate(column()));
    await expect(one.seal([...page, candidate(column())])).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      audience: 'caller',
    });
    expect(one.summary()).toBeUndefined();
    const other = sealing();
    await other.seal(page.slice(0, 10));
    await expect(other.seal(page.slice(0, MAX_SEALED_VALUES - 9))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
    expect(other.summary()?.values).toEqual({ 'Victim.legalName': 10 });
  });

  test('holds a bounded amount of text', async () => {
    const long = column({ value: 'a'.repeat(300_000) });
    await expect(sealing().seal([1, 2, 3, 4].map(() => candidate(long)))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    });
  });

  test('is noted by key, field and number', async () => {
    const one = sealing();
    expect(one.summary()).toBeUndefined();
    await one.seal([
      candidate(column(), 'Witness.testimony'),
      candidate(column()),
      candidate(column()),
      candidate(column({ expires: '2025-01-01T00:00:00Z' })),
    ]);
    expect(one.summary()).toEqual({
      recipient: key.thumbprint,
      values: { 'Victim.legalName': 2, 'Witness.testimony': 1 },
    });
  });
});

describe('rows of a page', () => {
  const page = {
    events: [{ local_id: 'e1', public_id: 'AAAA', description: column(), title: 'a title' }],
    levels: {
      victims: [
        { local_id: 'v1', act_id: 'a1', event_id: 'e1', legal_name: column(), contact: null, sex: 'FEMALE' },
        {
          local_id: 'v2',
          act_id: 'a1',
          event_id: 'e1',
          legal_name: column({ value: 'second' }),
          sex: 'MALE',
        },
      ],
      interventions: [{ local_id: 'i1', event_id: 'e1', type: 'LEGAL_AID' }],
    },
  };
  const nameOf = {
    event: (): string => RECORD,
    row: (level: string, row: object): string => `${level}-${String(Object.values(row)[0])}`,
  };

  test('have ciphertext where they had text, each its own, and are otherwise as they were', async () => {
    const { events, levels } = await sealPage(page, nameOf, sealing());
    expect(JSON.stringify([events, levels])).not.toContain(CANARY);
    expect(events[0]).toMatchObject({ local_id: 'e1', title: 'a title' });
    expect(levels.interventions).toEqual(page.levels.interventions);
    const opened = [
      events[0]?.['description'],
      ...(levels.victims ?? []).map((row) => row['legal_name']),
    ].map((jwe) => openByHand(String(jwe), privateJwk));
    expect(opened.map(({ plaintext }) => JSON.parse(String(plaintext)) as unknown)).toEqual([
      { value: CANARY },
      { value: CANARY },
      { value: 'second' },
    ]);
    expect(opened.map(({ header }) => [header['field'], header['record']])).toEqual([
      ['Event.description', RECORD],
      ['Victim.legalName', `${RECORD}/victims-v1`],
      ['Victim.legalName', `${RECORD}/victims-v2`],
    ]);
  });

  test('have null there when there is no key to seal to', async () => {
    const { events, levels } = await sealPage(page, nameOf, undefined);
    expect(JSON.stringify([events, levels])).not.toContain(CANARY);
    expect(events[0]?.['description']).toBeNull();
  });
});

describe('a pin', () => {
  const pin = (organisation: string): Promise<void> =>
    writePin(dataDir, {
      organisation,
      pinnedAt: NOW.toISOString(),
      jwk: key.jwk,
      thumbprint: key.thumbprint,
    });
  const file = (organisation: string): string => join(dataDir, 'recipients', `${organisation}.json`);

  test('is what sealing takes its key from; without one nothing is sealed', async () => {
    expect(await openSealing(dataDir, 'court', parts)).toBeUndefined();
    await pin('court');
    const opened = await openSealing(dataDir, 'court', parts);
    await opened?.seal([candidate(column())]);
    expect(opened?.summary()?.recipient).toBe(key.thumbprint);
    expect(await openSealing(dataDir, null, parts)).toBeUndefined();
    expect(await openSealing(dataDir, 'other-court', parts)).toBeUndefined();
    expect((await stat(file('court'))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(dataDir, 'recipients'))).toEqual(['court.json']);
  });

  test.each(['../court', 'court/../court', 'COURT', '', '.', 'court.json'])(
    'is not looked for under the name %p',
    async (organisation) => {
      await pin('court');
      expect(await openSealing(dataDir, organisation, parts)).toBeUndefined();
    },
  );

  test.each<[string, (pin: Record<string, unknown>) => Promise<object> | object]>([
    [
      'another key beside the same fingerprint',
      async (kept) => ({ ...kept, key: (await makeRecipientKey()).publicKey.jwk }),
    ],
    ['another organisation', (kept) => ({ ...kept, organisation: 'other' })],
    ['a private key', (kept) => ({ ...kept, key: privateJwk })],
    ['no fingerprint', (kept) => ({ ...kept, thumbprint: undefined })],
    ['a member more', (kept) => ({ ...kept, note: 'x' })],
  ])('that was changed to have %s seals nothing', async (_name, change) => {
    await pin('court');
    const kept = JSON.parse(await readFile(file('court'), 'utf8')) as Record<string, unknown>;
    await writeFile(file('court'), JSON.stringify(await change(kept)));
    await expect(openSealing(dataDir, 'court', parts)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      audience: 'operator',
    });
    await pin('court');
  });
});
