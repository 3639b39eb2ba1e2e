/**
 * Stage 4, plan: Apollo's planner plans the filtered operation; this file says under which name a plan is kept.
 *
 * The name covers everything that a plan follows from. The permission map is part of it although the text is
 * filtered already: a plan made for one class of callers is never used for another, whatever the text.
 */
import { createHash } from 'node:crypto';

export interface PlannedFor {
  query: string;
  permissionMapHash: string;
  schemaHash: string;
}

/** @returns 64 hexadecimal characters */
export function planKey({ query, permissionMapHash, schemaHash }: PlannedFor): string {
  return createHash('sha256')
    .update(JSON.stringify([schemaHash, permissionMapHash, query]))
    .digest('hex');
}
