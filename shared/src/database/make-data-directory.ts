/** Makes a data directory with the mode that suits who runs the node. */
import { mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HubError } from '../errors/hub-error.js';

/**
 * An existing directory keeps its mode. Everything secret inside has a mode of its own.
 *
 * @returns its real path
 * @throws HubError DATA_DIRECTORY_MISSING when it can be neither made nor entered
 */
export async function makeDataDirectory(dataDir: string): Promise<string> {
  const absolute = resolve(dataDir);
  try {
    // root: PostgreSQL runs as another account, which must be able to pass through
    await mkdir(absolute, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    return await realpath(absolute);
  } catch (cause) {
    throw new HubError(
      'DATA_DIRECTORY_MISSING',
      `data directory ${absolute} cannot be made or entered; choose one that this account may write`,
      'operator',
      { cause },
    );
  }
}
