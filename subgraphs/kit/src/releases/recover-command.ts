/** `vigil-partner release recover`: what no start puts right by itself, done by the operator's will and on record. */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import type { NodeContext } from '../node/node-context.js';
import { giveUpReservation, waitingReservation } from './give-up-reservation.js';
import { recoverLedger } from './recover-ledger.js';
import { recoverLostLedger, type HubAnchor } from './recover-lost-ledger.js';

interface RecoverOptions {
  readonly lostLedger?: true;
  readonly behindHub?: true;
  readonly charge?: true;
  readonly reason?: string;
  readonly hubRelease?: string;
  readonly hubEntry?: string;
  readonly yes?: true;
}

async function requireYes(cli: CliContext, { yes }: RecoverOptions, question: string): Promise<void> {
  if (yes !== true && !(await cli.confirm(question)))
    throw new HubError('USAGE', 'not confirmed; nothing was changed', 'operator');
}

function anchorOf({ hubRelease, hubEntry }: RecoverOptions): HubAnchor | undefined {
  if (hubRelease === undefined && hubEntry === undefined) return undefined;
  const [release, entry] = [hubRelease, hubEntry].map((text) =>
    /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : 0,
  );
  if (!release || !entry)
    throw new HubError('USAGE', 'give --hub-release and --hub-entry together, as numbers', 'operator');
  return { release, entry };
}

async function recoverLost(cli: CliContext, node: NodeContext, options: RecoverOptions): Promise<void> {
  const hub = anchorOf(options);
  const question =
    'Every year that has begun and has not had its last release will be charged whole: no release of it is possible ' +
    'afterwards. A newest backup of the ledger is the better remedy. Go on?';
  await requireYes(cli, options, question);
  const behindHub = options.behindHub === true;
  const reason =
    options.reason ?? (behindHub ? 'the hub has named more than this node has' : 'the ledger file was lost');
  const settled = { actor: cli.actor(), reason, behindHub, ...(hub === undefined ? {} : { hub }) };
  const { charged, entries } = await recoverLostLedger(node, settled);
  cli.out(`ledger written anew, ${entries} entries`);
  cli.out(charged.length === 0 ? 'charged: no year' : `charged: ${charged.join(', ')}`);
  cli.err('no release is made until the hub has asked once: vigil-partner serve');
}

async function charge(cli: CliContext, node: NodeContext, options: RecoverOptions): Promise<void> {
  const actor = cli.actor();
  // what can be finished is finished: a charge is for what nothing else ends
  for (const note of await recoverLedger(node, { actor })) cli.err(note);
  const open = await waitingReservation(node);
  if (open === null)
    throw new HubError('USAGE', 'no reservation waits; there is nothing to charge', 'operator');
  const { release, partition } = open;
  const question =
    `Give up release ${release} of ${partition}? Nothing will be published of it, it stays charged, and where the plan ` +
    `of ${partition} has no budget to spare no release of that year is possible any more. This cannot be taken back.`;
  await requireYes(cli, options, question);
  const reason = options.reason ?? 'it could not be finished';
  const notes = await giveUpReservation(node, { release, reason, actor });
  cli.out(`charged: release ${release} of ${partition}`);
  for (const note of notes) cli.err(note);
}

async function recover(cli: CliContext, options: RecoverOptions): Promise<void> {
  const chosen = [options.lostLedger, options.behindHub, options.charge].filter((one) => one === true);
  if (chosen.length !== 1)
    throw new HubError(
      'USAGE',
      'what a crash leaves is put right by itself; to give up a reservation that waits say --charge, for a ledger that is ' +
        'lost --lost-ledger, for one that the hub has seen more of than there is --behind-hub: one of them',
      'operator',
    );
  await withNode(cli, (node) =>
    options.charge === true ? charge(cli, node, options) : recoverLost(cli, node, options),
  );
}

export function registerRecoverCommand(release: Command, cli: CliContext): void {
  release
    .command('recover')
    .description('end what no start puts right by itself: a reservation that waits, a ledger that is lost')
    .option('--charge', 'give up the reservation that waits: it stays spent, nothing is published of it')
    .option('--lost-ledger', 'the ledger file is gone or damaged, and no backup has the newest one')
    .option(
      '--behind-hub',
      'the hub names more than this node has, and no backup has it; charges like --lost-ledger',
    )
    .option('--reason <sentence>', 'why; stands in the ledger')
    .option(
      '--hub-release <number>',
      'only when the database is lost too, or the hub is an old one: number of the newest release there',
    )
    .option('--hub-entry <number>', 'and `ledger.sequence` of its document')
    .option('--yes', 'do it without being asked; for scripts')
    .action((options: RecoverOptions) => recover(cli, options));
}
