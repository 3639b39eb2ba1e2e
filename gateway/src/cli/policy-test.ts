/** `vigil-hub policy test`: the sentences beside the policies, each with the answer that it must get. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultPolicyDirectory } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { openPolicyBook } from '../policy-tools/policy-book.js';
import { runCases, type CasesRun } from '../policy-tools/run-cases.js';
import type { CliContext } from './cli-context.js';
import { policyFolder } from './policy-options.js';

interface TestOptions {
  policies?: string;
  cases?: string;
  json?: boolean;
}

const HELP = `
A case is YAML that a lawyer can read: who asks, which agreements, what for, which class of data, what is known of the
record, and the answer: allowed, denied or conditional. How one is written stands in policies/README.md.

Example:
  $ vigil-hub policy test --policies ./policies-proposed --cases ./cases-proposed
`;

/** Inside the folder of policies, or beside it. */
function casesBeside(folder: string): string {
  const inside = join(folder, 'cases');
  return existsSync(inside) ? inside : join(folder, '..', 'cases');
}

function describeRun({ results, withoutCase }: CasesRun): string[] {
  const failed = results.filter(({ failure }) => failure !== null);
  return [
    ...failed.map(({ file, title, failure }) => `FAILED ${file}: ${title}\n  ${failure ?? ''}`),
    ...(withoutCase.length === 0 ? [] : [`no case names ${withoutCase.join(', ')}`]),
    `${results.length - failed.length} of ${results.length} cases passed`,
  ];
}

async function test(options: TestOptions, cli: CliContext): Promise<void> {
  const { json = false, cases } = options;
  const folder = policyFolder(options, cli) ?? defaultPolicyDirectory();
  const book = await openPolicyBook(folder);
  const run = await runCases(book, cases === undefined ? casesBeside(folder) : resolve(cases));
  if (json) cli.out(JSON.stringify({ policyVersion: book.engine.version, ...run }));
  else for (const line of describeRun(run)) cli.out(line);
  const failed = run.results.filter(({ failure }) => failure !== null).length;
  if (failed > 0)
    throw new HubError('POLICY_INVALID', `${failed} ${failed === 1 ? 'case' : 'cases'} failed`, 'operator');
}

export function registerPolicyTest(policy: Command, cli: CliContext): void {
  policy
    .command('test')
    .description('run the cases that lie beside the policies; exit code 1 when one fails')
    .option('--policies <folder>', 'another folder of policies (VIGIL_HUB_POLICIES; default: those in force)')
    .option('--cases <folder>', 'default: `cases` in the folder of policies, or beside it')
    .option('--json', 'for a script')
    .addHelpText('after', HELP)
    .action((options: TestOptions) => test(options, cli));
}
