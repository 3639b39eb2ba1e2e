/**
 * Makes the release of a year: refuse early, snapshot, reserve, draw, store.
 *
 * Nothing is spent before the reservation; everything that can be refused is refused before it.
 */
import { randomBytes as systemRandomBytes } from 'node:crypto';
import {
  HubError,
  chargedTables,
  checkAgainstCoalition,
  checkCounts,
  definitionVersionOf,
  isReleased,
  nextRelease,
  noiseTable,
  planRelease,
  plannedTables,
  type ReleasePlan,
  type SignedRelease,
} from '@vigil/shared';
import { qualifyingContributions } from '../indicators/qualifying-contributions.js';
import { readRecords } from '../node/read-records.js';
import { filesNotPublic, type CapInput } from './cap-contributions.js';
import { completeRelease, drawSigned, type Draw } from './complete-release.js';
import { forgetVanishedCells, readFrozen } from './frozen-assignments.js';
import { openNoiseKey } from './noise-key-file.js';
import { withLedger, type OpenLedger } from './open-ledger.js';
import { behindReceipt } from './receipt.js';
import { recoverOpened } from './recover-ledger.js';
import type { OnStep, ReleaseNode } from './release-node.js';
import { readSigningKey } from './signing-key.js';
import { takeSnapshot, type Snapshot } from './take-snapshot.js';

export interface MakeReleaseOptions {
  /** four digits */
  readonly year: string;
  /** who acts, for the local record */
  readonly actor?: string;
  readonly onStep?: OnStep;
  readonly randomBytes?: (size: number) => Uint8Array;
  /** adds the noise */
  readonly draw?: Draw;
}

export interface MadeRelease extends SignedRelease {
  /** what a crash before had left, in words */
  readonly notes: readonly string[];
}

/** The partition a year names, if it can be released now. */
function partitionOf(year: string, now: Date): string {
  if (!/^\d{4}$/.test(year)) throw new HubError('USAGE', 'a year is four digits', 'operator');
  if (now.getUTCFullYear() <= Number(year)) {
    throw new HubError(
      'PLAN_INVALID',
      `year ${year} has not ended; the plan has one release a year, made when every record of it can be in`,
      'operator',
    );
  }
  return year;
}

function planOf(node: ReleaseNode, ledger: OpenLedger, partition: string): ReleasePlan {
  if (isReleased(ledger.entries, partition)) {
    throw new HubError(
      'RELEASE_EXISTS',
      `year ${partition} has its release; the plan has one release a year`,
      'operator',
    );
  }
  const plan = planRelease(node.settings.publication, chargedTables(ledger.entries, partition));
  if (plannedTables(plan, partition).length === 0) {
    throw new HubError('PLAN_INVALID', `the settings declare no coverage in ${partition}`, 'operator');
  }
  return plan;
}

/** A file is not hidden by noise that was made for one person: such a release is for facts already public. */
function refuseConfidential(rows: Omit<CapInput, 'choiceKey'>): void {
  const { unit } = rows.plan;
  const files = unit === 'CASE_FILE' ? 0 : filesNotPublic(rows);
  if (files === 0) return;
  throw new HubError(
    'PLAN_INVALID',
    `unit ${unit} is for facts already public, but case files that it would count are not: ${files} ` +
      'confidential or without a public source; publish by unit CASE_FILE, or keep them at a node that does',
    'operator',
  );
}

/** The hub refuses a figure beyond its limit, and the year would be spent. Noise is part of the figure. */
function refuseLargeCounts({ tables }: Snapshot): void {
  checkCounts(
    tables.map(({ planned: { sigma2 }, counts }) => ({
      cells: [...counts.values()].map((count) => ({ at: [], y: count + noiseTable(sigma2).largest })),
    })),
  );
}

async function makeInLedger(
  node: ReleaseNode,
  ledger: OpenLedger,
  partition: string,
  { actor = 'node', onStep = () => undefined, randomBytes = systemRandomBytes, draw }: MakeReleaseOptions,
): Promise<SignedRelease> {
  const plan = planOf(node, ledger, partition);
  const { partner } = await readSigningKey(node);
  checkAgainstCoalition({ plan, synthetic: node.settings.synthetic, partner });
  await forgetVanishedCells(node);
  const rows = {
    contributions: await readRecords(node, (records) =>
      qualifyingContributions(records, { now: node.now() }),
    ),
    plan,
    partition,
    frozen: await readFrozen(node, partition),
  };
  refuseConfidential(rows);
  const release = nextRelease(ledger.entries);
  const definitionVersion = definitionVersionOf(plan.indicators);
  const master = await openNoiseKey(node.dataDir, partition, randomBytes);
  const snapshot = takeSnapshot({ ...rows, release, definitionVersion, master });
  refuseLargeCounts(snapshot);
  const reserved = await ledger.reserve(
    {
      kind: 'reserve',
      at: node.now().toISOString(),
      partition,
      release,
      definitionVersion,
      plan,
      digests: snapshot.tables.map(({ planned: { id, indicator }, digest }) => ({
        table: id,
        indicator,
        digest,
      })),
    },
    async () => onStep('reserved-in-file'),
  );
  await onStep('reserved');
  const signed = await drawSigned(node, {
    reserved,
    snapshot,
    master,
    ...(draw === undefined ? {} : { draw }),
  });
  return completeRelease(node, signed, { ledger, reserved, snapshot, kind: 'complete', actor, onStep });
}

/**
 * Makes the one release of a year, months and year together.
 *
 * @throws HubError RELEASE_EXISTS when the year has one; PLAN_INVALID before the year has ended, without coverage, or
 *   for persons of files that are not public; RELEASE_INVALID when the hub would refuse it; PLAN_EXCEEDS_BOUND when
 *   too much of the year's budget is charged; LEDGER_BEHIND, LEDGER_BROKEN
 */
export async function makeRelease(node: ReleaseNode, options: MakeReleaseOptions): Promise<MadeRelease> {
  const partition = partitionOf(options.year, node.now());
  return withLedger(node, async (ledger) => {
    const behind = await behindReceipt(node, ledger.entries);
    if (behind !== null) throw new HubError('LEDGER_BEHIND', behind, 'operator');
    const notes = await recoverOpened(
      node,
      ledger,
      options.actor === undefined ? {} : { actor: options.actor },
    );
    return { ...(await makeInLedger(node, ledger, partition, options)), notes };
  });
}
