/** The table of revocations, one of a release at most. Written by `keep-revocation.ts` alone. */
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ name: 'release_revocation' })
export class RevocationRecord {
  /** order of receipt; PostgreSQL numbers it */
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  position!: number;

  @Column({ type: 'text', name: 'release_id' })
  releaseId!: string;

  @Column({ type: 'text' })
  partner!: string;

  /** the partner's ledger entry that records the revocation */
  @Column({ type: 'integer', name: 'ledger_sequence' })
  ledgerSequence!: number;

  /** canonical JSON of revocation and signature, exactly as verified */
  @Column({ type: 'text', name: 'signed_text' })
  signedText!: string;

  /** see `counts-from.ts` */
  @Column({ type: 'timestamptz', name: 'counts_from' })
  countsFrom!: Date;
}
