/**
 * `partner.json` in the data directory: who this partner is and what it publishes. No secrets.
 *
 * Shape only; `readSettings` and `writeSettings` do the files.
 */
import { HubError, PARTNER_ID, declaredCoverage, indicatorCode, releaseDocument } from '@vigil/shared';
import { z } from 'zod';
import { partnerRetention } from '../operations/retention.js';

const publication = z.strictObject({
  profile: z.enum(['STANDARD', 'STRICT']),
  unit: z.enum(['CASE_FILE', 'PERSON', 'EVENT']),
  /** why this unit; for PERSON and EVENT it must say that the facts are already public */
  reason: z.string().min(1),
  indicators: z.array(indicatorCode).min(1),
  coverage: z.array(declaredCoverage).min(1),
});

/** A schema of views: a plain name that needs no quotes and is none of PostgreSQL's own. */
export const viewSchemaName = z
  .string()
  .regex(/^(?!pg_)(?!information_schema$)(?!public$)[a-z_][a-z0-9_]{0,62}$/, 'is no plain name of a schema');

const partnerSettings = z.strictObject({
  format: z.literal('vigil-partner-1'),
  id: z.string().regex(PARTNER_ID),
  name: z.string().min(1),
  /** true: every case file must be marked synthetic; only then are records answered to the hub */
  synthetic: z.boolean(),
  port: z.int().min(0).max(65_535),
  publication,
  /** absent: case files are in the node's own tables; its URL is a secret and stands in keys/records-url */
  records: z.strictObject({ kind: z.literal('views'), schema: viewSchemaName }).optional(),
  /** how long the node keeps what it writes about itself; see operations/retention.ts for the defaults */
  retention: partnerRetention.optional(),
  methodology: releaseDocument.shape.methodology,
  fundingStreams: releaseDocument.shape.fundingStreams,
});

export type PartnerSettings = z.infer<typeof partnerSettings>;
export type PublicationSettings = PartnerSettings['publication'];

/**
 * Checks the settings of a partner.
 *
 * @param value - parsed JSON of any shape
 * @throws HubError CONFIG_INVALID naming the first field that is wrong
 */
export function parsePartnerSettings(value: unknown): PartnerSettings {
  const parsed = partnerSettings.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new HubError(
      'CONFIG_INVALID',
      `partner settings, field ${issue?.path.join('.') ?? '(root)'}: ${issue?.message ?? 'invalid'}`,
      'operator',
    );
  }
  const { indicators, coverage } = parsed.data.publication;
  const uncovered = indicators.find((code) => !coverage.some(({ indicator }) => indicator === code));
  if (uncovered !== undefined) {
    throw new HubError('CONFIG_INVALID', `partner settings declare no coverage for ${uncovered}`, 'operator');
  }
  return parsed.data;
}
