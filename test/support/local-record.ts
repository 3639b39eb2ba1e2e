/** What only the owner of the table can do: change the local record past the trigger that keeps it. */
import type { DataSource } from 'typeorm';

/** Runs one statement with the trigger off and puts it back on; all of it, or nothing. */
export async function tamperAsOwner(dataSource: DataSource, statement: string): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await manager.query('ALTER TABLE local_record DISABLE TRIGGER local_record_append_only');
    await manager.query(statement);
    await manager.query('ALTER TABLE local_record ENABLE ALWAYS TRIGGER local_record_append_only');
  });
}
