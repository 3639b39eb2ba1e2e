/**
 * The release document: what a partner signs, the hub stores, and everything on the statistics plane is a
 * pure function of.
 *
 * Shape only; signing is in `sign-release.ts`, the canonical bytes in `canonical-json.ts`.
 */
import { z } from 'zod';
import { PARTNER_ID, coverageList, indicatorCode } from '../coalition/coalition.js';
import { plainLine } from './plain-text.js';
import { fundingStatement, methodologyStatement } from './statements.js';

/** A positive variance as an exact fraction: "8" or "9/4". */
export const varianceText = z.string().regex(/^[1-9]\d*(\/[1-9]\d*)?$/);
const hex256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The lattice, and the two optional tables: files that came late, and files that the caps have cut. */
export const TABLE_IDS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'LATE', 'CLIPPED'] as const;
export const tableId = z.enum(TABLE_IDS);
export type TableId = (typeof TABLE_IDS)[number];
export type LatticeTableId = Exclude<TableId, 'LATE' | 'CLIPPED'>;

export const releaseDimension = z.enum([
  'COUNTRY',
  'AREA',
  'MONTH',
  'YEAR',
  'VICTIM_GROUP',
  'PERPETRATOR_TYPE',
  'SEX',
  'AGE_BAND',
  'MONTH_RECEIVED',
]);
export type ReleaseDimension = z.infer<typeof releaseDimension>;

/** Which of the planned releases of a year: the early one of country months, or the last one. */
export const releaseStage = z.enum(['PROVISIONAL', 'FINAL']);
export type ReleaseStage = z.infer<typeof releaseStage>;

/** The year, or the month of it that a provisional release is about. */
export const releasePart = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2]))?$/);

/** What is counted from one: as far as GraphQL's Int goes, and a column of 32 bits. */
export const entryNumber = z.int().positive().max(2_147_483_647);

/** What a count of a table is: units of the plan, or persons of a file beside a count of files. */
export const tableCounts = z.enum(['UNIT', 'VICTIM']);
export type TableCounts = z.infer<typeof tableCounts>;

export const countingUnit = z.enum(['EVENT', 'ACT', 'VICTIM', 'VICTIM_SPELL', 'MEASURE', 'CASE_FILE']);

export const releasePlan = z.strictObject({
  id: z.string().min(1),
  profile: z.enum(['STANDARD', 'STRICT']),
  unit: z.enum(['CASE_FILE', 'PERSON', 'EVENT']),
  /** why this unit; for PERSON and EVENT it must say that the facts are already public */
  reason: plainLine(1_000).min(1),
  /** single: one (indicator, month) pair a year; multiple: at most `pairs`, and `yearIndicators` in year tables */
  entry: z.enum(['single', 'multiple']),
  /** M, the most (indicator, month) pairs that one unit enters in a year */
  pairs: z.int().min(1).max(12),
  /** I, the most indicators that one unit enters in the year tables */
  yearIndicators: z.int().min(1).max(4),
  /** C, the most persons that one file adds to a cell of a table of victims; 1: there are no such tables */
  victimCap: z.union([z.literal(1), z.literal(3), z.literal(5), z.literal(10)]),
  /** in how many calendar years one unit may count; null: in every one, each with the plan's own loss */
  yearsPerUnit: z.int().min(1).max(50).nullable(),
  plannedReleases: z.union([z.literal(1), z.literal(2)]),
  /** every noisy table that one unit may enter: in so many cells, with at most `cap` counts in each */
  tables: z
    .array(
      z.strictObject({
        id: tableId,
        stage: releaseStage,
        counts: tableCounts,
        sigma2: varianceText,
        cells: z.int().positive(),
        cap: z.int().positive(),
      }),
    )
    .min(1),
  indicators: z.array(indicatorCode).min(1),
  coverage: coverageList.min(1),
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
  dimensions: z.array(releaseDimension),
  sigma2: varianceText,
  snapshotDigest: hex256,
  /** every cell of the table's lattice, in lattice order; `at` in the order of `dimensions` */
  cells: z.array(z.strictObject({ at: z.array(z.string()), y: z.int() })),
});
export type ReleaseTable = z.infer<typeof releaseTable>;

/** When the plan was fixed, and from which day on each of its releases may be made. */
export const releaseSchedule = z.strictObject({
  signedAt: z.iso.datetime(),
  dates: z.array(z.strictObject({ stage: releaseStage, part: releasePart, on: z.iso.date() })).min(1),
});
export type ReleaseSchedule = z.infer<typeof releaseSchedule>;

export const releaseDocument = z.strictObject({
  format: z.literal('vigil-release-2'),
  /** `<partner>.<partition>.<sequence>` */
  id: plainLine(64).min(1),
  partner: z.string().regex(PARTNER_ID),
  partition: z.string().regex(/^\d{4}$/),
  stage: releaseStage,
  part: releasePart,
  sequence: entryNumber,
  madeAt: z.iso.datetime(),
  definitionVersion: plainLine(500).min(1),
  synthetic: z.boolean(),
  plan: releasePlan,
  schedule: releaseSchedule,
  tables: z.array(releaseTable).min(1),
  /** the ledger entry that reserved this release: its number and chained hash */
  ledger: z.strictObject({ sequence: entryNumber, head: hex256 }),
  methodology: methodologyStatement,
  fundingStreams: fundingStatement,
});
export type ReleaseDocument = z.infer<typeof releaseDocument>;

/** A document with its detached JWS (RFC 7515, appendix F) over the canonical bytes. */
export const signedRelease = z.strictObject({ document: releaseDocument, signature: z.string() });
export type SignedRelease = z.infer<typeof signedRelease>;
