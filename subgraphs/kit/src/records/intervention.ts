/** What was done about an event: a letter, a lawyer, an urgent appeal. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'intervention' })
export class Intervention {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  /** a code of `INTERVENTION_TYPES` */
  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'date', nullable: true })
  date!: string | null;

  /** a code of `INTERVENTION_STATUSES` */
  @Column({ type: 'text' })
  status!: string;
}
