/** `vigil-hub policy matrix`: roles by fields, on the terminal or as a page to print. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { describeMatrix } from '../policy-tools/describe-matrix.js';
import { matrixPage } from '../policy-tools/matrix-page.js';
import { openPolicyBook } from '../policy-tools/policy-book.js';
import { matrixJson } from '../policy-tools/policy-json.js';
import { createMatrix, type PolicyMatrix } from '../policy-tools/policy-matrix.js';
import type { CliContext } from './cli-context.js';
import { collect, policyFolder, readDay, readExtensions, type SharedOptions } from './policy-options.js';

interface MatrixOptions extends Omit<SharedOptions, 'coalition'> {
  html?: string;
}

const HELP = `
The table is about the policies alone: "with an agreement" means that one is in force. For one organisation and one
partner ask \`vigil-hub policy explain --coalition\`.

Example:
  $ vigil-hub policy matrix --html who-may-read-what.html
`;

async function writePage(path: string, matrix: PolicyMatrix): Promise<void> {
  try {
    await writeFile(path, matrixPage(matrix));
  } catch (cause) {
    throw new HubError('NOT_FOUND', 'the page cannot be written there', 'operator', { cause });
  }
}

async function matrix(options: MatrixOptions, cli: CliContext): Promise<void> {
  const { json = false, html } = options;
  const now = readDay(options, new Date());
  const schema = await readExtensions(options);
  const made = createMatrix({ book: await openPolicyBook(policyFolder(options, cli)), schema, now });
  if (html !== undefined) await writePage(resolve(html), made);
  if (json) cli.out(JSON.stringify(matrixJson(made)));
  else if (html !== undefined) cli.out(`written: ${made.rows.length} rows, ${made.grants.size} permissions`);
  else for (const line of describeMatrix(made)) cli.out(line);
}

export function registerPolicyMatrix(policy: Command, cli: CliContext): void {
  policy
    .command('matrix')
    .description('print who may read what, roles by fields')
    .option('--html <file>', 'write a page instead: self-contained, for screen, paper and screen reader')
    .option('--policies <folder>', 'another folder of policies (VIGIL_HUB_POLICIES; default: those in force)')
    .option('--extension <partner=file>', "a partner's extension SDL; may be repeated", collect, [])
    .option('--date <day>', 'the day that is printed, for example 2026-11-22; default: today, UTC')
    .option('--json', 'for a script')
    .addHelpText('after', HELP)
    .action((options: MatrixOptions) => matrix(options, cli));
}
