/**
 * A release as the hub holds it: verified, parsed, in the order of receipt.
 *
 * Shape only; `release-store.ts` makes these.
 */
import type { ReleaseDocument } from '@vigil/shared';

export interface StoredRelease {
  /** order of receipt at this hub, from 1 */
  readonly position: number;
  readonly document: ReleaseDocument;
  /** canonical JSON of document and signature, exactly as verified */
  readonly signedText: string;
  /** SHA-256 of the document's canonical bytes, 64 hex digits */
  readonly digest: string;
  /** see `counts-from.ts` */
  readonly countsFrom: Date;
  /** from when its revocation counts */
  readonly revokedAt: Date | null;
}
