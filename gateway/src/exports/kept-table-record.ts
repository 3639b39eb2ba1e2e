/** The table of exported tables. Written by `kept-tables.ts` alone; a row never changes. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'exported_table' })
export class KeptTableRecord {
  @PrimaryColumn({ type: 'text', name: 'data_version' })
  dataVersion!: string;

  @PrimaryColumn({ type: 'text' })
  indicator!: string;

  /** `country,month` */
  @PrimaryColumn({ type: 'text' })
  by!: string;

  /** JSON of the table, gzip */
  @Column({ type: 'bytea' })
  content!: Buffer;

  /** SHA-256 of the JSON, 64 hex digits */
  @Column({ type: 'text' })
  digest!: string;
}
