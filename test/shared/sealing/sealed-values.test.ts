/** What a sealed value is, by an independent reading of the RFCs; what is refused as one; who can open it. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  RECIPIENT_CURVES,
  SealedScalar,
  makeRecipientKey,
  openSealed,
  readPrivateRecipientKey,
  readSealedHeader,
  sealPlaintext,
  sealedPlaintext,
  type PrivateRecipientJwk,
  type RecipientKey,
  type SealedBinding,
} from '@vigil/shared';
import { agree, concatKdf, openByHand, sealByHand, unwrapKey, wrapKey } from './sealed-by-hand.js';
import { SAMPLE_SEALED } from './sample-sealed.js';

const CANARY = 'CANARY-name';
const NOW = new Date('2026-01-01T00:00:00Z');
const BINDING: SealedBinding = {
  field: 'Victim.legalName',
  record: 'synthetic-one:AAAAAAAAAAAAAAAAAAAAAA',
  consent: 'BBBBBBBBBBBBBBBBBBBBBB',
  exp: NOW.getTime() / 1000 + 3600,
  iss: 'synthetic-one',
};

interface Pair {
  privateJwk: PrivateRecipientJwk;
  publicKey: RecipientKey;
  privateKey: RecipientKey;
}

async function makePair(curve: (typeof RECIPIENT_CURVES)[number]): Promise<Pair> {
  const made = await makeRecipientKey(curve);
  return { ...made, privateKey: await readPrivateRecipientKey(made.privateJwk) };
}

let court: Pair;
let other: Pair;
beforeAll(async () => {
  court = await makePair('P-256');
  other = await makePair('P-256');
});

const seal = (value: unknown, key: RecipientKey, binding: Partial<SealedBinding> = {}): Promise<string> =>
  sealPlaintext(sealedPlaintext(value), key, { ...BINDING, ...binding });

function headerOf(key: RecipientKey): Record<string, unknown> {
  const crit = ['field', 'record', 'consent', 'exp', 'iss'];
  const fixed = { alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: 'vigil-sealed+jwe', kid: key.thumbprint };
  return { ...fixed, crit, ...BINDING };
}

describe('the independent reading', () => {
  test('agrees with the vectors of the RFCs', () => {
    // RFC 7518, appendix C
    const alice = {
      kty: 'EC',
      crv: 'P-256',
      x: 'gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0',
      y: 'SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps',
      d: '0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo',
    };
    const bob = {
      kty: 'EC',
      crv: 'P-256',
      x: 'weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ',
      y: 'e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck',
    };
    const derived = concatKdf(agree(alice, bob), {
      algorithm: 'A128GCM',
      bits: 128,
      apu: 'Alice',
      apv: 'Bob',
    });
    expect(derived.toString('base64url')).toBe('VqqN6vgjbSBcIijNcacQGg');
    // RFC 3394, section 4.6
    const kek = Buffer.from('000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F', 'hex');
    const key = Buffer.from('00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F', 'hex');
    const wrapped = '28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21';
    expect(wrapKey(kek, key).toString('hex').toUpperCase()).toBe(wrapped);
    expect(unwrapKey(kek, Buffer.from(wrapped, 'hex'))).toEqual(key);
  });

  test.each(RECIPIENT_CURVES)(
    'opens what is sealed to a %s key, and finds its header bound',
    async (curve) => {
      const { privateJwk, publicKey } = await makePair(curve);
      const jwe = await seal(CANARY, publicKey);
      expect(jwe).not.toContain(CANARY);
      const { header, plaintext } = openByHand(jwe, privateJwk);
      expect(JSON.parse(plaintext.toString('utf8'))).toEqual({ value: CANARY });
      const { epk, ...rest } = header;
      expect(rest).toEqual(headerOf(publicKey));
      expect(Object.keys(epk as object).sort()).toEqual(
        curve === 'P-256' ? ['crv', 'kty', 'x', 'y'] : ['crv', 'kty', 'x'],
      );
    },
  );

  test.each(RECIPIENT_CURVES)('seals to a %s key what ours opens', async (curve) => {
    const { privateKey, publicKey } = await makePair(curve);
    const jwe = sealByHand(headerOf(publicKey), sealedPlaintext({ lat: 1 }), publicKey.jwk);
    const opened = await openSealed(jwe, privateKey, { now: NOW });
    expect(opened).toMatchObject({ value: { lat: 1 }, expired: false, header: BINDING });
  });
});

describe('the length of a sealed value', () => {
  test('is the same for one letter and for two hundred', async () => {
    const lengths = await Promise.all(
      ['a', 'b'.repeat(100), 'c'.repeat(200)].map(
        async (value) => (await seal(value, court.publicKey)).length,
      ),
    );
    expect(new Set(lengths).size).toBe(1);
  });

  test.each([
    // {"value":""} takes 12 bytes; ü two of UTF-8
    [244, 256],
    [245, 512],
    [500, 512],
    [501, 768],
  ])('%d bytes of text are filled up to %d', (length, filled) => {
    expect(sealedPlaintext('a'.repeat(length))).toHaveLength(filled);
    expect(sealedPlaintext('ü'.repeat(length / 2) + 'a'.repeat(length % 2))).toHaveLength(filled);
  });

  test('two seals of one value share nothing but their header', async () => {
    const parts = (await Promise.all([seal(CANARY, court.publicKey), seal(CANARY, court.publicKey)])).map(
      (jwe) => jwe.split('.'),
    );
    for (const at of [0, 1, 2, 3, 4]) expect(parts[0]?.[at]).not.toBe(parts[1]?.[at]);
  });
});

const failure = expect.objectContaining({ code: 'SEALED_INVALID', audience: 'operator' }) as unknown;

describe('opening', () => {
  test('takes the key that it was sealed to, and says so', async () => {
    const jwe = await seal(CANARY, court.publicKey);
    const tried = openSealed(jwe, other.privateKey, { now: NOW });
    await expect(tried).rejects.toEqual(failure);
    await expect(tried).rejects.toThrow(court.publicKey.thumbprint);
    // a thumbprint is not trusted: with ours written over it the key still does not fit
    const renamed = sealByHand(headerOf(other.publicKey), sealedPlaintext(CANARY), court.publicKey.jwk);
    await expect(openSealed(renamed, other.privateKey, { now: NOW })).rejects.toEqual(failure);
  });

  test('is refused from the second of its end on, unless told otherwise', async () => {
    const jwe = await seal(CANARY, court.publicKey);
    const before = new Date((BINDING.exp - 1) * 1000);
    const after = new Date(BINDING.exp * 1000);
    expect(await openSealed(jwe, court.privateKey, { now: before })).toMatchObject({ value: CANARY });
    const tried = openSealed(jwe, court.privateKey, { now: after });
    await expect(tried).rejects.toEqual(failure);
    await expect(tried).rejects.toThrow(/expired on 2026-01-01T01:00:00\.000Z/);
    expect(await openSealed(jwe, court.privateKey, { now: after, evenExpired: true })).toMatchObject({
      value: CANARY,
      expired: true,
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['another field', { field: 'Victim.contact' }],
    ['another record', { record: 'synthetic-one:CCCCCCCCCCCCCCCCCCCCCC' }],
    ['another consent', { consent: null }],
    ['a later end', { exp: BINDING.exp + 1 }],
    ['another partner', { iss: 'synthetic-two' }],
  ])('is refused when its header was changed to %s', async (_name, changed) => {
    const [head = '', ...rest] = (await seal(CANARY, court.publicKey)).split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as object;
    const forged = [
      Buffer.from(JSON.stringify({ ...header, ...changed })).toString('base64url'),
      ...rest,
    ].join('.');
    expect(readSealedHeader(forged)).toMatchObject(changed); // nothing but the seal itself tells
    await expect(openSealed(forged, court.privateKey, { now: NOW })).rejects.toEqual(failure);
  });

  test.each(['not JSON', '{"value":1,"more":2}', '[1]', 'null', '"CANARY-name"'])(
    'refuses %s inside, and does not repeat it',
    async (text) => {
      const plaintext = Buffer.alloc(256, ' ');
      plaintext.write(text);
      const tried = openSealed(
        sealByHand(headerOf(court.publicKey), plaintext, court.publicKey.jwk),
        court.privateKey,
        {
          now: NOW,
        },
      );
      await expect(tried).rejects.toEqual(failure);
      await expect(tried).rejects.toThrow(/^what was sealed is not in the form that Vigil seals$/);
    },
  );
});

describe('nothing else passes for a sealed value', () => {
  const written = (header: object): string => sealByHand(header, sealedPlaintext('x'), court.publicKey.jwk);
  const spelled = (respell: (json: string) => string): string => {
    const [head = '', ...rest] = written(headerOf(court.publicKey)).split('.');
    const json = respell(Buffer.from(head, 'base64url').toString('utf8'));
    return [Buffer.from(json).toString('base64url'), ...rest].join('.');
  };
  const epk = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) };

  test('the form itself does', () => {
    const good = written(headerOf(court.publicKey));
    expect(SealedScalar.serialize(good)).toBe(good);
    expect(SealedScalar.serialize(SAMPLE_SEALED)).toBe(SAMPLE_SEALED);
    expect(spelled((json) => json).split('.')).toHaveLength(5);
  });

  test.each<[string, Record<string, unknown>]>([
    ['a member that we do not know', { note: CANARY }],
    ['compression', { zip: 'DEF' }],
    ['another key agreement', { alg: 'ECDH-ES' }],
    ['a key that is shared', { alg: 'dir' }],
    ['a password', { alg: 'PBES2-HS256+A128KW', p2s: 'AAAA', p2c: 1 }],
    ['another encryption', { enc: 'A128CBC-HS256' }],
    ['another type', { typ: 'JWT' }],
    ['a name in place of a thumbprint', { kid: CANARY }],
    ['a text in place of a field', { field: CANARY }],
    ['a text in place of a record', { record: `synthetic-one:${CANARY} and more` }],
    ['a sentence in place of a consent', { consent: `${CANARY} agreed` }],
    ['a text in place of an end', { exp: CANARY }],
    ['an end between two seconds', { exp: 1.5 }],
    ['a text in place of a partner', { iss: CANARY }],
    ['no list of what must be understood', { crit: undefined }],
    ['a shorter list', { crit: ['field', 'record', 'consent', 'exp'] }],
    ['more in the ephemeral key', { epk: { ...epk, note: CANARY } }],
    ['a private ephemeral key', { epk: { ...epk, d: 'A'.repeat(43) } }],
    ['an ephemeral key of another curve', { epk: { ...epk, crv: 'P-384' } }],
    ['an ephemeral key with a text for a number', { epk: { ...epk, x: CANARY } }],
  ])('a header with %s does not', (_name, changed) => {
    const jwe = written({ ...headerOf(court.publicKey), ...changed });
    expect(readSealedHeader(jwe)).toBeNull();
    expect(() => SealedScalar.serialize(jwe)).toThrow(/^a sealed field holds something that is not sealed$/);
  });

  test.each<[string, (json: string) => string]>([
    ['a name twice', (json) => json.replace('{', `{"field":"${CANARY}",`)],
    ['blanks', (json) => json.replace('{', '{ ')],
    ['a letter written as an escape', (json) => json.replace('Victim', String.raw`\u0056ictim`)],
    ['something behind it', (json) => `${json} `],
    ['an array around it', (json) => `[${json}]`],
  ])('a header spelled with %s does not', (_name, respell) => {
    expect(readSealedHeader(spelled(respell))).toBeNull();
  });

  test.each<[string, (parts: string[]) => string[]]>([
    ['a part more', (parts) => [...parts, 'AAAA']],
    ['a part less', (parts) => parts.slice(0, 4)],
    ['an empty key', ([head = '', , ...rest]) => [head, '', ...rest]],
    ['a longer tag', (parts) => [...parts.slice(0, 4), `${parts[4] ?? ''}A`]],
    [
      'a ciphertext that is no whole block',
      (parts) => parts.map((part, at) => (at === 3 ? `${part}AAAA` : part)),
    ],
    ['no ciphertext', (parts) => parts.map((part, at) => (at === 3 ? '' : part))],
    ['padding', (parts) => [...parts.slice(0, 4), `${parts[4] ?? ''}==`]],
    ['a line break', (parts) => [...parts.slice(0, 4), `${parts[4] ?? ''}\n`]],
  ])('a text with %s does not', (_name, change) => {
    expect(readSealedHeader(change(written(headerOf(court.publicKey)).split('.')).join('.'))).toBeNull();
  });

  test.each([CANARY, '', 5, null, undefined, {}, ['a.b.c.d.e'], 'a.b.c.d.e'])('%p does not', (value) => {
    expect(readSealedHeader(value)).toBeNull();
  });
});
