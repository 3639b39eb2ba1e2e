/** `vigil-partner views check`: is what the partner's database shows what the contract needs, and no more? */
import { HubError } from '@vigil/shared';
import type { CliContext } from '../cli/cli-context.js';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { checkViews, viewSchemaOf } from './check-views.js';
import { finding, printFinding, type ViewFinding } from './finding.js';

/** Away or closed is a finding too: a script reads one form of answer. */
async function findingsOf(node: NodeContext): Promise<ViewFinding[]> {
  try {
    return await checkViews(node);
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'RECORDS_UNREADABLE') throw error;
    return [
      finding.error('CONNECTION', {
        where: 'the records database',
        says: error.message.replace(/; vigil-partner views check .*$/, ''),
        remedy: 'check the URL in keys/records-url, the server, and the rights of its role',
      }),
    ];
  }
}

/** @throws HubError RECORDS_UNREADABLE when something is wrong: exit code 1 */
export async function runViewsCheck(cli: CliContext, { json }: { readonly json?: true }): Promise<void> {
  const node = await cli.openNode();
  try {
    const schema = viewSchemaOf(node);
    const findings = await findingsOf(node);
    const errors = findings.filter(({ severity }) => severity === 'ERROR').length;
    const advice = findings.length - errors;
    const details = { errors, advice };
    await recordLocally(node, { actor: cli.actor(), action: 'views.check', object: schema, details });
    if (json === true) cli.out(JSON.stringify({ schema, errors, advice, findings }, null, 2));
    else {
      for (const one of findings) cli.out(printFinding(one));
      cli.out(`views of schema ${schema}: ${errors} errors, ${advice} pieces of advice`);
    }
    if (errors > 0) {
      throw new HubError(
        'RECORDS_UNREADABLE',
        `${errors} errors in the views; nothing is served until they are put right`,
        'operator',
      );
    }
  } finally {
    await node.close();
  }
}
