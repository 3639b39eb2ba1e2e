/** `vigil-hub policy diff`: whose answers change, the widening ones first. */
import { resolve } from 'node:path';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { describeDiff } from '../policy-tools/describe-diff.js';
import { diffPolicies } from '../policy-tools/diff-policies.js';
import { openPolicyBook, readCoalitionFile } from '../policy-tools/policy-book.js';
import { diffJson } from '../policy-tools/policy-json.js';
import type { CliContext } from './cli-context.js';
import { collect, readDay, readExtensions, refuseUsage, type SharedOptions } from './policy-options.js';

interface DiffOptions extends Pick<SharedOptions, 'extension' | 'date' | 'json'> {
  coalition: readonly string[];
}

const HELP = `
Every question that either folder can tell apart is put to both: all roles and combinations of roles that a policy
names, purposes, organisations, agreements, places of the schema and places that an extension may bring, actions; and
the conditions on a record are compared for every record that they can tell apart. Without --coalition organisations,
partners and agreements are invented, so that the answer holds for every coalition. With one coalition file both
folders are asked about it; with two, the first belongs to OLD and the second to NEW.

Exit code 1 when anything widens, also for some records only, or when something is no longer done with a value.

Example:
  $ vigil-hub policy diff ./policies-in-force ./policies-proposed
  $ vigil-hub policy diff ./cedar ./cedar --coalition old.json --coalition new.json
`;

async function diff(
  folders: readonly [string, string],
  options: DiffOptions,
  cli: CliContext,
): Promise<void> {
  const { json = false, coalition: files } = options;
  if (files.length > 2) refuseUsage('give one coalition file for both, or two: old and new');
  const now = readDay(options, new Date());
  const schema = await readExtensions(options);
  const coalitions = await Promise.all(files.map((file) => readCoalitionFile(resolve(file))));
  const [before, after] = [
    await openPolicyBook(resolve(folders[0])),
    await openPolicyBook(resolve(folders[1])),
  ];
  const found = diffPolicies({
    before: { book: before, coalition: coalitions[0] ?? null },
    after: { book: after, coalition: coalitions[1] ?? coalitions[0] ?? null },
    schema,
    now,
  });
  if (json) cli.out(JSON.stringify(diffJson(found)));
  else for (const line of describeDiff(found, schema.classification)) cli.out(line);
  if (found.widens)
    throw new HubError('POLICY_INVALID', 'the new policies allow more than the old ones', 'operator');
}

export function registerPolicyDiff(policy: Command, cli: CliContext): void {
  policy
    .command('diff')
    .description('list every answer that changes from OLD to NEW; exit code 1 when anything widens')
    .argument('<old>', 'folder of policies')
    .argument('<new>', 'folder of policies')
    .option('--coalition <file>', 'coalition file; given twice: of OLD and of NEW', collect, [])
    .option('--extension <partner=file>', "a partner's extension SDL; may be repeated", collect, [])
    .option('--date <day>', 'agreements as of this day; default: today, UTC')
    .option('--json', 'for a script')
    .addHelpText('after', HELP)
    .action((before: string, after: string, options: DiffOptions) => diff([before, after], options, cli));
}
