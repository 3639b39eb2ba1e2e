/**
 * Reads the policies as they lie beside this package: Cedar texts that a lawyer can read. And a partner's veto.
 *
 * Takes a folder, gives texts and their version. Judges nothing; `policy-set.ts` does.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HubError } from '@vigil/shared';

export interface PolicyFile {
  readonly file: string;
  readonly text: string;
}

export interface PolicyFiles {
  readonly schema: string;
  readonly policies: readonly PolicyFile[];
  /** SHA-256 over every file's name and text, hexadecimal: the same on both sides of a delegation, or they differ */
  readonly version: string;
}

export interface VetoFiles {
  readonly policies: readonly PolicyFile[];
  /** the same of the veto; null when there is none */
  readonly version: string | null;
}

const SCHEMA_FILE = 'vigil.cedarschema';

/** The same depth below the package from `src` and from `dist`. */
export function defaultPolicyDirectory(): string {
  return fileURLToPath(new URL('../../cedar/', import.meta.url));
}

/**
 * @param directory - holds `vigil.cedarschema` and any number of `*.cedar`
 * @throws HubError POLICY_INVALID when a file is missing or unreadable
 */
export async function readPolicyFiles(directory: string): Promise<PolicyFiles> {
  try {
    const names = (await readdir(directory)).filter((name) => name.endsWith('.cedar')).sort();
    const policies = await readTexts(directory, names);
    if (policies.length === 0) throw new Error('no file ends in .cedar');
    const schema = await readText(join(directory, SCHEMA_FILE));
    return { schema, policies, version: hashTexts([{ file: SCHEMA_FILE, text: schema }, ...policies]) };
  } catch (cause) {
    throw new HubError('POLICY_INVALID', 'the policy files cannot be read', 'operator', { cause });
  }
}

/**
 * Reads what a partner forbids besides.
 *
 * @param directory - holds `*.cedar`, and notes as `*.md`; no folder is no veto
 * @throws HubError POLICY_INVALID when a file is unreadable, or its name says that it is neither
 */
export async function readVetoFiles(directory: string): Promise<VetoFiles> {
  try {
    const names = await listVeto(directory);
    const policies = await readTexts(
      directory,
      names.filter((name) => name.endsWith('.cedar')),
    );
    return {
      policies: policies.map(({ file, text }) => ({ file: `veto/${file}`, text })),
      version: policies.length === 0 ? null : hashTexts(policies),
    };
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    throw new HubError('POLICY_INVALID', 'the files of the veto cannot be read', 'operator', { cause });
  }
}

async function listVeto(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  });
  // A veto under a name that is passed over would be a veto that nobody notices is not in force.
  const odd = names.find((name) => !/\.(cedar|md)$/.test(name));
  if (odd !== undefined) {
    throw new HubError(
      'POLICY_INVALID',
      `veto/${odd} is neither a policy (.cedar) nor a note (.md): rename it or take it out`,
      'operator',
    );
  }
  return names.sort();
}

async function readTexts(directory: string, names: readonly string[]): Promise<PolicyFile[]> {
  return Promise.all(names.map(async (file) => ({ file, text: await readText(join(directory, file)) })));
}

async function readText(path: string): Promise<string> {
  // A checkout on Windows may have changed the line ends; the policy is the same one.
  return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
}

function hashTexts(files: readonly PolicyFile[]): string {
  const hash = createHash('sha256');
  for (const { file, text } of files) {
    // JSON quotes both parts, so that no text can be moved from one file into another unnoticed.
    hash.update(JSON.stringify([file, text]));
  }
  return hash.digest('hex');
}
