/** An event: what happened once at one place; the acts in it are counted, not the event alone. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'event' })
export class Event {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  @Column({ name: 'case_file_id', type: 'uuid' })
  caseFileId!: string;

  /** 22 characters of base64url, random: the only name of the event outside this node */
  @Column({ name: 'public_id', type: 'text', collation: 'C' })
  publicId!: string;

  @Column({ type: 'text', nullable: true })
  title!: string | null;

  /** YYYY-MM-DD; the first day of the month or year when coarser; null exactly when the precision is UNKNOWN */
  @Column({ name: 'start_date', type: 'date', nullable: true })
  startDate!: string | null;

  /** DAY, MONTH, YEAR or UNKNOWN */
  @Column({ name: 'date_precision', type: 'text' })
  datePrecision!: string;

  @Column({ name: 'end_date', type: 'date', nullable: true })
  endDate!: string | null;

  /** ISO 3166-1 alpha-2 */
  @Column({ type: 'text', nullable: true })
  country!: string | null;

  /** ISO 3166-2 */
  @Column({ type: 'text', nullable: true })
  area!: string | null;

  @Column({ name: 'exact_location', type: 'text', nullable: true })
  exactLocation!: string | null;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** a VerificationStatus of the contract */
  @Column({ type: 'text' })
  verification!: string;

  /** HURIDOCS MT41, for instance 0101: confirmed as a violation */
  @Column({ name: 'violation_status', type: 'text', nullable: true })
  violationStatus!: string | null;

  /** with `sourceKey` the imported row this event was made from: importing it again changes nothing */
  @Column({ name: 'source_dataset', type: 'text', nullable: true })
  sourceDataset!: string | null;

  @Column({ name: 'source_key', type: 'text', nullable: true })
  sourceKey!: string | null;
}
