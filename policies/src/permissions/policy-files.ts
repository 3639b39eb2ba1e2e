/**
 * Reads the policies as they lie beside this package: Cedar texts that a lawyer can read.
 *
 * Takes a folder, gives texts and their version. Judges nothing; `policy-engine.ts` does.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HubError } from '@vigil/shared';

export interface PolicyFiles {
  readonly schema: string;
  readonly policies: readonly { readonly file: string; readonly text: string }[];
  /** SHA-256 over every file's name and text, hexadecimal: the same on both sides of a delegation, or they differ */
  readonly version: string;
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
    const policies = await Promise.all(
      names.map(async (file) => ({ file, text: await readText(join(directory, file)) })),
    );
    if (policies.length === 0) throw new Error('no file ends in .cedar');
    const schema = await readText(join(directory, SCHEMA_FILE));
    return { schema, policies, version: hashTexts([{ file: SCHEMA_FILE, text: schema }, ...policies]) };
  } catch (cause) {
    throw new HubError('POLICY_INVALID', 'the policy files cannot be read', 'operator', { cause });
  }
}

async function readText(path: string): Promise<string> {
  // A checkout on Windows may have changed the line ends; the policy is the same one.
  return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
}

function hashTexts(files: PolicyFiles['policies']): string {
  const hash = createHash('sha256');
  for (const { file, text } of files) {
    // JSON quotes both parts, so that no text can be moved from one file into another unnoticed.
    hash.update(JSON.stringify([file, text]));
  }
  return hash.digest('hex');
}
