/** `vigil-partner case add | show | edit`: the partner's own case files, on its own machine only. */
import { readFile } from 'node:fs/promises';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import type { NodeContext } from '../node/node-context.js';
import { readRecords } from '../node/read-records.js';
import { recordLocally } from '../node/record-locally.js';
import { parseCaseDocument } from './case-document.js';
import type { CaseDocument } from './case-document.js';
import { addCase, editCase } from './change-case.js';
import type { ChangedCase } from './change-case.js';
import { readCaseRows, rowsToDocument } from './read-case.js';

async function readDocument(cli: CliContext, file: string | undefined): Promise<CaseDocument> {
  if (file === undefined || file === '-') return parseCaseDocument(await cli.readInput());
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new HubError('IMPORT_FILE_INVALID', `file ${file} cannot be read`, 'operator', { cause });
  });
  return parseCaseDocument(text);
}

function report(cli: CliContext, done: string, { caseFileId, counts }: ChangedCase): void {
  const list = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  cli.out(`${done} case file ${caseFileId}: ${list.join(', ')}`);
}

async function show(cli: CliContext, node: NodeContext, reference: string, json: boolean): Promise<void> {
  const rows = await readRecords(node, (records) => readCaseRows(records, reference, 'SHOW'));
  const object = `case_file:${rows.caseFile.id}`;
  await recordLocally(node, { actor: cli.actor(), action: 'case.show', object, details: {} });
  const document = rowsToDocument(rows);
  cli.out((json ? JSON.stringify(document, null, 2) : stringify(document)).trimEnd());
}

/** Adds the commands to the program. */
export function registerCaseCommand(program: Command, cli: CliContext): void {
  const group = program.command('case').description('case files: local only, each use is recorded');
  group
    .command('add')
    .description('add one case file from YAML or JSON')
    .option('--file <file>', 'default: standard input')
    .action(async ({ file }: { file?: string }) => {
      const document = await readDocument(cli, file);
      await withNode(cli, async (node) => {
        report(cli, 'added', await addCase(node, cli.actor(), document));
      });
    });
  group
    .command('show')
    .description('print one case file with everything in it, as a document that case edit takes back')
    .argument('<reference>')
    .option('--json', 'JSON instead of YAML')
    .action(async (reference: string, { json }: { json?: true }) => {
      await withNode(cli, (node) => show(cli, node, reference, json === true));
    });
  group
    .command('edit')
    .description('replace one case file by its edited document; what the document leaves out is deleted')
    .argument('<reference>')
    .option('--file <file>', 'default: standard input')
    .action(async (reference: string, { file }: { file?: string }) => {
      const document = await readDocument(cli, file);
      await withNode(cli, async (node) => {
        report(cli, 'edited', await editCase(node, cli.actor(), reference, document));
      });
    });
}
