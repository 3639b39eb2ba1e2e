/** `vigil-partner release revoke | recover`: what cannot be undone, said with its reason. */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import { notifyHub } from './notify-hub.js';
import { recoverLostLedger, type HubAnchor } from './recover-lost-ledger.js';
import { revokeRelease } from './revoke-release.js';

interface RecoverOptions {
  readonly lostLedger?: true;
  readonly reason?: string;
  readonly hubRelease?: string;
  readonly hubEntry?: string;
  readonly yes?: true;
}

async function revoke(cli: CliContext, id: string, reason: string): Promise<void> {
  await withNode(cli, async (node) => {
    const signed = await revokeRelease(node, { id, reason, actor: cli.actor() });
    cli.out(JSON.stringify(signed, null, 2));
    cli.err(
      `release ${id} is revoked: it answers nothing any more at a hub that knows, and what it told stays spent`,
    );
    const told = await notifyHub(node, fetch);
    if (told !== null) cli.err(told);
  });
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

async function recover(cli: CliContext, options: RecoverOptions): Promise<void> {
  if (options.lostLedger !== true)
    throw new HubError(
      'USAGE',
      'what a crash leaves is put right by itself; for a ledger that is lost say --lost-ledger',
      'operator',
    );
  const hub = anchorOf(options);
  const reason = options.reason ?? 'the ledger file was lost';
  await withNode(cli, async (node) => {
    const question =
      'Every year that has begun and has not had its last release will be charged whole: no release of it is possible ' +
      'afterwards. A newest backup of the ledger is the better remedy. Go on?';
    if (options.yes !== true && !(await cli.confirm(question)))
      throw new HubError('USAGE', 'not confirmed; nothing was changed', 'operator');
    const settled = { actor: cli.actor(), reason, ...(hub === undefined ? {} : { hub }) };
    const { charged, entries } = await recoverLostLedger(node, settled);
    cli.out(`ledger written anew, ${entries} entries`);
    cli.out(charged.length === 0 ? 'charged: no year' : `charged: ${charged.join(', ')}`);
    cli.err('no release is made until the hub has asked once: vigil-partner serve');
  });
}

export function registerRevokeCommands(release: Command, cli: CliContext): void {
  release
    .command('revoke')
    .description('say, signed, that a release does not stand any more; nothing is made in its place')
    .argument('<id>', 'of the release, as show lists it')
    .requiredOption('--reason <sentence>', 'for the public: no figure, nothing about a case')
    .action((id: string, { reason }: { reason: string }) => revoke(cli, id, reason));
  release
    .command('recover')
    .description('write a lost ledger anew, and charge whatever it may have spent')
    .option('--lost-ledger', 'the ledger file is gone or damaged, and no backup has the newest one')
    .option('--reason <sentence>', 'how it was lost; stands signed in the new ledger')
    .option(
      '--hub-release <number>',
      'only when the database is lost too: number of the newest release at the hub',
    )
    .option('--hub-entry <number>', 'and `ledger.sequence` of its document')
    .option('--yes', 'do it without being asked; for scripts')
    .action((options: RecoverOptions) => recover(cli, options));
}
