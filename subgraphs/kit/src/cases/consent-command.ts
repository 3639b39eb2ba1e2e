/** `vigil-partner consent grant | withdraw`. */
import { HubError } from '@vigil/shared';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import { CONSENT_SCOPES } from '../records/consent-codes.js';
import type { ConsentScope } from '../records/consent-codes.js';
import { mustNameRecipient } from '../serve/consent-rule.js';
import { grantConsent, withdrawConsent } from './change-consent.js';
import type { ConsentAnswer } from './change-consent.js';

interface ConsentOptions {
  readonly person: string;
  readonly scope: ConsentScope;
  readonly recipient?: string;
  readonly expires?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function answerOf({ person, scope, recipient }: ConsentOptions): ConsentAnswer {
  if (!UUID.test(person))
    throw new HubError('USAGE', '--person is not an id; case show prints them', 'operator');
  return { person, scope, recipient: recipient ?? null };
}

/** @throws HubError USAGE where a grant would be one to nobody */
function requireNamed({ scope, recipient }: ConsentAnswer): void {
  if (!mustNameRecipient(scope) || recipient !== null) return;
  throw new HubError('USAGE', `${scope} is granted to a recipient; name it with --recipient`, 'operator');
}

/** A day holds to its end, as on paper. */
function expiryOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const expiry = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59:59.999Z` : 'invalid');
  if (Number.isNaN(expiry.getTime()) || expiry.toISOString().slice(0, 10) !== text) {
    throw new HubError('USAGE', '--expires is not a date: YYYY-MM-DD', 'operator');
  }
  return expiry;
}

function consentCommand(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .requiredOption('--person <id>', 'id of the victim or witness, from: case show')
    .addOption(new Option('--scope <scope>', 'what for').choices(CONSENT_SCOPES).makeOptionMandatory())
    .option('--recipient <organisation>', 'organisation id (default: any recipient of this scope)');
}

/** Adds the commands to the program. */
export function registerConsentCommand(program: Command, cli: CliContext): void {
  const group = program
    .command('consent')
    .description('what a victim or witness agreed to; each change is recorded');
  consentCommand(group, 'grant', 'the person agreed')
    .option('--expires <date>', 'last day on which it holds (default: until withdrawn)')
    .action(async (options: ConsentOptions) => {
      const answer = answerOf(options);
      requireNamed(answer);
      const expiry = expiryOf(options.expires);
      await withNode(cli, (node) => grantConsent(node, cli.actor(), answer, expiry));
      cli.out(`granted: ${answer.scope}`);
    });
  consentCommand(group, 'withdraw', 'the person took it back').action(async (options: ConsentOptions) => {
    const answer = answerOf(options);
    await withNode(cli, async (node) => {
      const grants = await withdrawConsent(node, cli.actor(), answer);
      cli.out(`withdrawn: ${answer.scope}, ${grants} grants taken back`);
    });
  });
}
