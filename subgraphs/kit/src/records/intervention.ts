/** What was done about an event: a letter, a lawyer, an urgent appeal. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'intervention' })
export class Intervention {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  /** HURIDOCS MT20, as text */
  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'date', nullable: true })
  date!: string | null;

  /** HURIDOCS MT45, as text */
  @Column({ type: 'text' })
  status!: string;
}
