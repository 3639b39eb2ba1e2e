/** Opens the node for one release command and closes it again. */
import type { CliContext } from '../cli/cli-context.js';
import type { NodeContext } from '../node/node-context.js';

export async function withReleaseNode<Result>(
  cli: Pick<CliContext, 'openNode'>,
  work: (node: NodeContext) => Promise<Result>,
): Promise<Result> {
  const node = await cli.openNode();
  try {
    return await work(node);
  } finally {
    await node.close();
  }
}
