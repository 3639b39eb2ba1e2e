/**
 * `partner.json` in the data directory: who this partner is and what it publishes. No secrets.
 *
 * Shape only; `readSettings` and `writeSettings` do the files.
 */
import { HubError, PARTNER_ID, coverageList, indicatorCode, plainLine, releaseDocument } from '@vigil/shared';
import { z } from 'zod';
import { partnerRetention } from '../operations/retention.js';

/** Days of releases, where they are later than the ends of their periods; they are fixed with the plan of a year. */
const releaseDates = z.strictObject({
  /** so many days after the end of its month or year a provisional release is due */
  provisionalAfterDays: z.int().min(0).max(366).optional(),
  /** `MM-DD` of the year after, on which the last release is due */
  finalOn: z
    .string()
    .regex(/^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/, 'must be MM-DD, the day at most 28')
    .optional(),
});

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** An origin and nothing else; plain http on this machine alone. */
function isOrigin(text: string): boolean {
  if (/[?#@]/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, pathname } = new URL(text);
  if (pathname !== '/') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

const DEFAULT_FINAL_DAY = '07-01';

/**
 * May the last provisional release, due so many days after the year, come before the last release of all? After that
 * one it could never be made. Counted in a year of 365 days, where a number of days reaches furthest.
 */
function provisionalComesFirst({
  plannedReleases,
  dates: { provisionalAfterDays = 0, finalOn = DEFAULT_FINAL_DAY } = {},
}: {
  readonly plannedReleases?: 1 | 2 | undefined;
  readonly dates?: z.infer<typeof releaseDates> | undefined;
}): boolean {
  if (plannedReleases !== 2) return true;
  const provisional = Date.UTC(2027, 0, 1 + provisionalAfterDays);
  return provisional <= Date.parse(`2027-${finalOn}T00:00:00Z`);
}

const publicationFields = z.strictObject({
  profile: z.enum(['STANDARD', 'STRICT']),
  unit: z.enum(['CASE_FILE', 'PERSON', 'EVENT']),
  /** why this unit; for PERSON and EVENT it must say that the facts are already public */
  reason: plainLine(1_000).min(1),
  indicators: z.array(indicatorCode).min(1),
  coverage: coverageList.min(1),
  /** single: one (indicator, month) pair of a file counts in a year; multiple: its first three */
  entry: z.enum(['single', 'multiple']).optional(),
  /** 2: country months early, all tables at the end */
  plannedReleases: z.union([z.literal(1), z.literal(2)]).optional(),
  /** above 1: tables of persons beside the tables of files, with at most so many persons of a file in a cell */
  victimCap: z.union([z.literal(1), z.literal(3), z.literal(5), z.literal(10)]).optional(),
  optionalTables: z
    .array(z.enum(['LATE', 'CLIPPED']))
    .refine(
      (ids) => ids.join() === [...new Set(ids)].sort().reverse().join(),
      'name LATE before CLIPPED, each once',
    )
    .optional(),
  /** in how many calendar years one unit may count; null: in every one */
  yearsPerUnit: z.int().min(1).max(50).nullable().optional(),
  dates: releaseDates.optional(),
  /** true: exact figures about the same facts are published elsewhere; then every release says what that means */
  alsoPublishesExact: z.boolean().optional(),
});

const publication = publicationFields.refine(provisionalComesFirst, {
  path: ['dates'],
  message:
    'the last release (finalOn, or 07-01) would come before the last provisional one (01-01 and provisionalAfterDays), ' +
    'which could then never be made; move finalOn later, or provisionalAfterDays nearer',
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
  /** where the hub listens: told of each release when it is made; absent, the hub asks by itself */
  hubUrl: z.string().refine(isOrigin, 'must be an https origin, or http on this machine alone').optional(),
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
