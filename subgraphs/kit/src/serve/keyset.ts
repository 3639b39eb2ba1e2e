/**
 * The keyset: where the hub's cursor stands, as told to this partner.
 *
 * Takes the `after` text of a request, gives a checked value. It names the order key and, at most, an event of
 * this partner; an event id of another partner is refused, since the hub never has a reason to send one.
 */
import { z } from 'zod';
import { HubError } from '@vigil/shared';

const keysetSchema = z.strictObject({
  /** generalised date of the last row given; null: the cursor stands among the rows without a date */
  date: z.iso
    .date()
    .refine((date) => !date.startsWith('0000'), 'there is no year 0')
    .nullable(),
  /** which rows of that same date are still wanted */
  sameDate: z.enum(['NONE', 'AFTER_ID', 'ALL']),
  id: z.string().max(80).nullable(),
});

export interface Keyset {
  date: string | null;
  sameDate: 'NONE' | 'AFTER_ID' | 'ALL';
  /** the part of the event's id after `<partner>:`; set exactly for AFTER_ID */
  publicId: string | null;
}

const MAX_KEYSET_LENGTH = 400;

/**
 * Reads a keyset.
 *
 * @param after - base64url of JSON, as the hub makes it
 * @throws HubError CURSOR_INVALID for anything else
 */
export function decodeKeyset(after: string, partner: string): Keyset {
  const refuse = (): HubError => new HubError('CURSOR_INVALID', 'the cursor cannot be read', 'caller');
  if (after.length > MAX_KEYSET_LENGTH || !/^[A-Za-z0-9_-]+$/.test(after)) throw refuse();
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    throw refuse();
  }
  const parsed = keysetSchema.safeParse(json);
  if (!parsed.success) throw refuse();
  const { date, sameDate, id } = parsed.data;
  if ((sameDate === 'AFTER_ID') !== (id !== null)) throw refuse();
  const publicId = id === null ? null : publicIdOf(id, partner);
  if (id !== null && publicId === null) throw refuse();
  return { date, sameDate, publicId };
}

/** The opaque part of an event id of this partner; null when the id is not one. */
export function publicIdOf(id: string, partner: string): string | null {
  const prefix = `${partner}:`;
  const opaque = id.slice(prefix.length);
  return id.startsWith(prefix) && /^[A-Za-z0-9_-]{1,64}$/.test(opaque) ? opaque : null;
}
