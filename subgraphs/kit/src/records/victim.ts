/** A victim in one case file: a person, or a group whose size may be unrecorded. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'victim' })
export class Victim {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  @Column({ name: 'case_file_id', type: 'uuid' })
  caseFileId!: string;

  /** a Sex of the contract */
  @Column({ type: 'text' })
  sex!: string;

  /** an AgeBand of the contract */
  @Column({ name: 'age_band', type: 'text' })
  ageBand!: string;

  /** a VictimGroup of the contract */
  @Column({ name: 'victim_group', type: 'text' })
  victimGroup!: string;

  @Column({ name: 'legal_name', type: 'text', nullable: true })
  legalName!: string | null;

  @Column({ type: 'text', nullable: true })
  contact!: string | null;

  /** 1 for one person, n for a group of recorded size, null for a group whose size nobody recorded */
  @Column({ type: 'integer', nullable: true })
  persons!: number | null;
}
