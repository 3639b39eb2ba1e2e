/**
 * Makes one planned release of a year: refuse early, snapshot, reserve, draw, store.
 *
 * Nothing is spent before the reservation; everything that can be refused is refused before it.
 */
import { randomBytes as systemRandomBytes } from 'node:crypto';
import {
  HubError,
  checkCounts,
  nextRelease,
  noiseTable,
  type PlannedRelease,
  type ReleasePlan,
  type SignedRelease,
} from '@vigil/shared';
import { recordLocally } from '../node/record-locally.js';
import { completeRelease, drawSigned, type Draw } from './complete-release.js';
import { readSnapshot, type ReadSnapshot } from './read-snapshot.js';
import { forgetVanishedCells } from './forget-vanished.js';
import { lastReleases } from './last-releases.js';
import { destroyNoiseKey, openNoiseKey, readNoiseKey } from './noise-key-file.js';
import { withLedger, type OpenLedger } from './open-ledger.js';
import { planForRelease, type PlanForRelease } from './plan-for-release.js';
import { requireYear } from './plan-of-year.js';
import { writePlan } from './plan-store.js';
import { behindReceipt } from './receipt.js';
import { recoverOpened } from './recover-ledger.js';
import { asOf, type OnStep, type ReleaseNode } from './release-node.js';
import type { SnapshotRelease } from './take-snapshot.js';

export interface MakeReleaseOptions {
  /** four digits */
  readonly year: string;
  /** a provisional release: the month, `2024-03`, or the year itself. Absent: the last release of the year */
  readonly provisional?: string;
  /** who acts, for the local record */
  readonly actor?: string;
  readonly onStep?: OnStep;
  readonly randomBytes?: (size: number) => Uint8Array;
  /** adds the noise */
  readonly draw?: Draw;
}

export interface MadeRelease extends SignedRelease {
  /** what a crash before had left, and what else is to know, in words */
  readonly notes: readonly string[];
}

/** @throws HubError USAGE */
export function wantedRelease({
  year,
  provisional,
}: Pick<MakeReleaseOptions, 'year' | 'provisional'>): PlannedRelease {
  const partition = requireYear(year);
  if (provisional === undefined) return { stage: 'FINAL', part: partition };
  if (!/^\d{4}(-(0[1-9]|1[0-2]))?$/.test(provisional) || !provisional.startsWith(partition))
    throw new HubError('USAGE', `a month of ${partition} is written ${partition}-MM`, 'operator');
  return { stage: 'PROVISIONAL', part: provisional };
}

/** A file is not hidden by noise that was made for one person: such a release is for facts already public. */
function refuseConfidential(unit: ReleasePlan['unit'], { filesNotPublic: files }: ReadSnapshot): void {
  if (files === 0) return;
  throw new HubError(
    'PLAN_INVALID',
    `unit ${unit} is for facts already public, but case files that it would count are not: ${files} ` +
      'confidential or without a public source; publish by unit CASE_FILE, or keep them at a node that does',
    'operator',
  );
}

/** The hub refuses a figure beyond its limit, and the year would be spent. Noise is part of the figure. */
function refuseLargeCounts({ tables }: ReadSnapshot): void {
  checkCounts(
    tables.map(({ planned: { sigma2 }, counts }) => ({
      cells: [...counts.values()].map((count) => ({ at: [], y: count + noiseTable(sigma2).largest })),
    })),
  );
}

interface Counted {
  readonly snapshot: ReadSnapshot;
  readonly release: SnapshotRelease;
}

/** Counts, and refuses what must not be released; a key made for nothing is destroyed again. */
async function countAcceptable(
  node: ReleaseNode,
  wanted: Omit<SnapshotRelease, 'master'>,
  randomBytes: (size: number) => Uint8Array,
): Promise<Counted> {
  const { partition, plan } = wanted;
  const madeNow = (await readNoiseKey(node.dataDir, partition)) === null;
  const release = { ...wanted, master: await openNoiseKey(node.dataDir, partition, randomBytes) };
  try {
    const snapshot = await readSnapshot(node, release);
    refuseConfidential(plan.unit, snapshot);
    refuseLargeCounts(snapshot);
    return { snapshot, release };
  } catch (error) {
    if (madeNow) await destroyNoiseKey(node.dataDir, partition);
    throw error;
  }
}

/** A plan that was signed for this release is kept now: from here on it is the plan of the year. */
async function keepFresh(node: ReleaseNode, { signed, fresh }: PlanForRelease, actor: string): Promise<void> {
  if (!fresh) return;
  const { partition, plan } = signed.document;
  await node.dataSource.transaction(async (manager) => {
    await writePlan(manager, signed, node.now());
    const details = { plan: plan.id };
    await recordLocally(node, { actor, action: 'release.sign', object: partition, details }, manager);
  });
}

async function makeInLedger(
  node: ReleaseNode,
  ledger: OpenLedger,
  options: MakeReleaseOptions,
): Promise<MadeRelease> {
  const { actor = 'node', onStep = () => undefined, randomBytes = systemRandomBytes, draw } = options;
  const planned = wantedRelease(options);
  const partition = options.year;
  const planFor = await planForRelease(node, ledger.entries, { partition, planned });
  const { plan, signed: signedPlan } = planFor;
  await forgetVanishedCells(node);
  const { definitionVersion, schedule } = signedPlan.document;
  const at = node.now();
  const { snapshot, release } = await countAcceptable(
    asOf(node, at),
    {
      ...{ plan, partition, ...planned, definitionVersion },
      release: nextRelease(ledger.entries),
      lastReleases: lastReleases(ledger.entries),
    },
    randomBytes,
  );
  await keepFresh(node, planFor, actor);
  const reserved = await ledger.reserve(
    {
      kind: 'reserve',
      at: at.toISOString(),
      ...{ partition, ...planned, release: release.release, definitionVersion, plan },
      digests: snapshot.tables.map(({ planned: { id, counts, indicator }, digest }) => ({
        table: id,
        counts,
        indicator,
        digest,
      })),
    },
    async () => onStep('reserved-in-file'),
  );
  await onStep('reserved');
  const { master } = release;
  const drawing = { reserved, snapshot, schedule, master, ...(draw === undefined ? {} : { draw }) };
  const signed = await drawSigned(node, drawing);
  await completeRelease(node, signed, { ledger, reserved, snapshot, kind: 'complete', actor, onStep });
  return { ...signed, notes: planFor.notes };
}

/**
 * Makes one release of a year's plan: the last one, or a provisional one of the year or a month.
 *
 * @throws HubError RELEASE_EXISTS when it was made, or the year is closed; PLAN_INVALID before its day, without a signed
 *   plan for a year that goes on, without coverage, or for persons of files that are not public; CONFIG_INVALID without
 *   methodology and funding; RELEASE_INVALID when the hub would refuse it; PLAN_EXCEEDS_BOUND when too much of the
 *   year's budget is charged; LEDGER_BEHIND, LEDGER_BROKEN; while a reservation waits, whatever it waits for
 */
export async function makeRelease(node: ReleaseNode, options: MakeReleaseOptions): Promise<MadeRelease> {
  wantedRelease(options);
  return withLedger(node, async (ledger) => {
    const behind = await behindReceipt(node, ledger.entries);
    if (behind !== null) throw new HubError('LEDGER_BEHIND', behind, 'operator');
    const { actor } = options;
    const { notes, waiting } = await recoverOpened(node, ledger, actor === undefined ? {} : { actor });
    if (waiting !== null) throw waiting;
    const made = await makeInLedger(node, ledger, options);
    return { ...made, notes: [...notes, ...made.notes] };
  });
}
