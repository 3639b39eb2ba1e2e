/** `vigil-hub policy check`: are policies, schemas and agreements sound, and does all of it still mean something? */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { checkPolicies, type PolicyFinding } from '../policy-tools/check-policies.js';
import { openPolicyBook } from '../policy-tools/policy-book.js';
import type { CliContext } from './cli-context.js';
import {
  policyFolder,
  readCoalition,
  readDay,
  readExtensions,
  withSharedOptions,
  type SharedOptions,
} from './policy-options.js';

interface CheckOptions extends SharedOptions {
  strict?: boolean;
}

const HELP = `
Refused at once: a policy that is no Cedar, does not fit the schema of policies, has no id or reason, or can never
apply; a coordinate without a class; a coalition file that is not sound.
Problems (exit code 1): @policy or @requiresScopes that nobody can meet, agreements with somebody unknown.
Warnings (exit code 1 with --strict): agreements that expired, end within 30 days, or open nothing.

Example:
  $ vigil-hub policy check --coalition coalition.json --extension synthetic-one=extension.graphql
`;

async function check(options: CheckOptions, cli: CliContext): Promise<void> {
  const { json = false, strict = false } = options;
  const now = readDay(options, new Date());
  const [schema, coalition] = await Promise.all([readExtensions(options), readCoalition(options, cli)]);
  const book = await openPolicyBook(policyFolder(options, cli));
  const findings = checkPolicies({ book, schema, coalition, now });
  const { version, policies } = book.engine;
  const summary = `${policies.length} policies and ${schema.classification.size} coordinates are sound`;
  if (json)
    cli.out(JSON.stringify({ policyVersion: version, coordinates: schema.classification.size, findings }));
  else
    for (const line of [`${summary}; policies ${version.slice(0, 12)}`, ...findings.map(lineOf)])
      cli.out(line);
  const failing = findings.filter(({ level }) => level === 'problem' || (strict && level === 'warning'));
  if (failing.length > 0)
    throw new HubError(
      'POLICY_INVALID',
      `${failing.length} ${failing.length === 1 ? 'finding has' : 'findings have'} to be dealt with`,
      'operator',
    );
}

function lineOf({ level, about, text }: PolicyFinding): string {
  return `${level}: ${about}: ${text}`;
}

export function registerPolicyCheck(policy: Command, cli: CliContext): void {
  withSharedOptions(policy.command('check'))
    .description('check policies, classes and agreements; exit code 1 when something is wrong')
    .option('--strict', 'warnings are failures')
    .addHelpText('after', HELP)
    .action((options: CheckOptions) => check(options, cli));
}
