/**
 * Fetches a partner's new releases and its revocations, and stores them.
 *
 * Takes a way to ask that partner (the caller brings delegation, deadline and size cap), gives counts. A refused
 * release ends the run, and so does a partner or database that is away; the next run asks from the same place.
 */
import { HubError } from '@vigil/shared';
import { z } from 'zod';
import type { LedgerSeen } from './ledger-seen.js';
import type { ReleaseLog } from './release-log.js';
import type { ReleaseStore } from './release-store.js';

/** Sends a body to the partner under a delegation of its own and gives the parsed answer. */
export type PostToPartner = (path: '/releases', body: ReleaseQuestion) => Promise<unknown>;

export interface ReleaseQuestion {
  /** number of the last release that the hub has; 0 for none */
  readonly after: number;
  /** the last entry of the partner's ledger that it has seen: a node restored to before it sees that it is behind */
  readonly ledger?: LedgerSeen;
}

export interface SyncOptions {
  readonly partner: string;
  readonly post: PostToPartner;
  readonly store: Pick<
    ReleaseStore,
    'lastSequence' | 'lastLedger' | 'store' | 'storeRevocation' | 'isNewRefusal'
  >;
  readonly log: ReleaseLog;
}

export interface SyncResult {
  readonly stored: number;
  /** received again, the same */
  readonly known: number;
  /** one of them at most: what comes after it is not looked at */
  readonly refused: 0 | 1;
  /** releases that are revoked from now on */
  readonly revoked: number;
}

const answerSchema = z.strictObject({
  releases: z.array(z.unknown()),
  /** all of the partner's, every time */
  revocations: z.array(z.unknown()).max(10_000).default([]),
});
const placeSchema = z.object({ document: z.object({ sequence: z.int() }) });

/** @throws HubError RELEASE_INVALID when the answer is not a list of releases; whatever `post` throws */
export async function syncReleases(options: SyncOptions): Promise<SyncResult> {
  const { partner } = options;
  const answer = answerSchema.safeParse(await ask(options));
  if (!answer.success) {
    throw new HubError('RELEASE_INVALID', `partner ${partner} did not answer with releases`, 'operator');
  }
  const result = await storeReleases(answer.data.releases, options);
  return { ...result, revoked: await storeRevocations(answer.data.revocations, options) };
}

/** A node of before the ledger number was named takes no question with it: it is asked as it was then. */
const notUnderstood = z.object({
  errors: z.array(z.object({ extensions: z.object({ code: z.literal('BAD_USER_INPUT') }) })).min(1),
});

async function ask({ partner, post, store }: SyncOptions): Promise<unknown> {
  const after = store.lastSequence(partner);
  const ledger = store.lastLedger(partner);
  if (ledger === null) return post('/releases', { after });
  const answer = await post('/releases', { after, ledger });
  return notUnderstood.safeParse(answer).success ? post('/releases', { after }) : answer;
}

async function storeReleases(
  releases: readonly unknown[],
  { partner, store, log }: SyncOptions,
): Promise<Omit<SyncResult, 'revoked'>> {
  const result = { stored: 0, known: 0 };
  for (const signed of inLedgerOrder(releases)) {
    try {
      const outcome = await store.store(signed, partner);
      result[outcome === 'STORED' ? 'stored' : 'known'] += 1;
    } catch (error) {
      if (!(error instanceof HubError) || !REFUSALS.has(error.code)) throw error;
      // The message names the release and what is wrong with it, never a figure.
      if (store.isNewRefusal(partner, error.message)) {
        log.error({ partner, code: error.code, reason: error.message }, 'release refused');
      }
      // Stored past it, the partner's later releases would put it behind the last receipt: it could never come in
      // again, not even after the coalition file or the partner's mistake is mended.
      return { ...result, refused: 1 };
    }
  }
  return { ...result, refused: 0 };
}

/** Each for itself, in the order they came: a partner that can take one back must not be kept from it by another. */
async function storeRevocations(
  revocations: readonly unknown[],
  { partner, store, log }: SyncOptions,
): Promise<number> {
  let revoked = 0;
  for (const [index, signed] of revocations.entries()) {
    try {
      if ((await store.storeRevocation(signed, partner)) === 'STORED') revoked += 1;
    } catch (error) {
      if (!(error instanceof HubError) || !REFUSALS.has(error.code)) throw error;
      if (store.isNewRefusal(`${partner} revocation ${index}`, error.message)) {
        log.error({ partner, code: error.code, reason: error.message }, 'revocation refused');
      }
    }
  }
  return revoked;
}

const REFUSALS: ReadonlySet<string> = new Set(['RELEASE_INVALID', 'PLAN_EXCEEDS_BOUND', 'PLAN_INVALID']);

/** Stored in any other order, an earlier release would look like one from a restored backup. */
function inLedgerOrder(releases: readonly unknown[]): unknown[] {
  const placed = releases.map((signed) => ({
    signed,
    sequence: placeSchema.safeParse(signed).data?.document.sequence,
  }));
  return placed
    .sort((left, right) => (left.sequence ?? Infinity) - (right.sequence ?? Infinity) || 0)
    .map(({ signed }) => signed);
}
