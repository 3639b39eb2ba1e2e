/** How long the hub keeps its audit log: `retention` in `hub.json`, in days. Releases are kept for ever. */
import { z } from 'zod';

export const hubRetention = z.strictObject({
  /** who asked what, and how it ended */
  auditDays: z.int().min(365).default(3_650),
});
export type HubRetention = z.infer<typeof hubRetention>;
