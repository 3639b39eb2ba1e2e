/**
 * Policy folders for tests: the real policies with files added, changed or left out.
 *
 * Takes a change, gives a folder in the temporary directory; `removeAll` takes them away again.
 */
import { cp, mkdtemp, readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const POLICY_DIRECTORY = fileURLToPath(new URL('../../../policies/cedar/', import.meta.url));

export interface PolicyChange {
  /** nothing but the schema, and what `files` adds */
  readonly schemaOnly?: boolean;
  readonly without?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

export interface PolicyFolders {
  create(change: PolicyChange): Promise<string>;
  removeAll(): Promise<void>;
}

export function createPolicyFolders(): PolicyFolders {
  const made: string[] = [];
  return {
    async create({ schemaOnly = false, without = [], files = {} }) {
      const folder = await mkdtemp(join(tmpdir(), 'vigil-policies-'));
      made.push(folder);
      await cp(POLICY_DIRECTORY, folder, { recursive: true });
      const policies = (await readdir(folder)).filter((name) => name.endsWith('.cedar'));
      for (const file of schemaOnly ? policies : without) await unlink(join(folder, file));
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
      return folder;
    },
    async removeAll() {
      await Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true })));
    },
  };
}
