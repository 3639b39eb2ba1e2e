/**
 * The header of a sealed value: what everybody who carries it can read, and what it is bound to.
 *
 * Takes a text, gives the header of a compact JWE (RFC 7516, section 3.1) of exactly our form, or null. Neither key nor
 * clock here. A header member of another name or form is refused: nothing but ciphertext may hold a value of a record.
 */
import { z } from 'zod';
import { PARTNER_ID } from '../coalition/coalition.js';

export const SEALED_TYP = 'vigil-sealed+jwe';
/** RFC 7518, sections 4.6 and 5.3 */
export const SEALED_ALG = 'ECDH-ES+A256KW';
export const SEALED_ENC = 'A256GCM';
/** What a reader must understand, or must not open it (RFC 7515, section 4.1.11). */
export const SEALED_CRIT = ['field', 'record', 'consent', 'exp', 'iss'] as const;
/** Longest life of a sealed value; the consent may end it sooner. */
export const SEALED_LIFETIME_SECONDS = 30 * 24 * 60 * 60;
/** Plaintexts are filled up to a multiple of this, so that their length tells little. */
export const SEALED_BLOCK_BYTES = 256;

const COORDINATE = /^[A-Za-z_][A-Za-z0-9_]{0,99}\.[A-Za-z_][A-Za-z0-9_]{0,99}$/;
/** An event, and behind a slash the person or thing in it that the value is about, by the id that its object has. */
const RECORD = /^[a-z][a-z0-9-]{1,30}:[A-Za-z0-9_-]{1,64}(?:\/[A-Za-z0-9_-]{1,64})?$/;
/** Consents have names of their own towards each recipient, like people; never longer. */
const CONSENT = /^[A-Za-z0-9_-]{1,64}$/;
/** 32 bytes in base64url: a SHA-256 thumbprint (RFC 7638), a coordinate of either curve. */
export const BASE64URL_32_BYTES = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

const coordinate32 = z.string().regex(BASE64URL_32_BYTES);
const ephemeralKey = z.union([
  z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: coordinate32,
    y: coordinate32,
  }),
  z.strictObject({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: coordinate32 }),
]);

const sealedHeader = z.strictObject({
  alg: z.literal(SEALED_ALG),
  enc: z.literal(SEALED_ENC),
  typ: z.literal(SEALED_TYP),
  /** RFC 7638 thumbprint of the key that opens it */
  kid: coordinate32,
  crit: z.tuple([
    z.literal('field'),
    z.literal('record'),
    z.literal('consent'),
    z.literal('exp'),
    z.literal('iss'),
  ]),
  /** schema coordinate of the value */
  field: z.string().regex(COORDINATE),
  /** id of the event that it belongs to; `<event>/<id>` for what is about one person or thing in it */
  record: z.string().regex(RECORD),
  /** the consent that lets it go; null where it is about nobody in particular */
  consent: z.string().regex(CONSENT).nullable(),
  /** seconds since 1970; nobody should open it afterwards */
  exp: z.int().positive(),
  /** the partner that says it sealed it; only the way it came by can prove that */
  iss: z.string().regex(PARTNER_ID),
  epk: ephemeralKey,
});
export type SealedHeader = z.infer<typeof sealedHeader>;

/**
 * Header, a wrapped key of 40 bytes (RFC 3394), an initialisation vector of 12, whole blocks, a tag of 16.
 * Base64url without padding: 54, 16 and 22 characters.
 */
const FORM =
  /^([A-Za-z0-9_-]{1,2000})\.[A-Za-z0-9_-]{54}\.[A-Za-z0-9_-]{16}\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]{22}$/;

function isWholeBlocks(ciphertext: string): boolean {
  const bytes = Math.floor((ciphertext.length * 3) / 4);
  return Math.ceil((bytes * 4) / 3) === ciphertext.length && bytes % SEALED_BLOCK_BYTES === 0;
}

/**
 * The JSON of a header in the one spelling that has no room beside it: no name twice, no blanks, no bits that a decoder
 * drops. What was judged is then what every reader sees.
 */
function parseHeader(part: string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url'));
    const header: unknown = JSON.parse(text);
    return Buffer.from(JSON.stringify(header)).toString('base64url') === part ? header : null;
  } catch {
    return null;
  }
}

/** Reads the header without opening anything; null for whatever is not a sealed value of ours. */
export function readSealedHeader(value: unknown): SealedHeader | null {
  if (typeof value !== 'string') return null;
  const [, head = '', ciphertext = ''] = FORM.exec(value) ?? [];
  if (head === '' || !isWholeBlocks(ciphertext)) return null;
  const parsed = sealedHeader.safeParse(parseHeader(head));
  return parsed.success ? parsed.data : null;
}

/** The two halves of a header's `record`; `row` is null for what is about the event itself. */
export function sealedRecord({ record }: Pick<SealedHeader, 'record'>): {
  event: string;
  row: string | null;
} {
  const [event = '', row = null] = record.split('/');
  return { event, row };
}
