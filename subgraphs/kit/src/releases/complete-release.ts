/**
 * From a reservation to a document: draw, sign, check, store with the ledger's ending, destroy the key.
 *
 * Every input of the draw is fixed by the reservation; doing it twice gives the same figures. That is what lets
 * a start after a crash draw again without any unit being exposed twice. What is said about the figures
 * (methodology, funding) is what the settings say when the document is stored: an earlier one never left.
 */
import { createHash } from 'node:crypto';
import {
  canonicalBytes,
  canonicalJson,
  checkAgainstCoalition,
  checkCounts,
  countingUnitOf,
  deriveSubkey,
  noisyTable,
  signRelease,
  verifyRelease,
  type ChainedLedgerEntry,
  type ReleaseDocument,
  type ReleaseSchedule,
  type SignedRelease,
} from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import { recordLocally } from '../node/record-locally.js';
import type { ReadSnapshot } from './read-snapshot.js';
import { ReleaseDocumentRow } from './entities.js';
import { destroyNoiseKey } from './noise-key-file.js';
import type { OpenLedger, Reserved } from './open-ledger.js';
import type { OnStep, ReleaseNode } from './release-node.js';
import { readSigningKey } from './signing-key.js';

/** Counts in, noisy counts out. An argument, so that a test sees when noise is drawn. */
export type Draw = typeof noisyTable;

export interface Drawing {
  readonly reserved: Reserved;
  readonly snapshot: ReadSnapshot;
  /** of the signed plan: a second draw repeats it */
  readonly schedule: ReleaseSchedule;
  /** the partition year's key */
  readonly master: Uint8Array;
  readonly draw?: Draw;
}

interface Completion extends Pick<Drawing, 'reserved' | 'snapshot'> {
  readonly ledger: OpenLedger;
  readonly kind: 'complete' | 'recovered';
  readonly actor: string;
  readonly onStep: OnStep;
}

function drawDocument(
  node: ReleaseNode,
  { reserved, snapshot, schedule, master, draw = noisyTable }: Drawing,
): ReleaseDocument {
  const { settings } = node;
  const { partition, release, plan, definitionVersion, at, sequence } = reserved.entry;
  const noiseKey = deriveSubkey(master, 'noise');
  return {
    format: 'vigil-release-2',
    id: `${settings.id}.${partition}.${release}`,
    partner: settings.id,
    partition,
    stage: reserved.entry.stage,
    part: reserved.entry.part,
    sequence: release,
    madeAt: at, // of the reservation: a second draw gives the same document
    definitionVersion,
    synthetic: settings.synthetic,
    plan,
    schedule,
    tables: snapshot.tables.map(({ planned, counts, digest }) =>
      draw({
        planned,
        countingUnit: countingUnitOf(plan.unit, planned.indicator, planned.counts),
        definitionVersion,
        partition,
        releaseSequence: release,
        snapshotDigest: digest,
        counts,
        noiseKey,
      }),
    ),
    ledger: { sequence, head: reserved.hash },
    methodology: settings.methodology,
    fundingStreams: settings.fundingStreams,
  };
}

/**
 * Draws and signs the document of a reservation, and judges it as the hub will. Writes nothing.
 *
 * @throws HubError RELEASE_INVALID, CONFIG_INVALID when the document would not be accepted
 */
export async function drawSigned(node: ReleaseNode, drawing: Drawing): Promise<SignedRelease> {
  const { key, partner, trusted } = await readSigningKey(node);
  const document = drawDocument(node, drawing);
  const signed = await signRelease(document, key);
  await verifyRelease(signed, trusted);
  checkAgainstCoalition({ plan: document.plan, synthetic: document.synthetic, partner });
  checkCounts(document.tables);
  return signed;
}

/** Stores a drawn document with the end of its reservation; after the last one of the year, destroys the key. */
export async function completeRelease(
  node: ReleaseNode,
  signed: SignedRelease,
  completion: Completion,
): Promise<SignedRelease> {
  const { ledger, reserved, snapshot, kind, actor, onStep } = completion;
  const { partition, release, stage, part } = reserved.entry;
  await onStep('drawn');
  const { document, signature } = signed;
  const documentDigest = createHash('sha256').update(canonicalBytes(document)).digest('hex');
  const at = node.now().toISOString();
  const store = async (manager: EntityManager, written: ChainedLedgerEntry): Promise<void> => {
    if (stage === 'FINAL') {
      const early = { partition, stage: 'PROVISIONAL', status: 'CURRENT' } as const;
      await manager.update(ReleaseDocumentRow, early, { status: 'SUPERSEDED' });
    }
    await manager.insert(ReleaseDocumentRow, {
      id: document.id,
      partition,
      sequence: release,
      stage,
      part,
      document: canonicalJson(document),
      signature,
      status: 'CURRENT',
      madeAt: new Date(document.madeAt),
    });
    await snapshot.freeze(manager);
    const details = { partition, stage, part, release, ledger: written.entry.sequence, kind, documentDigest };
    await recordLocally(node, { actor, action: 'release.make', object: document.id, details }, manager);
    await onStep('stored');
  };
  await ledger.end({ kind, at, partition, release, documentDigest }, store, async () => onStep('committed'));
  await onStep('completed');
  // before that, the year's other releases still need it
  if (stage === 'FINAL') await destroyNoiseKey(node.dataDir, partition, () => onStep('key-overwritten'));
  return signed;
}
