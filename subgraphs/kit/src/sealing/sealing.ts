/**
 * Sealing for one request: the recipient's pinned key, what may still be sealed, and what was.
 *
 * Takes who asks; gives JWEs for texts of sealed columns, and for the local record how many values of which field were
 * sealed to which key. Without a pinned key there is nothing to seal to: then no sealed column is read at all.
 */
import {
  HubError,
  SEALED_LIFETIME_SECONDS,
  sealPlaintext,
  sealedPlaintext,
  type RecipientKey,
} from '@vigil/shared';
import { z } from 'zod';
import { readPin } from './recipient-pins.js';

/** What the database gives for one sealed field; the condition on it has been judged there. */
const sealedColumn = z.strictObject({
  value: z.unknown().refine((value) => value !== null && value !== undefined),
  /** local id of the consent; null for what is about nobody in particular */
  consent: z.string().nullable(),
  /** when that consent ends */
  expires: z.string().nullable(),
});

export interface SealedCandidate {
  /** schema coordinate */
  readonly field: string;
  /** event id as the recipient sees it */
  readonly record: string;
  /** id of the person or thing in the event that the value is about; null: the event itself */
  readonly row: string | null;
  /** JSON text of the column */
  readonly text: string;
}

/** What the local record keeps: which key, and how many values of which coordinate. */
export interface SealedSummary {
  readonly recipient: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface SealingParts {
  readonly partner: string;
  readonly recipient: RecipientKey;
  readonly now: Date;
  /** the name of a consent towards this recipient: the header is not for the recipient's eyes alone */
  readonly consentName: (record: string, consentId: string) => string;
}

export const MAX_SEALED_VALUES = 1_000;
const MAX_PLAINTEXT_BYTES = 1_048_576;
/** At once: more would only wait, and hold their memory meanwhile. */
const AT_ONCE = 32;

function tooMany(): HubError {
  const message = `the answer would hold more than ${MAX_SEALED_VALUES} sealed values or too long ones, ask for fewer events`;
  return new HubError('LIMIT_EXCEEDED', message, 'caller');
}

/** Seals for one recipient within one request. */
export class Sealing {
  #values = 0;
  #bytes = 0;
  readonly #counts = new Map<string, number>();

  constructor(private readonly parts: SealingParts) {}

  /** Nothing was sealed: undefined. */
  summary(): SealedSummary | undefined {
    if (this.#counts.size === 0) return undefined;
    const values = Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
    return { recipient: this.parts.recipient.thumbprint, values };
  }

  /**
   * @returns one compact JWE for each candidate; null where the consent ends today or has ended
   * @throws HubError LIMIT_EXCEEDED before anything of this call is sealed
   */
  async seal(candidates: readonly SealedCandidate[]): Promise<(string | null)[]> {
    this.#values += candidates.length;
    if (this.#values > MAX_SEALED_VALUES) throw tooMany();
    const ready = candidates.map((candidate) => this.#prepare(candidate));
    this.#bytes += ready.reduce((sum, one) => sum + (one?.plaintext.length ?? 0), 0);
    if (this.#bytes > MAX_PLAINTEXT_BYTES) throw tooMany();
    const sealed: (string | null)[] = [];
    for (let from = 0; from < ready.length; from += AT_ONCE) {
      const some = ready.slice(from, from + AT_ONCE);
      sealed.push(...(await Promise.all(some.map(async (one) => (one === null ? null : one.seal())))));
    }
    return sealed;
  }

  #prepare({ field, record, row, text }: SealedCandidate): {
    plaintext: Uint8Array;
    seal: () => Promise<string>;
  } | null {
    const { partner, recipient, now, consentName } = this.parts;
    const { value, consent, expires } = readColumn(text);
    const exp = expiry(now, expires);
    if (exp === null) return null;
    const plaintext = sealedPlaintext(value);
    const binding = {
      ...{ field, record: row === null ? record : `${record}/${row}`, exp, iss: partner },
      consent: consent === null ? null : consentName(record, consent),
    };
    return {
      plaintext,
      seal: async () => {
        const sealed = await sealPlaintext(plaintext, recipient, binding);
        this.#counts.set(field, (this.#counts.get(field) ?? 0) + 1);
        return sealed;
      },
    };
  }
}

function readColumn(text: string): { value: unknown; consent: string | null; expires: string | null } {
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // the message of the failure would quote the value
  }
  const parsed = sealedColumn.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new HubError('RECORDS_UNREADABLE', 'a sealed column is not in the form it is read in', 'operator');
}

const DAY_SECONDS = 86_400;

/**
 * Seconds since 1970; null: the consent ends today or has ended, or nobody can say when it does.
 *
 * Always the beginning of a day, UTC: the second at which somebody's consent ends would stand in the header of every
 * event they are in, and tell whoever carries them that these belong together.
 */
function expiry(now: Date, expires: string | null): number | null {
  const seconds = now.getTime() / 1000;
  const latest = seconds + SEALED_LIFETIME_SECONDS;
  const end = expires === null ? latest : Math.min(Date.parse(expires) / 1000, latest);
  const day = Math.floor(end / DAY_SECONDS) * DAY_SECONDS;
  return day > seconds ? day : null;
}

/**
 * @param organisation - of who asks; null for a caller without one
 * @returns undefined: no key is pinned for that organisation
 * @throws HubError CONFIG_INVALID when the pin was changed
 */
export async function openSealing(
  dataDir: string,
  organisation: string | null,
  parts: Omit<SealingParts, 'recipient'>,
): Promise<Sealing | undefined> {
  const recipient = await readPin(dataDir, organisation);
  return recipient === null ? undefined : new Sealing({ ...parts, recipient });
}
