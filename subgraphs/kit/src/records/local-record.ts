/**
 * One line of what happened on this node: every local command, every answered or refused request of the hub.
 *
 * Holds who did what to which object, coordinates, counts and codes; never a value of a case file. Rows are
 * written by `recordLocally` alone, which chains them.
 */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'local_record' })
export class LocalRecord {
  /** bigint, so a string in JavaScript */
  @PrimaryColumn({ type: 'bigint' })
  sequence!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'text' })
  action!: string;

  /** never an identifying value */
  @Column({ type: 'text' })
  object!: string;

  @Column({ type: 'jsonb' })
  details!: Record<string, unknown>;

  /** 64 hexadecimal digits; 64 zeros before the first row */
  @Column({ name: 'previous_hash', type: 'text' })
  previousHash!: string;

  @Column({ type: 'text' })
  hash!: string;
}
