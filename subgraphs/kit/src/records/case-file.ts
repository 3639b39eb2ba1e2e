/**
 * A case file: one dossier of a partner, with its events, victims and witnesses.
 *
 * Records hold foreign keys as plain columns, without object relations: what is read stays visible in the
 * query that reads it, and no lazy load can fetch a name that nobody asked for.
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'case_file' })
export class CaseFile {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  /** the partner's own number; never leaves the node */
  @Column({ type: 'text' })
  reference!: string;

  /** the dossier's own veto: nothing of it is answered to anybody but the owner's officers */
  @Column({ type: 'boolean', default: false })
  confidential!: boolean;

  /** until this moment nothing of it is answered to anybody but the owner; null: no embargo */
  @Column({ name: 'embargo_until', type: 'timestamptz', nullable: true })
  embargoUntil!: Date | null;

  /** organisation ids: who works on the case together with the owner */
  @Column({ name: 'co_signatories', type: 'text', array: true, default: () => "'{}'" })
  coSignatories!: string[];

  @Column({ type: 'boolean', default: false })
  synthetic!: boolean;

  /** name of the public data set it was imported from; null: the partner's own documentation */
  @Column({ type: 'text', nullable: true })
  source!: string | null;

  @Column({ name: 'received_at', type: 'timestamptz', default: () => 'now()' })
  receivedAt!: Date;
}
