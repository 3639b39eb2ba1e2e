/** The parts of the kit that the suites here look at from inside. */
export { listSignedReleases, makeRelease, verifyLocalRecord } from '@vigil/kit';
import { notedReceipt, type NodeContext } from '@vigil/kit';

/** The hub's question for releases, as the node's server hands it on. */
export function withLedgerOf(node: NodeContext): { hubAsks(after: number): Promise<boolean> } {
  return { hubAsks: (after) => notedReceipt(node, after) };
}
