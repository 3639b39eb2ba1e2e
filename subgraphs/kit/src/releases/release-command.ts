/**
 * `vigil-partner release plan | sign | make | show | verify | revoke | recover`.
 *
 * Registers the subcommands; each stands in a file of its own. Nothing here prints an exact count.
 */
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { registerMakeCommand } from './make-command.js';
import { registerPlanCommands } from './plan-command.js';
import { registerRecoverCommand } from './recover-command.js';
import { registerRevokeCommand } from './revoke-command.js';
import { registerShowCommand } from './show-command.js';
import { registerVerifyCommand } from './verify-command.js';

const EXAMPLES = `
A year from its plan to its last release:
  vigil-partner --data-dir ./node release plan --year 2027     # what it costs, what the noise will do; asks, and keeps it
  vigil-partner --data-dir ./node release sign --year 2027     # from here on it is fixed
  vigil-partner --data-dir ./node release make --year 2027     # on its day
  vigil-partner --data-dir ./node release show --year 2027 > release.json
  vigil-partner release verify release.json --keys keys.json   # anywhere, with the public key alone

A year that is over and was never planned is planned, signed and released by make alone, which shows the plan and asks;
scripts say --yes.`;

export function registerReleaseCommand(program: Command, cli: CliContext): void {
  const release = program
    .command('release')
    .description('noise-protected, signed releases: what leaves this node')
    .addHelpText('after', EXAMPLES);
  registerPlanCommands(release, cli);
  registerMakeCommand(release, cli);
  registerShowCommand(release, cli);
  registerVerifyCommand(release, cli);
  registerRevokeCommand(release, cli);
  registerRecoverCommand(release, cli);
}
