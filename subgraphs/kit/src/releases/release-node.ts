/** What the release code needs of an open node. */
import type { NodeContext } from '../node/node-context.js';

export type ReleaseNode = Pick<
  NodeContext,
  'dataDir' | 'settings' | 'coalition' | 'dataSource' | 'records' | 'now' | 'log'
>;

/**
 * The same node at one moment: a release counts by the consents of the moment it was reserved at, and a second draw of
 * it, after a crash, by the same.
 */
export function asOf(node: ReleaseNode, moment: Date): ReleaseNode {
  const { dataDir, settings, coalition, dataSource, log } = node;
  return {
    ...{ dataDir, settings, coalition, dataSource, log },
    get records() {
      return node.records;
    },
    now: () => moment,
  };
}

/** The moments of a release, for tests that stop the process there; in this order. */
export type ReleaseStep =
  | 'reserved-in-file'
  | 'reserved'
  | 'drawn'
  | 'stored' // inside the transaction of the document
  | 'committed' // in the database, not yet in the ledger file
  | 'completed'
  | 'key-overwritten'; // not yet removed
export type OnStep = (step: ReleaseStep) => void | Promise<void>;
