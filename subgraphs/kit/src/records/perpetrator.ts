/** A perpetrator in one case file. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'perpetrator' })
export class Perpetrator {
  @PrimaryColumn({ type: 'uuid', default: () => 'gen_random_uuid()' })
  id!: string;

  @Column({ name: 'case_file_id', type: 'uuid' })
  caseFileId!: string;

  /** a PerpetratorType of the contract */
  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text', nullable: true })
  unit!: string | null;

  @Column({ name: 'legal_name', type: 'text', nullable: true })
  legalName!: string | null;
}
