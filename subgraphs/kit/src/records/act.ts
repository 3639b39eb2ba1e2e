/** An act: one thing done to one victim inside an event ("who did what to whom"); the unit of counting. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'act' })
export class Act {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  /** an ActType of the contract (HURIDOCS MT4) */
  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text', nullable: true })
  method!: string | null;

  /** as `Event.startDate` */
  @Column({ name: 'start_date', type: 'date', nullable: true })
  startDate!: string | null;

  @Column({ name: 'date_precision', type: 'text' })
  datePrecision!: string;

  /** a victim of the same case file */
  @Column({ name: 'victim_id', type: 'uuid', nullable: true })
  victimId!: string | null;

  /** category I to V of the Working Group on Arbitrary Detention */
  @Column({ name: 'wgad_category', type: 'text', nullable: true })
  wgadCategory!: string | null;
}
