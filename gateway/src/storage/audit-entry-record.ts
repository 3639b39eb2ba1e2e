/** The table of audit entries. Written by `audit-store.ts` alone; the database refuses changes. */
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'audit_entry' })
export class AuditEntryRecord {
  /** gapless from 1; text, because PostgreSQL's bigint is wider than a JavaScript number */
  @PrimaryColumn({ type: 'bigint' })
  sequence!: string;

  /** canonical JSON: exactly the bytes that were hashed */
  @Column({ type: 'text' })
  entry!: string;

  @Column({ type: 'text', name: 'previous_hash' })
  previousHash!: string;

  @Column({ type: 'text' })
  hash!: string;
}
