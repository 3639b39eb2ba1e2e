/** `vigil-hub documents list`: the documents that callers may name, and what they would name them by. */
import { resolve } from 'node:path';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { readPersistedDocuments, type PersistedDocument } from '../persisted-documents.js';
import type { CliContext } from './cli-context.js';

interface ListOptions {
  folder?: string;
  json?: boolean;
}

const EXAMPLE = `
Example:
  $ vigil-hub documents list --folder ./documents
  sha256:7dba…d6e  user.graphql  (without a name)

A caller sends "documentId" with that identifier instead of "query". It is the SHA-256 of the file, byte for byte: a
changed file is another document. The hub reads the folder when it starts (VIGIL_HUB_DOCUMENTS).
`;

function lineOf({ id, file, operations }: PersistedDocument): string {
  return `${id}  ${file}  ${operations.map((name) => name || '(without a name)').join(', ')}`;
}

async function list({ folder, json = false }: ListOptions, cli: CliContext): Promise<void> {
  const given = folder ?? cli.config().documents?.folder;
  if (given === undefined)
    throw new HubError('USAGE', 'which folder? give --folder or set VIGIL_HUB_DOCUMENTS', 'operator');
  const documents = await readPersistedDocuments(resolve(given));
  if (json) {
    cli.out(JSON.stringify(documents.map(({ id, file, operations }) => ({ id, file, operations }))));
    return;
  }
  for (const document of documents) cli.out(lineOf(document));
  if (documents.length === 0) cli.out('no .graphql or .gql file in the folder');
}

export function registerDocumentsCommand(program: Command, cli: CliContext): void {
  program
    .command('documents')
    .description('documents that are kept here, so that callers name them')
    .command('list')
    .description('list the documents of a folder with their identifiers; exit code 1 when one cannot be used')
    .option('--folder <folder>', 'default: VIGIL_HUB_DOCUMENTS')
    .option('--json', 'print them as JSON')
    .addHelpText('after', EXAMPLE)
    .action((options: ListOptions) => list(options, cli));
}
