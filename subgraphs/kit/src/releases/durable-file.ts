/**
 * Files that must be on the disk before anything else happens: written, flushed, and their directory flushed too.
 */
import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a new or removed name durable. Windows cannot open a directory; there the file's own flush has to do. */
export async function flushDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/**
 * Writes to a file and returns when the disk has it.
 *
 * @param flags - `a` to append, `wx` to make a file that must not exist yet
 */
export async function writeDurably(path: string, content: string, flags: 'a' | 'wx'): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(content, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
  await flushDirectory(dirname(path));
}

/** Does a file operation say that there is no such file? */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
