/** The table of releases. Written by `keep-release.ts` alone; every version stays as it came. */
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ name: 'partner_release' })
export class ReleaseRecord {
  /** order of receipt; PostgreSQL numbers it */
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  position!: number;

  @Column({ type: 'text', name: 'release_id' })
  releaseId!: string;

  @Column({ type: 'text' })
  partner!: string;

  @Column({ type: 'text' })
  partition!: string;

  @Column({ type: 'integer' })
  sequence!: number;

  /** the partner's ledger entry that reserved this release: a receipt it may never fall behind */
  @Column({ type: 'integer', name: 'ledger_sequence' })
  ledgerSequence!: number;

  /** SHA-256 of the document's canonical bytes */
  @Column({ type: 'text' })
  digest!: string;

  /** canonical JSON of document and signature, exactly as verified */
  @Column({ type: 'text', name: 'signed_text' })
  signedText!: string;

  /** later than everything before it, to the millisecond: see `counts-from.ts` */
  @Column({ type: 'timestamptz', name: 'counts_from' })
  countsFrom!: Date;
}
