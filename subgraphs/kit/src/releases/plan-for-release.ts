/**
 * Which plan a release is made by, and whether it may be made now.
 *
 * The signed plan of the year; for a year that is over and has none, one by the settings, signed now. Takes node,
 * ledger and the release that is wanted; writes nothing.
 */
import {
  HubError,
  chargedTables,
  definitionVersionOf,
  isReleased,
  signPlan,
  type ChainedLedgerEntry,
  type PlannedRelease,
  type ReleasePlan,
  type SignedPlan,
} from '@vigil/shared';
import { requireAcceptable } from './fix-plan.js';
import { dayOf, planOfYear, signedAt, withCharges } from './plan-of-year.js';
import { readPlan, readSignedPlan } from './plan-store.js';
import type { ReleaseNode } from './release-node.js';
import { readSigningKey } from './signing-key.js';

export interface PlanForRelease {
  readonly signed: SignedPlan;
  /** signed just now; it is kept with the reservation, not before */
  readonly fresh: boolean;
  /** as its release admits it: reservations that never became a document are in its figures */
  readonly plan: ReleasePlan;
  readonly notes: readonly string[];
}

interface Wanted {
  readonly partition: string;
  readonly planned: PlannedRelease;
}

function refuseAgain(entries: readonly ChainedLedgerEntry[], { partition, planned }: Wanted): void {
  const name = planned.stage === 'FINAL' ? 'last release' : `provisional release of ${planned.part}`;
  if (isReleased(entries, partition, planned)) {
    throw new HubError(
      'RELEASE_EXISTS',
      `year ${partition} has its ${name}; each planned release of a year is made once`,
      'operator',
    );
  }
  if (isReleased(entries, partition)) {
    throw new HubError(
      'RELEASE_EXISTS',
      `year ${partition} has its last release; its ${name} cannot be made any more`,
      'operator',
    );
  }
}

/** What a lost ledger held of a year that had begun is not known, whether or not its recovery knew of that year. */
function refuseLost(entries: readonly ChainedLedgerEntry[], partition: string): void {
  const lost = entries.some(({ entry: { kind, at } }) => kind === 'lost' && partition <= at.slice(0, 4));
  if (!lost || chargedTables(entries, partition).length > 0) return; // what is charged is said with its sum
  throw new HubError(
    'PLAN_EXCEEDS_BOUND',
    `year ${partition} had begun when the ledger was lost, so nobody knows whether it was released before; no release ` +
      'of this year is possible any more',
    'operator',
  );
}

/** A plan is made before its year; for one that is over it can only be made now, and every release of it says so. */
async function signForPastYear(node: ReleaseNode, partition: string): Promise<SignedPlan> {
  const now = node.now();
  const kept = await readPlan(node, partition);
  if (now.getUTCFullYear() <= Number(partition)) {
    const first =
      kept === null ? `look at it with: vigil-partner release plan --year ${partition}; then ` : '';
    throw new HubError(
      'PLAN_INVALID',
      `year ${partition} has not ended and has no signed plan; ${first}sign it with: ` +
        `vigil-partner release sign --year ${partition}`,
      'operator',
    );
  }
  const document = kept === null ? planOfYear(node.settings, partition, now) : signedAt(kept.document, now);
  const { key } = await readSigningKey(node);
  return signPlan(document, key);
}

function refuseOtherDefinitions({ document }: SignedPlan): void {
  if (document.definitionVersion === definitionVersionOf(document.plan.indicators)) return;
  throw new HubError(
    'PLAN_INVALID',
    `the plan of ${document.partition} was signed for other definitions of its indicators than this program counts by; ` +
      'release that year with the version of the program that signed it',
    'operator',
  );
}

/**
 * @throws HubError RELEASE_EXISTS; PLAN_INVALID before its day, without a plan for a year that goes on, or for a release
 *   that the plan does not have; PLAN_EXCEEDS_BOUND; CONFIG_INVALID without methodology or funding
 */
export async function planForRelease(
  node: ReleaseNode,
  entries: readonly ChainedLedgerEntry[],
  wanted: Wanted,
): Promise<PlanForRelease> {
  const { partition, planned } = wanted;
  refuseAgain(entries, wanted);
  refuseLost(entries, partition);
  const before = await readSignedPlan(node, partition);
  const signed = before ?? (await signForPastYear(node, partition));
  await requireAcceptable(node, signed.document);
  refuseOtherDefinitions(signed);
  const on = dayOf(signed.document, planned);
  if (node.now().toISOString().slice(0, 10) < on) {
    throw new HubError(
      'PLAN_INVALID',
      `the release of ${planned.part} is due on ${on}, by the signed plan of ${partition}; it is not made before`,
      'operator',
    );
  }
  const plan = withCharges(signed.document.plan, partition, chargedTables(entries, partition));
  const notes =
    before === null
      ? [`year ${partition} is over and had no signed plan: it was signed now, and its releases show that`]
      : [];
  return { signed, fresh: before === null, plan, notes };
}
