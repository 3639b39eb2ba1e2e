/**
 * The files of a data directory that belong into a backup: all but the database's own, locks, and half-written ones.
 */
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { badBackup } from './backup-error.js';

export interface DirectoryFile {
  /** relative, with slashes */
  readonly path: string;
  /** permission bits */
  readonly mode: number;
}

/** The embedded server's files (their rows are in the backup), who uses the directory now, and unfinished writes. */
const LEFT_OUT = [
  /^postgres($|[./])/,
  /^postgres\.(password|location|mutex)/,
  /^(node|command-[0-9a-f]+)\.lock/,
  /^lost\+found($|\/)/,
  /\.new$/,
];
const PLAIN = /^[^/\\\0]+(\/[^/\\\0]+)*$/;

/** May this path stand in a backup of a data directory? */
export function isDirectoryPath(path: string, leftOut: readonly RegExp[]): boolean {
  return (
    PLAIN.test(path) &&
    posix.normalize(path) === path &&
    !path.split('/').includes('..') &&
    ![...LEFT_OUT, ...leftOut].some((pattern) => pattern.test(path))
  );
}

/**
 * @param leftOut - what else never goes into a backup
 * @throws HubError BACKUP_INVALID for a link or another thing that is no file: what it means elsewhere is not known
 */
export async function directoryFiles(
  dataDir: string,
  leftOut: readonly RegExp[],
  below = '',
): Promise<DirectoryFile[]> {
  const files: DirectoryFile[] = [];
  for (const name of (await readdir(join(dataDir, below))).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    if (!isDirectoryPath(path, leftOut)) continue;
    const found = await lstat(join(dataDir, path));
    if (found.isDirectory()) files.push(...(await directoryFiles(dataDir, leftOut, path)));
    else if (found.isFile()) files.push({ path, mode: found.mode & 0o777 });
    else throw badBackup(`${path} in the data directory is neither a file nor a folder; move it elsewhere`);
  }
  return files;
}

/** The content of one of them. */
export async function* readDirectoryFile(dataDir: string, path: string): AsyncGenerator<Buffer> {
  const file = await open(join(dataDir, path), constants.O_RDONLY);
  try {
    for await (const piece of file.createReadStream({ autoClose: false })) yield piece as Buffer;
  } finally {
    await file.close();
  }
}

/** Paths of all of them. */
export async function directoryFilePaths(dataDir: string): Promise<string[]> {
  return (await directoryFiles(dataDir, [])).map(({ path }) => path);
}
