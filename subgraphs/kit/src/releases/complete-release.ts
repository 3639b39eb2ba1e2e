/**
 * From a reservation to a document: draw, sign, check, store with the ledger's ending, destroy the key.
 *
 * Every input of the draw is fixed by the reservation; doing it twice gives the same bytes. That is what lets
 * a start after a crash draw again without any unit being exposed twice.
 */
import { createHash } from 'node:crypto';
import {
  canonicalBytes,
  canonicalJson,
  countingUnitOf,
  deriveSubkey,
  noisyTable,
  signRelease,
  verifyRelease,
  type ReleaseDocument,
  type SignedRelease,
} from '@vigil/shared';
import { recordLocally } from '../node/record-locally.js';
import { ReleaseDocumentRow } from './entities.js';
import { freezeAssignments } from './frozen-assignments.js';
import { destroyNoiseKey } from './noise-key-file.js';
import type { OpenLedger, Reserved } from './open-ledger.js';
import type { OnStep, ReleaseNode } from './release-node.js';
import { readSigningKey } from './signing-key.js';
import type { Snapshot } from './take-snapshot.js';

interface Completion {
  readonly ledger: OpenLedger;
  readonly reserved: Reserved;
  readonly snapshot: Snapshot;
  /** the partition year's key */
  readonly master: Uint8Array;
  readonly kind: 'complete' | 'recovered';
  readonly actor: string;
  readonly onStep: OnStep;
}

function drawDocument(node: ReleaseNode, { reserved, snapshot, master }: Completion): ReleaseDocument {
  const { settings } = node;
  const { partition, release, plan, definitionVersion, at, sequence } = reserved.entry;
  const noiseKey = deriveSubkey(master, 'noise');
  return {
    format: 'vigil-release-1',
    id: `${settings.id}.${partition}.${release}`,
    partner: settings.id,
    partition,
    sequence: release,
    madeAt: at, // of the reservation: a second draw gives the same document
    definitionVersion,
    synthetic: settings.synthetic,
    plan,
    tables: snapshot.tables.map(({ planned, counts, digest }) =>
      noisyTable({
        planned,
        countingUnit: countingUnitOf(plan.unit, planned.indicator),
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
 * Completes a reservation.
 *
 * @throws HubError RELEASE_INVALID when the document would not be accepted; then nothing is stored
 */
export async function completeRelease(node: ReleaseNode, completion: Completion): Promise<SignedRelease> {
  const { ledger, reserved, snapshot, kind, actor, onStep } = completion;
  const { partition, release } = reserved.entry;
  const { key, trusted } = await readSigningKey(node);
  const signed = await signRelease(drawDocument(node, completion), key);
  await verifyRelease(signed, trusted);
  await onStep('drawn');
  const { document, signature } = signed;
  const documentDigest = createHash('sha256').update(canonicalBytes(document)).digest('hex');
  const at = node.now().toISOString();
  await ledger.end({ kind, at, partition, release, documentDigest }, async (manager) => {
    await manager.insert(ReleaseDocumentRow, {
      id: document.id,
      partition,
      sequence: release,
      document: canonicalJson(document),
      signature,
      status: 'CURRENT',
      madeAt: new Date(document.madeAt),
    });
    await freezeAssignments(manager, snapshot.units, { partition, release });
    const details = { partition, release, ledger: ledger.entries.length + 1, kind, documentDigest };
    await recordLocally(node, { actor, action: 'release.make', object: document.id, details }, manager);
    await onStep('stored');
  });
  await onStep('completed');
  await destroyNoiseKey(node.dataDir, partition);
  return signed;
}
