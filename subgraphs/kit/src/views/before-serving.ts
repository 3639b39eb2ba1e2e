/** What a partner on views does before it answers: the cheap checks, and forgetting what was erased over there. */
import type { NodeContext } from '../node/node-context.js';
import { forgetVanishedCells } from '../releases/forget-vanished.js';
import { checkViewsBeforeServing, requireNoErrors } from './check-views.js';

/**
 * Does nothing at a partner with tables of its own.
 *
 * @throws HubError RECORDS_UNREADABLE when the views are not as they must be: then nothing is served
 */
export async function readyRecords(context: NodeContext): Promise<void> {
  if (context.settings.records === undefined) return;
  requireNoErrors(await checkViewsBeforeServing(context));
  const forgotten = await forgetVanishedCells(context);
  if (forgotten > 0) context.log.info({ forgotten }, 'cells of erased records were forgotten');
}
