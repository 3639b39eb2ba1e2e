/** A piece of evidence for an event, known by its digest. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'evidence' })
export class Evidence {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  /** HURIDOCS MT16, as text */
  @Column({ type: 'text' })
  kind!: string;

  /** 64 lower-case hexadecimal digits */
  @Column({ type: 'text' })
  sha256!: string;

  @Column({ name: 'collected_at', type: 'date' })
  collectedAt!: string;

  @Column({ type: 'text', nullable: true })
  content!: string | null;
}
