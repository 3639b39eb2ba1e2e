/**
 * Backs up a partner node: its settings, coalition file, keys, ledger, extension, and every row of its own tables, as
 * they were at one moment. The node may serve meanwhile.
 *
 * Takes an open node, gives a file. A partner on views keeps its case files in its own database, which it backs up by
 * its own means; here go the tables of the node.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { backupParts, directoryFilePaths, requireOutside, writeBackup, type Query } from '@vigil/shared';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { withLedger } from '../releases/open-ledger.js';
import { LEDGER_FOLDER, LEFT_OUT } from './left-out-files.js';
import { urlOf, withClient } from './sql-client.js';

export interface BackupOptions {
  readonly file: string;
  readonly actor: string;
  /** null: unsealed, said by name */
  readonly passphrase: string | null;
  readonly progress: (line: string) => void;
}

export interface MadeBackup {
  readonly file: string;
  readonly bytes: number;
  /** of the file */
  readonly sha256: string;
}

/** Takes the snapshot and reads the ledger's files while nobody can write to either. */
async function atOneMoment(node: NodeContext, query: Query): Promise<Map<string, Buffer>> {
  return withLedger(node, async () => {
    await query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await query('SELECT 1');
    const files = new Map<string, Buffer>();
    for (const path of await directoryFilePaths(node.dataDir)) {
      if (LEDGER_FOLDER.test(path)) files.set(path, await readFile(join(node.dataDir, path)));
    }
    return files;
  });
}

/**
 * @throws HubError USAGE when the file is there already; LEDGER_BEHIND, LEDGER_BROKEN for a node whose ledger does not
 *   hold: what cannot be restored is no backup
 */
export async function backupNode(node: NodeContext, options: BackupOptions): Promise<MadeBackup> {
  const { actor, passphrase, progress } = options;
  const file = resolve(options.file);
  requireOutside(file, node.dataDir);
  const sealed = passphrase !== null;
  await recordLocally(node, { actor, action: 'backup.begin', object: 'node', details: { sealed } });
  const made = await withClient(urlOf(node.dataSource), async (query) => {
    const fixedFiles = await atOneMoment(node, query);
    const parts = backupParts({
      of: 'partner',
      id: node.settings.id,
      madeAt: node.now(),
      dataDir: node.dataDir,
      leftOut: [...LEFT_OUT, LEDGER_FOLDER],
      fixedFiles,
      migrationsTable: 'node_migration',
      query,
      progress,
    });
    return writeBackup({ file, of: 'partner', passphrase }, parts);
  });
  const details = { sealed, bytes: made.bytes, sha256: made.sha256 };
  await recordLocally(node, { actor, action: 'backup.done', object: 'node', details });
  return { file, ...made };
}
