/**
 * The real files, when they lie beside the repository: `VIGIL_REAL_DATA`, else `../shared/data/partners`.
 * They are not part of the repository, and nothing but the suites that say so depends on them.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './demonstration.js';

/** The folder, or undefined after saying on the terminal that these rules are not tested in this run. */
export function realDataFolder(suite: string, file: string): string | undefined {
  const folder = process.env['VIGIL_REAL_DATA'] ?? join(REPOSITORY, '..', 'shared', 'data', 'partners');
  if (existsSync(join(folder, file))) return folder;
  process.stdout.write(`${suite}: NOT RUN, the real files are not here (set VIGIL_REAL_DATA)\n`);
  return undefined;
}
