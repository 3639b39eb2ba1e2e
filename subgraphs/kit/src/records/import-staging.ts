/** A mapped row waiting for the transaction that publishes its run; goes away with the run. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'import_staging' })
export class ImportStaging {
  @PrimaryColumn({ name: 'run_id', type: 'uuid' })
  runId!: string;

  /** line in the file, the header being line 1 */
  @PrimaryColumn({ type: 'integer' })
  line!: number;

  /** key of the row inside its data set; see `Event.sourceKey` */
  @Column({ name: 'source_key', type: 'text' })
  sourceKey!: string;

  /** the mapped row, in the importer's own shape */
  @Column({ type: 'jsonb' })
  row!: unknown;
}
