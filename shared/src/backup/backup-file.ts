/**
 * A backup on disk: one line that says what it is, then the archive, sealed or said to be unsealed.
 *
 *   VIGIL-BACKUP-1 {"of":"partner","salt":"<base64url, or null: unsealed>"}\n
 *   <sealed chunks of the archive, or the archive itself>
 *
 * Neighbours: `sealed-chunks.ts` seals, `archive.ts` is the inside, `table-dump.ts` the rows.
 */
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { HubError } from '../errors/hub-error.js';
import { readArchive, writeArchive, type ArchivePart } from './archive.js';
import { badBackup } from './backup-error.js';
import { SALT_BYTES, openChunks, passphraseKey, sealChunks } from './sealed-chunks.js';

const MAGIC = 'VIGIL-BACKUP-1 ';
const MOST_HEADER_BYTES = 1_024;
const READ_BYTES = 262_144;

const header = z.strictObject({
  of: z.enum(['partner', 'hub']),
  salt: z.base64url().nullable(),
});
export type BackupOwner = z.infer<typeof header>['of'];

export interface BackupTarget {
  readonly file: string;
  readonly of: BackupOwner;
  /** null: unsealed, which the operator has said by name */
  readonly passphrase: string | null;
}

async function* sealed(target: BackupTarget, parts: AsyncIterable<ArchivePart>): AsyncGenerator<Buffer> {
  const salt = target.passphrase === null ? null : randomBytes(SALT_BYTES);
  const line = Buffer.from(
    `${MAGIC}${JSON.stringify({ of: target.of, salt: salt?.toString('base64url') ?? null })}\n`,
  );
  yield line;
  const archive = writeArchive(parts);
  if (salt === null || target.passphrase === null) yield* archive;
  else yield* sealChunks(archive, { key: await passphraseKey(target.passphrase, salt), header: line });
}

async function create(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (cause) {
    throw new HubError(
      'USAGE',
      (cause as NodeJS.ErrnoException).code === 'EEXIST'
        ? `${path} is there already; choose another name, a backup is never written over`
        : `${path} cannot be made; choose a folder that this account may write`,
      'operator',
      { cause },
    );
  }
}

/** @throws HubError USAGE for a backup inside what it backs up: the next one would hold it */
export function requireOutside(file: string, dataDir: string): void {
  const way = relative(resolve(dataDir), resolve(file));
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return;
  throw new HubError('USAGE', `${file} lies in the data directory; a backup goes elsewhere`, 'operator');
}

/**
 * Gives a finished file its name and replaces nothing: `link`, unlike `rename`, refuses what somebody put there
 * meanwhile. FAT and exFAT, which most memory sticks have, know no links; there the name is taken first.
 *
 * @throws HubError USAGE when the name is taken
 */
export async function putInPlace(
  temporary: string,
  file: string,
  linkFile: typeof link = link,
): Promise<void> {
  try {
    await linkFile(temporary, file);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw taken(file, error);
    const name = await open(file, 'wx', 0o600).catch((cause: unknown) => {
      throw taken(file, cause);
    });
    await name.close();
    await rename(temporary, file);
  }
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function taken(file: string, cause: unknown): HubError {
  return new HubError('USAGE', `${file} is there already; choose another name`, 'operator', { cause });
}

/**
 * Writes a whole backup or none: under a name of its own until the disk has all of it.
 *
 * @returns size and SHA-256 of the file
 */
export async function writeBackup(
  target: BackupTarget,
  parts: AsyncIterable<ArchivePart>,
): Promise<{ bytes: number; sha256: string }> {
  const temporary = `${target.file}.part`;
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await create(temporary);
  try {
    for await (const piece of sealed(target, parts)) {
      hash.update(piece);
      bytes += piece.byteLength;
      await file.writeFile(piece);
    }
    await file.sync();
    await putInPlace(temporary, target.file);
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
    await rm(temporary, { force: true });
  }
}

export interface BackupSource {
  readonly file: string;
  readonly of: BackupOwner;
  /** asked for when the backup is sealed */
  readonly passphrase: () => Promise<string>;
  /** said by name: whoever could write the file may have written it. Otherwise only a sealed one is opened. */
  readonly trustUnsealed: boolean;
}

async function* fileBytes(file: FileHandle, from: number): AsyncGenerator<Buffer> {
  for (let at = from; ;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function readHeader(file: FileHandle): Promise<{ line: Buffer; head: z.infer<typeof header> }> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_HEADER_BYTES), 0, MOST_HEADER_BYTES, 0);
  const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
  const line = buffer.subarray(0, end + 1);
  const text = line.toString('utf8');
  if (end < 0 || !text.startsWith(MAGIC)) throw badBackup('it is no backup of Vigil, or of another version');
  try {
    return { line, head: header.parse(JSON.parse(text.slice(MAGIC.length))) };
  } catch (cause) {
    throw badBackup('its first line cannot be read', cause);
  }
}

/** A backup opened for reading, as often as needed; the passphrase is asked for and stretched once. */
export interface OpenBackup {
  /** true: nothing proves who wrote it */
  readonly unsealed: boolean;
  parts(): AsyncGenerator<ArchivePart, string>;
  close(): Promise<void>;
}

/** @throws HubError BACKUP_INVALID, USAGE when there is no such file */
export async function openBackup({
  file: path,
  of,
  passphrase,
  trustUnsealed,
}: BackupSource): Promise<OpenBackup> {
  const file = await open(path, constants.O_RDONLY).catch((cause: unknown) => {
    throw new HubError('USAGE', `the backup ${path} cannot be read`, 'operator', { cause });
  });
  try {
    const { line, head } = await readHeader(file);
    if (head.of !== of) throw badBackup(`it is of a ${head.of}, not of a ${of}`);
    // else whoever can replace the file would choose keys, rows and statements, and no passphrase would say so
    if (head.salt === null && !trustUnsealed) {
      throw badBackup(
        'it is not encrypted, and nothing proves who wrote it; trust it by name: --unencrypted',
      );
    }
    const key =
      head.salt === null
        ? null
        : await passphraseKey(await passphrase(), Buffer.from(head.salt, 'base64url'));
    const inside = (): AsyncIterable<Uint8Array> => {
      const bytes = fileBytes(file, line.byteLength);
      return key === null ? bytes : openChunks(bytes, { key, header: line });
    };
    return { unsealed: key === null, parts: () => readArchive(inside()), close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}
