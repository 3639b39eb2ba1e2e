/** The line that a command which writes case files gives at a partner whose case files are somewhere else. */
import { HubError } from '@vigil/shared';
import type { NodeContext } from './node-context.js';

/** @throws HubError RECORDS_READ_ONLY at a partner on views */
export function requireOwnTables({ settings }: Pick<NodeContext, 'settings'>): void {
  if (settings.records === undefined) return;
  throw new HubError(
    'RECORDS_READ_ONLY',
    'this partner keeps its case files in a database of its own, which is only read here; make the change there',
    'operator',
  );
}
