/**
 * What one person agreed to: one row for each scope and recipient, holding the newest answer.
 *
 * No row is the same as NOT_ASKED, and NOT_ASKED is the same as REFUSED.
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'consent' })
export class Consent {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  /** VICTIM or WITNESS: says which table `personId` points into */
  @Column({ name: 'person_kind', type: 'text' })
  personKind!: string;

  /** deleted with the person by a trigger, since it points into two tables */
  @Column({ name: 'person_id', type: 'uuid' })
  personId!: string;

  @Column({ type: 'text' })
  scope!: string;

  /** organisation id; null: any recipient of this scope */
  @Column({ type: 'text', nullable: true })
  recipient!: string | null;

  /** GRANTED, REFUSED, WITHDRAWN, EXPIRED or NOT_ASKED */
  @Column({ type: 'text' })
  state!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz', default: () => 'now()' })
  recordedAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ name: 'withdrawn_at', type: 'timestamptz', nullable: true })
  withdrawnAt!: Date | null;
}
