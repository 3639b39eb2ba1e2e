/** A witness of an event. Enters no table; no attribute of a witness selects a cell. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'witness' })
export class Witness {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  @Column({ name: 'event_id', type: 'uuid' })
  eventId!: string;

  /** HURIDOCS MT19, as text */
  @Column({ type: 'text', nullable: true })
  connection!: string | null;

  /** HURIDOCS MT42, as text */
  @Column({ type: 'text', nullable: true })
  reliability!: string | null;

  @Column({ name: 'legal_name', type: 'text', nullable: true })
  legalName!: string | null;

  @Column({ type: 'text', nullable: true })
  contact!: string | null;

  @Column({ type: 'text', nullable: true })
  testimony!: string | null;
}
