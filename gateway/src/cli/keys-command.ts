/**
 * `vigil-hub keys list | rotate`: one delegation key follows another without a refused request.
 *
 * A new key is published first (in the coalition file, whose copies the partners hold, and in jwks.json), signs
 * when the operator says so or at a time given before, and the one before is retired last.
 */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { DatabaseAuditStore } from '../storage/audit-store.js';
import { activateNextKey, makeNextKey, retireKeys, signingKeyAt } from '../storage/delegation-keys.js';
import { readHubFiles } from '../storage/hub-files.js';
import type { OperatorAction } from '../storage/operator-entry.js';
import { PartnerStateStore } from '../storage/partner-state-store.js';
import type { CliContext } from './cli-context.js';
import { operatorName } from './operator-name.js';
import { withHubDatabase } from './with-hub-database.js';

interface RotateOptions {
  activate?: boolean;
  retire?: boolean;
  overlapDays?: string;
  by?: string;
  json?: boolean;
}

interface KeyRow {
  kid: string;
  /** SIGNS, NEXT (published, waits), OLD (published, signs no more) */
  state: 'SIGNS' | 'NEXT' | 'OLD';
  /** when a NEXT key begins to sign by itself; since when the others sign */
  from: string | null;
}

function keyRows(dataDir: string, now: Date): KeyRow[] {
  const { coalition, keys } = readHubFiles(dataDir);
  const { current, next, nextSignsFrom, currentSince } = keys.signing;
  const signs = signingKeyAt(keys.signing, now);
  return coalition.hub.delegationKeys.keys.map(({ kid }) => {
    if (kid === signs.kid)
      return {
        kid,
        state: 'SIGNS',
        from: (kid === current.kid ? currentSince : nextSignsFrom)?.toISOString() ?? null,
      };
    if (kid === next?.kid) return { kid, state: 'NEXT', from: nextSignsFrom?.toISOString() ?? null };
    return { kid, state: 'OLD', from: null };
  });
}

function list(cli: CliContext, { json = false }: { json?: boolean }): void {
  const rows = keyRows(cli.dataDir(), new Date());
  if (json) {
    cli.out(JSON.stringify(rows, null, 2));
    return;
  }
  for (const { kid, state, from } of rows) {
    cli.out(`${state.padEnd(5)}  ${kid}${from === null ? '' : `  from ${from}`}`);
  }
}

const DAY_MILLISECONDS = 86_400_000;

function signsFrom(days: string | undefined, now: Date): Date | null {
  if (days === undefined) return null;
  if (!/^\d{1,3}$/.test(days) || Number(days) < 1)
    throw new HubError('USAGE', 'the overlap is a number of days from 1 to 999', 'operator');
  return new Date(now.getTime() + Number(days) * DAY_MILLISECONDS);
}

interface Step {
  action: OperatorAction;
  kids: string[];
  line: string;
}

async function makeNext(dataDir: string, from: Date | null): Promise<Step> {
  const { next, made } = await makeNextKey(dataDir, from);
  const when =
    from === null
      ? 'then run `vigil-hub keys rotate --activate`'
      : `it signs by itself from ${from.toISOString()}`;
  return {
    action: 'KEY_MADE',
    kids: made ? [next.kid] : [],
    line: `key ${next.kid} ${made ? 'is published' : 'waits already'}; give every partner the coalition file, ${when}`,
  };
}

function activate(dataDir: string, now: Date): Step {
  const done = activateNextKey(dataDir, now);
  if (done === null)
    throw new HubError('USAGE', 'no key waits; begin with `vigil-hub keys rotate`', 'operator');
  return {
    action: 'KEY_ACTIVATED',
    kids: [done.activated.kid],
    line: `key ${done.activated.kid} signs; ${done.before.kid} signs no more, retire it with \`vigil-hub keys rotate --retire\``,
  };
}

function retire(dataDir: string, now: Date): Step {
  const { signing } = readHubFiles(dataDir).keys;
  // Its time came by itself: settled first, or the key that signs would be taken for one that waits.
  if (signing.next !== null && signingKeyAt(signing, now) === signing.next) activateNextKey(dataDir, now);
  const kids = retireKeys(dataDir, now);
  return {
    action: 'KEY_RETIRED',
    kids,
    line:
      kids.length === 0
        ? 'there is no key to retire'
        : `retired: ${kids.join(', ')}; give every partner the coalition file`,
  };
}

async function rotate(cli: CliContext, options: RotateOptions): Promise<void> {
  const { json = false, by } = options;
  if (
    [options.activate, options.retire, options.overlapDays].filter((given) => given !== undefined).length > 1
  )
    throw new HubError('USAGE', 'give one of --overlap-days, --activate and --retire', 'operator');
  const operator = operatorName(by);
  const now = new Date();
  const from = signsFrom(options.overlapDays, now);
  const dataDir = cli.dataDir();
  // A file that is wrong already is not touched.
  readHubFiles(dataDir);
  await withHubDatabase(cli, async (dataSource) => {
    let step: Step;
    if (options.activate === true) step = activate(dataDir, now);
    else if (options.retire === true) step = retire(dataDir, now);
    else step = await makeNext(dataDir, from);
    const at = now.toISOString();
    const entries = step.kids.map((kid) => ({ at, action: step.action, operator, partner: null, kid }));
    if (entries.length > 0) await new DatabaseAuditStore(dataSource).append(entries);
    await new PartnerStateStore(dataSource).announce('coalition');
    if (json) cli.out(JSON.stringify({ action: step.action, kids: step.kids, keys: keyRows(dataDir, now) }));
    else cli.out(step.line);
  });
}

export function registerKeysCommand(program: Command, cli: CliContext): void {
  const keys = program.command('keys').description("the keys that sign the hub's delegations");
  keys
    .command('list')
    .description('the keys of the coalition file, which of them signs, and since when')
    .option('--json', 'for a script')
    .addHelpText('after', '\nExample:\n  $ vigil-hub keys list')
    .action((options: { json?: boolean }) => {
      list(cli, options);
    });
  keys
    .command('rotate')
    .description('publish a new key; --activate lets it sign, --retire withdraws the one before')
    .option('--overlap-days <number>', 'the new key signs by itself after so many days')
    .option('--activate', 'the published key signs from now on')
    .option('--retire', 'take keys that sign no more out of the coalition file')
    .option('--by <name>', 'who does this (default: the account)')
    .option('--json', 'for a script')
    .addHelpText(
      'after',
      '\nExample:\n  $ vigil-hub keys rotate\n  (give every partner the new coalition file)\n  $ vigil-hub keys rotate --activate\n  $ vigil-hub keys rotate --retire',
    )
    .action((options: RotateOptions) => rotate(cli, options));
}
