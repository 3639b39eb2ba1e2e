/** `vigil-partner release revoke`: a release does not stand any more, said with its reason. */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import { notifyHub } from './notify-hub.js';
import { printReleaseLine } from './print-release.js';
import { previewRevocation, revokeRelease } from './revoke-release.js';

interface RevokeOptions {
  readonly reason: string;
  readonly yes?: true;
}

async function revoke(cli: CliContext, id: string, options: RevokeOptions): Promise<void> {
  await withNode(cli, async (node) => {
    const { document, reason } = await previewRevocation(node, { id, reason: options.reason });
    if (options.yes !== true) {
      cli.err(`${printReleaseLine(document)}\nreason, published: ${reason}`);
      const question =
        'It would answer nothing any more, nothing could be made in its place, and a revocation cannot be taken back. ' +
        'Revoke it?';
      if (cli.isInteractive() && !(await cli.confirm(question)))
        throw new HubError('USAGE', 'not confirmed; nothing was revoked', 'operator');
    }
    const signed = await revokeRelease(node, { id, reason, actor: cli.actor() });
    cli.out(JSON.stringify(signed, null, 2));
    cli.err(
      `release ${id} is revoked: it answers nothing any more at a hub that knows, and what it told stays spent`,
    );
    const told = await notifyHub(node, fetch);
    if (told !== null) cli.err(told);
  });
}

export function registerRevokeCommand(release: Command, cli: CliContext): void {
  release
    .command('revoke')
    .description('say, signed, that a release does not stand any more; nothing is made in its place')
    .argument('<id>', 'of the release, as show lists it')
    .requiredOption('--reason <sentence>', 'for the public: no figure, nothing about a case')
    .option('--yes', 'do it without being asked; for scripts')
    .action((id: string, options: RevokeOptions) => revoke(cli, id, options));
}
