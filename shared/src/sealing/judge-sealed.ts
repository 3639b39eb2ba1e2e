/**
 * May this sealed value stand here? Asked by who carries it and cannot open it: the hub.
 *
 * Takes the value, the place and the moment; gives yes or no. What the ciphertext holds nobody on the way knows: that it
 * is bound to this field of this record of this partner, and not expired, is all that can be judged.
 */
import { SEALED_LIFETIME_SECONDS, readSealedHeader, sealedRecord } from './sealed-header.js';

export interface SealedPlace {
  /** schema coordinate */
  readonly field: string;
  /** id of the event; null: no event is known here, and any is accepted */
  readonly record: string | null;
  /** id that the value stands beside, where it is known: of somebody or something in the event, or the event's own */
  readonly row?: string | null;
  /** the partner that gave it */
  readonly issuer: string;
  readonly now: Date;
}

/** Clocks of hub and partner may differ by this. */
const SKEW_SECONDS = 300;

/** Is this a sealed value for exactly this place, and good now? */
export function judgeSealed(
  value: unknown,
  { field, record, row = null, issuer, now }: SealedPlace,
): boolean {
  const header = readSealedHeader(value);
  if (header === null) return false;
  const seconds = now.getTime() / 1000;
  const bound = sealedRecord(header);
  return (
    header.field === field &&
    (record === null || bound.event === record) &&
    (row === null || bound.row === (row === record ? null : row)) &&
    header.record.startsWith(`${issuer}:`) &&
    header.iss === issuer &&
    header.exp > seconds &&
    header.exp <= seconds + SEALED_LIFETIME_SECONDS + SKEW_SECONDS
  );
}
