/**
 * What the database keeps of the release workflow beside the documents: plans of years, and revocations.
 *
 * Entities only. `plan-store.ts` and `revoke-release.ts` write them; triggers keep what was signed.
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The plan of a year: kept, and from its signature on fixed. */
@Entity({ name: 'release_plan' })
export class ReleasePlanRow {
  @PrimaryColumn({ type: 'text' })
  partition!: string;

  /** canonical JSON, kept as text so that the signed bytes stay as they are */
  @Column({ type: 'text' })
  document!: string;

  /** detached JWS over the canonical bytes; null until it is signed */
  @Column({ type: 'text', nullable: true })
  signature!: string | null;

  @Column({ name: 'kept_at', type: 'timestamptz' })
  keptAt!: Date;
}

/** A signed statement that a release does not stand any more. */
@Entity({ name: 'release_revocation' })
export class ReleaseRevocationRow {
  @PrimaryColumn({ name: 'release_id', type: 'text' })
  releaseId!: string;

  /** ledger entry that records it */
  @Column({ name: 'ledger_sequence', type: 'integer', unique: true })
  ledgerSequence!: number;

  /** canonical JSON */
  @Column({ type: 'text' })
  revocation!: string;

  @Column({ type: 'text' })
  signature!: string;
}
