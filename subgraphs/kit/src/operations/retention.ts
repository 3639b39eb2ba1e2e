/**
 * How long a node keeps what it writes about itself: `retention` in `partner.json`, in days.
 *
 * Case files are not here. They are kept until somebody erases them, which is a decision about persons.
 */
import { z } from 'zod';

export const partnerRetention = z.strictObject({
  /** spent delegations; they expire within minutes, a day is the least that a wrong clock may need */
  delegationDays: z.int().min(1).default(7),
  /** imports that were begun and never published, with the rows they had read */
  unfinishedImportDays: z.int().min(1).default(30),
  /** finished imports: file digest and counts */
  finishedImportDays: z.int().min(30).default(1_095),
  /** the local record: who did what, and what the hub asked */
  localRecordDays: z.int().min(365).default(3_650),
});
export type PartnerRetention = z.infer<typeof partnerRetention>;

/** The retention that holds where the settings name none, or not all of it. */
export function retentionOf(settings: {
  readonly retention?: PartnerRetention | undefined;
}): PartnerRetention {
  return settings.retention ?? partnerRetention.parse({});
}
