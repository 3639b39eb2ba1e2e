/**
 * The files of a data directory that hold no secrets: `partner.json` and `coalition.json`.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError, parseCoalition } from '@vigil/shared';
import type { Coalition } from '@vigil/shared';
import { parsePartnerSettings } from './partner-settings.js';
import type { PartnerSettings } from './partner-settings.js';

const SETTINGS = 'partner.json';
const COALITION = 'coalition.json';

/** @returns undefined when there is no such file */
async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new HubError('CONFIG_INVALID', `${path} cannot be read`, 'operator', { cause: error });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new HubError('CONFIG_INVALID', `${path} is not JSON`, 'operator', { cause });
  }
}

/** Writes a whole file or none. */
async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o644 });
  await rename(`${path}.new`, path);
}

/** @returns null when the directory is not a partner's yet */
export async function findSettings(dataDir: string): Promise<PartnerSettings | null> {
  const value = await readJson(join(dataDir, SETTINGS));
  return value === undefined ? null : parsePartnerSettings(value);
}

/** @throws HubError DATA_DIRECTORY_MISSING when `init` was not run, CONFIG_INVALID when the file is wrong */
export async function readSettings(dataDir: string): Promise<PartnerSettings> {
  const settings = await findSettings(dataDir);
  if (settings !== null) return settings;
  throw new HubError(
    'DATA_DIRECTORY_MISSING',
    `${dataDir} is not the data directory of a partner; make it with: vigil-partner init`,
    'operator',
  );
}

export async function writeSettings(dataDir: string, settings: PartnerSettings): Promise<void> {
  await writeJson(join(dataDir, SETTINGS), parsePartnerSettings(settings));
}

/** @throws HubError COALITION_INVALID when the file is missing or wrong */
export async function readCoalition(dataDir: string): Promise<Coalition> {
  const value = await readJson(join(dataDir, COALITION));
  if (value === undefined) {
    throw new HubError(
      'COALITION_INVALID',
      `${dataDir} holds no coalition file; get it from the coalition and run: vigil-partner init --coalition <file>`,
      'operator',
    );
  }
  return parseCoalition(value);
}

/** Checks a coalition file that somebody sent and keeps a copy. */
export async function adoptCoalition(dataDir: string, file: string): Promise<Coalition> {
  const value = await readJson(file);
  if (value === undefined) throw new HubError('COALITION_INVALID', `there is no file ${file}`, 'operator');
  const coalition = parseCoalition(value);
  await writeJson(join(dataDir, COALITION), coalition);
  return coalition;
}
