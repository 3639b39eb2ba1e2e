/**
 * Documents that the operator keeps beside the hub, so that callers name them instead of sending them.
 *
 * Takes a folder, gives the texts under their identifiers: `sha256:` and the digest of the file's bytes. Read once,
 * at the start; a file that is no document stops it. What a document may do here is decided at each request, as if
 * its text had been sent.
 *
 * @see GraphQL over HTTP, appendix "Persisted Documents", SHA256 Hex Document Identifier
 */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '@vigil/shared';
import { Kind, parse, type DocumentNode } from 'graphql';

export interface PersistedDocument {
  /** `sha256:` and 64 digits */
  readonly id: string;
  /** name in the folder */
  readonly file: string;
  readonly text: string;
  /** names of its operations; one without a name is '' */
  readonly operations: readonly string[];
}

const ENDINGS = ['.graphql', '.gql'];

function refuse(file: string, what: string, cause: unknown): HubError {
  return new HubError('CONFIG_INVALID', `persisted document ${file}: ${what}`, 'operator', { cause });
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    // A byte order mark is part of the text that the digest is taken of.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw refuse(file, 'is not UTF-8; save it as UTF-8', cause);
  }
}

function parseFile(file: string, text: string): DocumentNode {
  try {
    return parse(text, { noLocation: true });
  } catch (cause) {
    throw refuse(file, 'is not a GraphQL document; correct it or take it out of the folder', cause);
  }
}

async function readOne(folder: string, file: string): Promise<PersistedDocument> {
  const bytes = await readFile(join(folder, file)).catch((cause: unknown) => {
    throw refuse(file, 'cannot be read', cause);
  });
  const text = decode(file, bytes);
  const { definitions } = parseFile(file, text);
  const operations = definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? ''] : [],
  );
  if (operations.length === 0)
    throw refuse(file, 'holds no operation; add one or take it out of the folder', null);
  return { id: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, file, text, operations };
}

/**
 * @param folder - its own `.graphql` and `.gql` files count, and nothing else in it
 * @returns sorted by file name
 * @throws HubError CONFIG_INVALID naming the file and what to do
 */
export async function readPersistedDocuments(folder: string): Promise<readonly PersistedDocument[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new HubError(
      'CONFIG_INVALID',
      'the folder of persisted documents cannot be read; check VIGIL_HUB_DOCUMENTS',
      'operator',
      { cause },
    );
  });
  const files = names.filter((name) => ENDINGS.some((ending) => name.endsWith(ending))).sort();
  const documents: PersistedDocument[] = [];
  for (const file of files) documents.push(await readOne(folder, file));
  return documents;
}
