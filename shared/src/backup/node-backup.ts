/**
 * What a backup of a node or of the hub holds, and how it is written and read: a manifest, the files of the data
 * directory, the tables of one snapshot, and a summary that the restored database is compared with.
 *
 * Takes functions that run statements; drivers, locks and what a chain means stay with the two sides.
 */
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ArchivePart } from './archive.js';
import type { OpenBackup } from './backup-file.js';
import { badBackup } from './backup-error.js';
import { directoryFiles, isDirectoryPath, readDirectoryFile } from './directory-files.js';
import {
  describeTables,
  dumpTable,
  fixForms,
  isRow,
  linesOf,
  loadTable,
  readSequences,
  setSequences,
  type Query,
} from './table-dump.js';
import { defineTable, makeTables, notCarried, tableDefinition } from './table-definition.js';
import { withoutGuards } from './table-guards.js';

const manifest = z.strictObject({
  format: z.literal('vigil-backup-1'),
  of: z.enum(['partner', 'hub']),
  /** partner id or hub id */
  id: z.string().min(1),
  madeAt: z.iso.datetime(),
  /** names of the migrations that made the tables, oldest first */
  migrations: z.array(z.string()),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      columns: z.array(z.tuple([z.string(), z.string()])).min(1),
      /** for a table that no migration makes */
      definition: tableDefinition,
    }),
  ),
  files: z.array(z.strictObject({ path: z.string(), mode: z.int().min(0).max(0o777) })),
});
export type BackupManifest = z.infer<typeof manifest>;

const summary = z.strictObject({
  rows: z.record(z.string(), z.int().min(0)),
  sequences: z.array(z.strictObject({ name: z.string(), last: z.string(), called: z.boolean() })),
});
export type BackupSummary = z.infer<typeof summary>;

export interface BackupInput {
  readonly of: 'partner' | 'hub';
  readonly id: string;
  readonly madeAt: Date;
  readonly dataDir: string;
  /** files that must not go into any backup */
  readonly leftOut: readonly RegExp[];
  /** files read at the moment of the snapshot, because they belong to its rows */
  readonly fixedFiles: ReadonlyMap<string, Buffer>;
  readonly migrationsTable: string;
  /** inside one REPEATABLE READ transaction that has taken its snapshot */
  readonly query: Query;
  readonly progress: (line: string) => void;
}

// eslint-disable-next-line @typescript-eslint/require-await -- the archive's parts are read as they come
async function* bytesOf(value: Uint8Array | object): AsyncGenerator<Uint8Array> {
  yield value instanceof Uint8Array ? value : Buffer.from(JSON.stringify(value), 'utf8');
}

/** Lines of a dump pass through and are counted. */
async function* counted(
  content: AsyncIterable<Buffer>,
  count: (rows: number) => void,
): AsyncGenerator<Buffer> {
  let rows = 0;
  for await (const piece of content) {
    for (const byte of piece) if (byte === 0x0a) rows += 1;
    yield piece;
  }
  count(rows);
}

/** The parts of a backup, made as they are written. */
export async function* backupParts(input: BackupInput): AsyncGenerator<ArchivePart> {
  const { of, id, madeAt, dataDir, leftOut, fixedFiles, migrationsTable, query } = input;
  await fixForms(query);
  const migrations = await query<{ name: string }>(`SELECT name FROM ${migrationsTable} ORDER BY id`);
  const tables = await describeTables(query, [migrationsTable]);
  const described: BackupManifest['tables'] = [];
  for (const { name, columns } of tables) {
    const definition = await defineTable(query, name);
    described.push({ name, columns: columns.map(([column, type]) => [column, type]), definition });
  }
  for (const what of await notCarried(query)) input.progress(`NOT in the backup, keep its SQL: ${what}`);
  const found = await directoryFiles(dataDir, leftOut);
  const files = found.filter(({ path }) => !fixedFiles.has(path));
  for (const path of fixedFiles.keys()) files.push({ path, mode: 0o600 });
  const begin: BackupManifest = {
    ...{ format: 'vigil-backup-1' as const, of, id, madeAt: madeAt.toISOString(), files },
    migrations: migrations.map(({ name }) => name),
    tables: described,
  };
  yield { name: 'manifest', content: bytesOf(begin) };
  for (const { path } of files) {
    const fixed = fixedFiles.get(path);
    yield {
      name: `file ${path}`,
      content: fixed === undefined ? readDirectoryFile(dataDir, path) : bytesOf(fixed),
    };
  }
  const rows: Record<string, number> = {};
  for (const table of tables) {
    const content = counted(dumpTable(query, table), (count) => {
      rows[table.name] = count;
      if (count > 0) input.progress(`${table.name}: ${count} rows`);
    });
    yield { name: `table ${table.name}`, content };
  }
  const end: BackupSummary = { rows, sequences: await readSequences(query) };
  yield { name: 'summary', content: bytesOf(end) };
}

const MOST_JSON_BYTES = 16_777_216;

async function readJson<T>(part: ArchivePart, schema: z.ZodType<T>): Promise<T> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of part.content) {
    bytes += piece.byteLength;
    if (bytes > MOST_JSON_BYTES) throw badBackup(`part ${part.name} is too long`);
    pieces.push(piece);
  }
  try {
    return schema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
  } catch (cause) {
    throw badBackup(`part ${part.name} cannot be read`, cause);
  }
}

interface PartReaders {
  readonly file: (path: string, mode: number, content: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly table: (shape: BackupManifest['tables'][number], lines: AsyncIterable<string>) => Promise<number>;
}

/** Walks a backup in the order it was written; a part that the manifest does not announce is refused. */
async function walk(
  backup: OpenBackup,
  readers: (manifest: BackupManifest) => PartReaders | Promise<PartReaders>,
): Promise<{ manifest: BackupManifest; summary: BackupSummary; digest: string }> {
  const parts = backup.parts();
  const take = async (name: string): Promise<ArchivePart> => {
    const next = await parts.next();
    if (next.done === true || next.value.name !== name) throw badBackup(`part ${name} is missing`);
    return next.value;
  };
  const begin = await readJson(await take('manifest'), manifest);
  const { file, table } = await readers(begin);
  for (const { path, mode } of begin.files) await file(path, mode, (await take(`file ${path}`)).content);
  const rows: Record<string, number> = {};
  for (const shape of begin.tables) {
    rows[shape.name] = await table(shape, linesOf((await take(`table ${shape.name}`)).content));
  }
  const end = await readJson(await take('summary'), summary);
  const last = await parts.next();
  if (last.done !== true) throw badBackup('it holds more than it announces');
  for (const [name, count] of Object.entries(rows)) {
    if (end.rows[name] !== count) throw badBackup(`table ${name} does not have the rows it announces`);
  }
  return { manifest: begin, summary: end, digest: last.value };
}

export interface CheckedBackup {
  readonly manifest: BackupManifest;
  readonly summary: BackupSummary;
  /** of everything in it */
  readonly digest: string;
}

/**
 * Reads a backup from its first to its last byte and touches nothing.
 *
 * @param leftOut - files that no backup may bring back
 * @throws HubError BACKUP_INVALID
 */
export function checkBackup(
  backup: OpenBackup,
  of: 'partner' | 'hub',
  leftOut: readonly RegExp[],
): Promise<CheckedBackup> {
  return walk(backup, (begin) => {
    if (begin.of !== of) throw badBackup(`it is of a ${begin.of}`);
    const paths = begin.files.map(({ path }) => path);
    if (new Set(paths).size !== paths.length || !paths.every((path) => isDirectoryPath(path, leftOut))) {
      throw badBackup('it names a file that has no place in a data directory');
    }
    return {
      file: async (_path, _mode, content) => {
        const hashed = content[Symbol.asyncIterator]();
        while ((await hashed.next()).done !== true);
      },
      table: async (shape, lines) => {
        let count = 0;
        for await (const line of lines) {
          if (!isRow(line, shape)) throw badBackup(`table ${shape.name} has a row that is none`);
          count += 1;
        }
        return count;
      },
    };
  });
}

async function writeNewFile(path: string, mode: number, content: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', mode);
  try {
    for await (const piece of content) await file.writeFile(piece);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

export interface LoadInput {
  readonly dataDir: string;
  readonly migrationsTable: string;
  /** inside one transaction; the tables are there and empty */
  readonly query: Query;
  readonly progress: (line: string) => void;
}

/**
 * Writes what `checkBackup` has checked: the files into an empty directory, the rows into empty tables. What is read
 * now must be what was checked.
 *
 * @throws HubError BACKUP_INVALID; the caller rolls back and removes the files
 */
export async function loadBackup(
  backup: OpenBackup,
  checked: CheckedBackup,
  input: LoadInput,
): Promise<void> {
  const { dataDir, migrationsTable, query, progress } = input;
  await fixForms(query);
  const { tables } = checked.manifest;
  const made = new Set((await describeTables(query, [migrationsTable])).map(({ name }) => name));
  await makeTables(
    query,
    tables.filter(({ name }) => !made.has(name)),
  );
  const here = await describeTables(query, [migrationsTable]);
  if (JSON.stringify(here) !== JSON.stringify(tables.map(({ name, columns }) => ({ name, columns })))) {
    throw badBackup(
      'its tables are not those that its migrations make here; install the version that made it',
    );
  }
  await withoutGuards(query, async () => {
    const { digest } = await walk(backup, () => ({
      file: (path, mode, content) => writeNewFile(join(dataDir, path), mode, content),
      table: async (shape, lines) => {
        const count = await loadTable(query, shape, lines);
        if (count > 0) progress(`${shape.name}: ${count} rows`);
        return count;
      },
    }));
    if (digest !== checked.digest) throw badBackup('the file changed while it was read');
  });
  await setSequences(query, checked.summary.sequences);
}
