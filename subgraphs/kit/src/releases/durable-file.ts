/**
 * Files that must be on the disk before anything else happens: written, flushed, and their directory flushed too.
 */
import { constants } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
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

async function writeAndFlush(path: string, content: string, flags: 'a' | 'w'): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(content, 'utf8');
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Appends to a file and returns when the disk has it. */
export async function appendDurably(path: string, content: string): Promise<void> {
  await writeAndFlush(path, content, 'a');
  await flushDirectory(dirname(path));
}

/**
 * Puts a file there, whole, and returns when the disk has it: after a crash there is the old file or the new
 * one, never a piece of either.
 */
export async function replaceDurably(path: string, content: string): Promise<void> {
  const temporary = `${path}.new`; // one name: what a crash leaves is written over by the next try
  await writeAndFlush(temporary, content, 'w');
  await rename(temporary, path);
  await flushDirectory(dirname(path));
}

/** Does a file operation say that there is no such file? */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
