/**
 * Takes a recipient's key away, on an open node, with its line in the local record.
 *
 * A pin that was changed by hand goes as well: there is no other way to be rid of it.
 */
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { readPin, removePin } from './recipient-pins.js';

/** @returns the fingerprint of what was pinned; null: nothing was */
export async function unpinRecipient(
  node: NodeContext,
  actor: string,
  organisation: string,
): Promise<string | null> {
  const pinned = await readPin(node.dataDir, organisation).catch(() => undefined);
  if (pinned === null) return null;
  const thumbprint = pinned?.thumbprint ?? 'unreadable';
  // written down first: a pin that is gone must have its line
  await recordLocally(node, {
    actor,
    action: 'recipient.remove',
    object: organisation,
    details: { thumbprint },
  });
  await removePin(node.dataDir, organisation);
  return thumbprint;
}
