/**
 * The table of what partners declared to watch: a row for each time the coalition file said something else.
 * Written by `declared-coverage.ts` alone.
 */
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ name: 'declared_coverage' })
export class DeclarationRecord {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  position!: number;

  /** canonical JSON of `[{ id, coverage }]`, sorted by id */
  @Column({ type: 'text' })
  declared!: string;

  /** see `counts-from.ts`; null: from before everything that is here */
  @Column({ type: 'timestamptz', name: 'counts_from', nullable: true })
  countsFrom!: Date | null;
}
