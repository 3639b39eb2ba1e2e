/**
 * `vigil-hub policy check | explain | matrix | diff | test`: what the policies say, before anybody relies on them.
 *
 * Needs no running hub and no database, and changes nothing. Exit code 0: all is well; 1: something widens, fails or
 * is wrong; 2: called wrongly.
 */
import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';
import { registerPolicyCheck } from './policy-check.js';
import { registerPolicyDiff } from './policy-diff.js';
import { registerPolicyExplain } from './policy-explain.js';
import { registerPolicyMatrix } from './policy-matrix.js';
import { registerPolicyTest } from './policy-test.js';

const EXAMPLE = `
Example:
  $ vigil-hub policy explain --as COURT@court:LEGAL_PROCEEDINGS Event.title
  $ vigil-hub policy diff ./policies-in-force ./policies-proposed
`;

export function registerPolicyCommand(program: Command, cli: CliContext): void {
  const policy = program
    .command('policy')
    .description('what the policies say: checked, explained, as a table, compared, tested')
    .addHelpText('after', EXAMPLE);
  registerPolicyCheck(policy, cli);
  registerPolicyExplain(policy, cli);
  registerPolicyMatrix(policy, cli);
  registerPolicyDiff(policy, cli);
  registerPolicyTest(policy, cli);
}
