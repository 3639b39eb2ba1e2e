/**
 * The release document: what a partner signs, the hub stores, and everything on the statistics plane is a
 * pure function of.
 *
 * Shape only; signing is in `sign-release.ts`, the canonical bytes in `canonical-json.ts`.
 */
import { z } from 'zod';
import { PARTNER_ID, declaredCoverage, indicatorCode } from '../coalition/coalition.js';

/** A positive variance as an exact fraction: "8" or "9/4". */
export const varianceText = z.string().regex(/^[1-9]\d*(\/[1-9]\d*)?$/);
const hex256 = z.string().regex(/^[0-9a-f]{64}$/);

export const TABLE_IDS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7'] as const;
export const tableId = z.enum(TABLE_IDS);
export type TableId = (typeof TABLE_IDS)[number];

export const countingUnit = z.enum(['EVENT', 'ACT', 'VICTIM', 'VICTIM_SPELL', 'MEASURE', 'CASE_FILE']);

export const releasePlan = z.strictObject({
  id: z.string().min(1),
  profile: z.enum(['STANDARD', 'STRICT']),
  unit: z.enum(['CASE_FILE', 'PERSON', 'EVENT']),
  /** why this unit; for PERSON and EVENT it must say that the facts are already public */
  reason: z.string().min(1),
  entry: z.literal('single'), // 'multiple' comes with the statistics plane's own issue
  cap: z.literal(1),
  plannedReleases: z.literal(1),
  tables: z.array(z.strictObject({ id: tableId, sigma2: varianceText })).min(1),
  indicators: z.array(indicatorCode).min(1),
  coverage: z.array(declaredCoverage).min(1),
  /** zero-concentrated differential privacy of one unit in one partition, an exact fraction */
  rho: z.string().regex(/^[1-9]\d{0,17}(\/[1-9]\d{0,17})?$/),
  /** best possible accuracy of guessing whether a unit's record exists, prior one half, rounded up */
  bestGuess: z.number(),
  epsilon: z.number(),
  delta: z.number(),
});
export type ReleasePlan = z.infer<typeof releasePlan>;

export const releaseTable = z.strictObject({
  id: tableId,
  indicator: indicatorCode,
  countingUnit,
  dimensions: z.array(z.enum(['COUNTRY', 'AREA', 'MONTH', 'YEAR'])),
  sigma2: varianceText,
  snapshotDigest: hex256,
  /** every cell of the table's lattice, in lattice order; `at` in the order of `dimensions` */
  cells: z.array(z.strictObject({ at: z.array(z.string()), y: z.int() })),
});
export type ReleaseTable = z.infer<typeof releaseTable>;

export const releaseDocument = z.strictObject({
  format: z.literal('vigil-release-1'),
  /** `<partner>.<partition>.<sequence>` */
  id: z.string().min(1),
  partner: z.string().regex(PARTNER_ID),
  partition: z.string().regex(/^\d{4}$/),
  sequence: z.int().positive(),
  madeAt: z.iso.datetime(),
  definitionVersion: z.string().min(1),
  synthetic: z.boolean(),
  plan: releasePlan,
  tables: z.array(releaseTable).min(1),
  /** the ledger entry that reserved this release: its number and chained hash */
  ledger: z.strictObject({ sequence: z.int().positive(), head: hex256 }),
  methodology: z.strictObject({
    version: z.string(),
    caseSelection: z.string(),
    verificationSteps: z.array(z.string()),
    limitations: z.string(),
    standardOfProof: z.enum([
      'REASONABLE_SUSPICION',
      'REASONABLE_GROUNDS',
      'BALANCE_OF_PROBABILITIES',
      'BEYOND_REASONABLE_DOUBT',
    ]),
    changedAt: z.iso.date(),
  }),
  fundingStreams: z.array(
    z.strictObject({
      donor: z.string(),
      amountBand: z.string().nullable(),
      period: z.string().nullable(),
      restrictions: z.string().nullable(),
    }),
  ),
});
export type ReleaseDocument = z.infer<typeof releaseDocument>;

/** A document with its detached JWS (RFC 7515, appendix F) over the canonical bytes. */
export const signedRelease = z.strictObject({ document: releaseDocument, signature: z.string() });
export type SignedRelease = z.infer<typeof signedRelease>;
