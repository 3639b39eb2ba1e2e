/**
 * What the database keeps of releases: the ledger, the signed documents, and where each file was counted.
 *
 * Entities only. The rules that write them are in `open-ledger.ts`, `complete-release.ts` and
 * `frozen-assignments.ts`; the ledger has a second home in a file outside the database (`ledger-file.ts`).
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One chained ledger entry; never changed, never removed. */
@Entity({ name: 'release_ledger' })
export class ReleaseLedgerRow {
  @PrimaryColumn({ type: 'integer' })
  sequence!: number;

  @Column({ type: 'jsonb' })
  entry!: object;

  /** SHA-256 of the canonical entry, hex; the entry holds its predecessor's hash */
  @Column({ type: 'text' })
  hash!: string;
}

/** A signed release, as it answers from the day it is made. */
@Entity({ name: 'release_document' })
export class ReleaseDocumentRow {
  /** `<partner>.<partition>.<sequence>` */
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  partition!: string;

  @Column({ type: 'integer', unique: true })
  sequence!: number;

  /** canonical JSON, kept as text so that the signed bytes stay as they are */
  @Column({ type: 'text' })
  document!: string;

  /** detached JWS over the canonical bytes */
  @Column({ type: 'text' })
  signature!: string;

  @Column({ type: 'text' })
  status!: 'CURRENT' | 'SUPERSEDED' | 'REVOKED';

  @Column({ name: 'made_at', type: 'timestamptz' })
  madeAt!: Date;
}

/** The cell in which a unit entered one table of a partition. Frozen: it may leave, never enter another year. */
@Entity({ name: 'release_assignment' })
export class ReleaseAssignmentRow {
  @PrimaryColumn({ type: 'text' })
  partition!: string;

  /** keyed name of `file:<uuid>`, or for person units of `victim:`, `act:` or `event:<uuid>` */
  @PrimaryColumn({ type: 'text' })
  unit!: string;

  @PrimaryColumn({ name: 'table_id', type: 'text' })
  tableId!: string;

  /** null once the file is erased */
  @Column({ name: 'case_file_id', type: 'uuid', nullable: true })
  caseFileId!: string | null;

  /** null once the file is erased */
  @Column({ name: 'cell_address', type: 'text', nullable: true })
  cellAddress!: string | null;

  @Column({ name: 'release_sequence', type: 'integer' })
  releaseSequence!: number;

  /** keyed names of every act of the unit that qualified in this partition; none of them may enter another one */
  @Column({ type: 'jsonb' })
  sources!: string[];
}

export const releaseEntities = [ReleaseLedgerRow, ReleaseDocumentRow, ReleaseAssignmentRow];
