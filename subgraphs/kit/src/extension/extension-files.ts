/**
 * The two files of an extension: where an author writes them, and where a node keeps them.
 *
 * Takes folders, gives texts. A node keeps them in `<data-dir>/extension` beside a line that names their hash:
 * what is served is what was checked, and an edit by hand is noticed. Put there and taken away whole or not at
 * all; a swap that a crash cut off is finished by whoever looks next.
 */
import { HubError } from '@vigil/shared';
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { flushDirectory, isMissing } from '../releases/durable-file.js';

export interface ExtensionSource {
  readonly sdl: string;
  /** text of a JavaScript module that exports `resolvers` */
  readonly resolvers: string;
}

export interface InstalledExtension extends ExtensionSource {
  /** SHA-256 over both files, hexadecimal */
  readonly version: string;
  /** RFC 3339 */
  readonly installedAt: string;
}

export const SDL_FILE = 'extension.graphql';
export const RESOLVERS_FILE = 'resolvers.mjs';
const STATE_FILE = 'installed.json';
/** Both files are written by people; what is longer is something else. */
const MAX_BYTES = 1024 * 1024;
const MAX_TRIES = 5;

const stateSchema = z.strictObject({
  format: z.literal('vigil-extension-1'),
  version: z.string().regex(/^[0-9a-f]{64}$/),
  installedAt: z.iso.datetime(),
});
type InstalledState = z.infer<typeof stateSchema>;

/** The folder in a data directory. */
export function extensionFolder(dataDir: string): string {
  return join(dataDir, 'extension');
}

/** The version of an extension: another one as soon as a byte of either file is another one. */
export function extensionVersion({ sdl, resolvers }: ExtensionSource): string {
  return createHash('sha256')
    .update(JSON.stringify(['vigil-extension-1', sdl, resolvers]), 'utf8')
    .digest('hex');
}

/**
 * Reads the two files of a folder.
 *
 * @throws HubError EXTENSION_INVALID when one is missing, too long, or not UTF-8
 */
export async function readExtensionFolder(folder: string): Promise<ExtensionSource> {
  return {
    sdl: await readText(join(folder, SDL_FILE)),
    resolvers: await readText(join(folder, RESOLVERS_FILE)),
  };
}

async function readText(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > MAX_BYTES) refuse(`${path} is longer than ${MAX_BYTES} bytes`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof HubError) throw error;
    if (isMissing(error)) {
      refuse(`there is no ${path}; an extension is a folder with ${SDL_FILE} and ${RESOLVERS_FILE}`);
    }
    if (error instanceof TypeError) refuse(`${path} is not UTF-8 text`);
    throw new HubError('EXTENSION_INVALID', `${path} cannot be read`, 'operator', { cause: error });
  }
}

/**
 * The version that is installed, without a look at its files.
 *
 * @returns null when there is none
 */
export async function installedState(dataDir: string): Promise<InstalledState | null> {
  const folder = await currentFolder(dataDir);
  if (folder === null) return null;
  const text = await readFile(join(folder, STATE_FILE), 'utf8').catch(() => '');
  const parsed = stateSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    refuse(`${folder} was not put there by vigil-partner extension install; remove it and install again`);
  }
  return parsed.data;
}

/**
 * The extension that is installed.
 *
 * @returns null when there is none
 * @throws HubError EXTENSION_INVALID when its files are not those that were installed
 */
export async function readInstalled(dataDir: string): Promise<InstalledExtension | null> {
  for (let tries = 1; ; tries += 1) {
    const state = await installedState(dataDir);
    const folder = await currentFolder(dataDir);
    if (state === null || folder === null) return null;
    const source = await readExtensionFolder(folder).catch((error: unknown) => error);
    if (isSource(source) && extensionVersion(source) === state.version) {
      return { ...source, version: state.version, installedAt: state.installedAt };
    }
    // somebody may have installed another one between the two looks: then the next look sees that one
    const replaced = (await installedState(dataDir))?.version !== state.version;
    if (replaced && tries < MAX_TRIES) continue;
    if (!isSource(source)) throw source;
    refuse(`the files in ${folder} were changed after they were installed; run extension install again`);
  }
}

function isSource(value: unknown): value is ExtensionSource {
  return typeof value === 'object' && value !== null && 'sdl' in value;
}

/** Puts an extension in the place of the one that is there, if any. The caller sees to it that nobody else does. */
export async function writeInstalled(
  dataDir: string,
  source: ExtensionSource,
  installedAt: Date,
): Promise<void> {
  const folder = extensionFolder(dataDir);
  const next = `${folder}.new`;
  await rm(next, { recursive: true, force: true });
  await mkdir(next, { recursive: true, mode: 0o700 });
  const state: InstalledState = {
    format: 'vigil-extension-1',
    version: extensionVersion(source),
    installedAt: installedAt.toISOString(),
  };
  await writeFlushed(join(next, SDL_FILE), source.sdl);
  await writeFlushed(join(next, RESOLVERS_FILE), source.resolvers);
  await writeFlushed(join(next, STATE_FILE), `${JSON.stringify(state, null, 2)}\n`);
  await flushDirectory(next);
  await setAside(folder);
  await rename(next, folder);
  await flushDirectory(dataDir);
  await rm(`${folder}.old`, { recursive: true, force: true });
}

/** Takes the extension away. */
export async function removeInstalled(dataDir: string): Promise<void> {
  const folder = extensionFolder(dataDir);
  // the name goes first: nobody finds a folder of which half is gone
  for (const left of ['old', 'removed']) await rm(`${folder}.${left}`, { recursive: true, force: true });
  await rename(folder, `${folder}.removed`).catch(ignoreMissing);
  await flushDirectory(dataDir);
  await rm(`${folder}.removed`, { recursive: true, force: true });
}

/** Between the two renames of a swap the old one is still the one that counts. */
async function currentFolder(dataDir: string): Promise<string | null> {
  const folder = extensionFolder(dataDir);
  for (const candidate of [folder, `${folder}.old`, folder]) {
    if (await exists(candidate)) return candidate;
  }
  return null;
}

async function setAside(folder: string): Promise<void> {
  if (!(await exists(folder))) return;
  await rm(`${folder}.old`, { recursive: true, force: true });
  await rename(folder, `${folder}.old`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function writeFlushed(path: string, content: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(content, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

function refuse(message: string): never {
  throw new HubError('EXTENSION_INVALID', message, 'operator');
}
