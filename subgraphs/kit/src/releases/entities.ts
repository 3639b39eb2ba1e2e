/**
 * What the database keeps of releases: the ledger, the signed documents, and where each file was counted.
 *
 * Entities only. The rules that write them are in `open-ledger.ts`, `complete-release.ts` and
 * `frozen-assignments.ts`; the ledger has a second home in a file outside the database (`ledger-file.ts`).
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { ReleasePlanRow, ReleaseRevocationRow } from './workflow-entities.js';

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

  @Column({ type: 'text' })
  stage!: 'PROVISIONAL' | 'FINAL';

  /** the year, or the month of it that a provisional release is about */
  @Column({ type: 'text' })
  part!: string;

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

/**
 * The cells in which a unit was counted by one release. Frozen: it may leave, never enter another year. Binds once
 * `release_freeze` names the release.
 */
@Entity({ name: 'release_assignment' })
export class ReleaseAssignmentRow {
  /** keyed name of `file:<uuid>`, or for other units of `victim:`, `act:` or `event:<uuid>` */
  @PrimaryColumn({ type: 'bytea' })
  unit!: Buffer;

  @PrimaryColumn({ name: 'release_sequence', type: 'integer' })
  releaseSequence!: number;

  /** null once the file is erased, and at a partner on views */
  @Column({ name: 'case_file_id', type: 'uuid', nullable: true })
  caseFileId!: string | null;

  /** `L1 KIDNAPPING|XA|2012-03`; once the file is erased the table alone */
  @Column({ type: 'text', array: true })
  cells!: string[];
}

/** An act behind a unit that a release counted; it may enter no other year. */
@Entity({ name: 'release_source' })
export class ReleaseSourceRow {
  /** keyed name */
  @PrimaryColumn({ type: 'bytea' })
  act!: Buffer;

  @PrimaryColumn({ name: 'release_sequence', type: 'integer' })
  releaseSequence!: number;
}

/** A release whose assignments bind. */
@Entity({ name: 'release_freeze' })
export class ReleaseFreezeRow {
  @PrimaryColumn({ name: 'release_sequence', type: 'integer' })
  releaseSequence!: number;

  @Column({ type: 'text' })
  partition!: string;

  @Column({ type: 'text' })
  stage!: 'PROVISIONAL' | 'FINAL';
}

export const releaseEntities = [
  ReleaseLedgerRow,
  ReleaseDocumentRow,
  ReleaseAssignmentRow,
  ReleaseSourceRow,
  ReleaseFreezeRow,
  ReleasePlanRow,
  ReleaseRevocationRow,
];
