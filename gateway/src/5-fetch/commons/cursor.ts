/**
 * Cursors of a listing: where the next page begins, sealed.
 *
 * A cursor tells its holder nothing (not even by its length) and works for one caller, one filter, one policy
 * version and one coalition, until it expires. AES-256-GCM; what it is bound to is authenticated beside the
 * ciphertext and not in it, so that a cursor of somebody else is not even opened.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { HubError } from '@vigil/shared';
import { z } from 'zod';
import type { EventKey } from './event-order.js';

export interface CursorPlace {
  /** the last event of the page before */
  last: EventKey;
  /** partners that failed on an earlier page: they stay out, announced, until a new listing */
  excluded: readonly string[];
}

/** What a cursor is good for. */
export interface CursorBinding {
  filter: string;
  caller: string;
  policyVersion: string;
  /** all partners of the coalition, in the coalition's order */
  partners: readonly string[];
}

export interface CursorOptions {
  /** 32 bytes */
  key: Uint8Array;
  lifetimeSeconds: number;
  now: () => Date;
  randomBytes: (length: number) => Uint8Array;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Every cursor is this long inside, whatever it says: room for 2,000 partners. */
const PLAINTEXT_BYTES = 640;
const ALGORITHM = 'aes-256-gcm';

const contents = z.strictObject({
  d: z.string().nullable(),
  i: z.string(),
  x: z.int(),
  e: z.string(),
});

function invalid(): HubError {
  return new HubError('CURSOR_INVALID', 'the cursor is not valid for this listing', 'caller');
}

function boundTo(binding: CursorBinding): Buffer {
  const parts = [
    'vigil-cursor-1',
    binding.filter,
    binding.caller,
    binding.policyVersion,
    ...binding.partners,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}

/** One bit a partner, in the coalition's order: names would make the length depend on who failed. */
function toBits(excluded: readonly string[], partners: readonly string[]): string {
  const bits = Buffer.alloc(Math.ceil(partners.length / 8));
  partners.forEach((partner, index) => {
    if (excluded.includes(partner)) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return bits.toString('base64url');
}

function fromBits(text: string, partners: readonly string[]): string[] {
  const bits = Buffer.from(text, 'base64url');
  return partners.filter((_partner, index) => ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0);
}

/** Seals and opens cursors with the hub's key. */
export class CursorSeal {
  constructor(private readonly options: CursorOptions) {
    if (options.key.byteLength !== 32) {
      throw new HubError('CONFIG_INVALID', 'the cursor key must have 32 bytes', 'operator');
    }
  }

  seal(place: CursorPlace, binding: CursorBinding): string {
    const { key, lifetimeSeconds, now, randomBytes } = this.options;
    const plaintext = JSON.stringify({
      d: place.last.date,
      i: place.last.id,
      x: Math.floor(now().getTime() / 1000) + lifetimeSeconds,
      e: toBits(place.excluded, binding.partners),
    }).padEnd(PLAINTEXT_BYTES, ' ');
    if (plaintext.length > PLAINTEXT_BYTES) {
      throw new HubError('INTERNAL_SERVER_ERROR', 'a cursor does not fit its size', 'operator');
    }
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(boundTo(binding));
    const sealed = Buffer.concat([
      nonce,
      cipher.update(plaintext, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return sealed.toString('base64url');
  }

  /** @throws HubError CURSOR_INVALID, always the same, for whatever is wrong with it */
  open(cursor: string, binding: CursorBinding): CursorPlace {
    let read: z.infer<typeof contents>;
    try {
      read = contents.parse(JSON.parse(this.#decrypt(cursor, binding)));
    } catch {
      throw invalid();
    }
    if (this.options.now().getTime() / 1000 >= read.x) throw invalid();
    return { last: { date: read.d, id: read.i }, excluded: fromBits(read.e, binding.partners) };
  }

  #decrypt(cursor: string, binding: CursorBinding): string {
    const sealed = Buffer.from(cursor, 'base64url');
    if (
      sealed.byteLength !== NONCE_BYTES + PLAINTEXT_BYTES + TAG_BYTES ||
      sealed.toString('base64url') !== cursor
    ) {
      throw new Error('not the form of a cursor');
    }
    const decipher = createDecipheriv(ALGORITHM, this.options.key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(boundTo(binding));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const body = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  }
}
