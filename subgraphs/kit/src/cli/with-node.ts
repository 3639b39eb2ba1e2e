/** Opens the node for the length of one piece of work, and closes it whatever comes of that. */
import type { NodeContext } from '../node/node-context.js';
import type { CliContext } from './cli-context.js';

export async function withNode<Result>(
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
