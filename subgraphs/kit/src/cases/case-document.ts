/**
 * A case file as a document that a person writes or edits: YAML or JSON, codes from closed lists, dates as
 * exact as they are known (`2012-05-06`, `2012-05`, `2012`).
 *
 * Shape only: takes parsed text, gives a checked document. Messages name fields, never what stands in them.
 */
import {
  ACT_TYPES,
  AgeBand,
  HubError,
  PerpetratorType,
  Sex,
  VerificationStatus,
  VictimGroup,
  isAreaCode,
  isCountryCode,
} from '@vigil/shared';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { MOST_PERSONS } from '../records/most-persons.js';
import { CONSENT_SCOPES, CONSENT_STATES } from '../records/consent-codes.js';
import { INTERVENTION_STATUSES, INTERVENTION_TYPES } from '../records/intervention-codes.js';
import { isRealDate } from './loose-date.js';

/** `2013-05-17` */
const DAY_LENGTH = 10;

/** Absent and null are the same: nobody wrote anything. */
const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? null);
/** YAML reads 2012 as a number. */
const text = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string().min(1));
const looseDate = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.string().refine(isRealDate, 'expected a date: YYYY-MM-DD, YYYY-MM or YYYY'),
);
const day = z.iso.date();
const instant = z.iso.datetime({ offset: true });
/** a moment, or a day to its end, UTC */
const until = z
  .union([day, instant])
  .transform((value) => (value.length === DAY_LENGTH ? `${value}T23:59:59.999Z` : value));
const id = z.uuid().optional();
/** a name inside the document, for acts to point to */
const key = text.optional();

const consent = z
  .strictObject({
    scope: z.enum(CONSENT_SCOPES),
    recipient: maybe(text),
    state: z.enum(CONSENT_STATES),
    recordedAt: maybe(instant),
    expiresAt: maybe(instant),
    withdrawnAt: maybe(instant),
  })
  .refine(
    ({ state, withdrawnAt }) => state === 'WITHDRAWN' || withdrawnAt === null,
    'withdrawnAt belongs to the state WITHDRAWN',
  )
  .refine(
    ({ scope, state, recipient }) => scope !== 'NAMED_BODY' || state !== 'GRANTED' || recipient !== null,
    'NAMED_BODY is granted to a recipient: name it',
  );
const consents = z
  .array(consent)
  .default([])
  .refine(
    (list) =>
      new Set(list.map(({ scope, recipient }) => JSON.stringify([scope, recipient]))).size === list.length,
    'one answer for each scope and recipient',
  );

const victim = z.strictObject({
  id,
  key,
  sex: z.enum(Sex),
  ageBand: z.enum(AgeBand),
  group: z.enum(VictimGroup),
  legalName: maybe(text),
  contact: maybe(text),
  /** 1 unless a group; null for a group whose size nobody recorded */
  persons: z.int().min(1).max(MOST_PERSONS).nullable().default(1),
  consents,
});

const perpetrator = z.strictObject({
  id,
  key,
  type: z.enum(PerpetratorType),
  unit: maybe(text),
  legalName: maybe(text),
});

const act = z.strictObject({
  id,
  type: z.enum(Object.keys(ACT_TYPES) as [keyof typeof ACT_TYPES]),
  method: maybe(text),
  date: maybe(looseDate),
  /** key or id of a victim of this case file */
  victim: maybe(text),
  perpetrators: z.array(text).default([]),
  wgadCategory: maybe(z.enum(['I', 'II', 'III', 'IV', 'V'])),
});

const witness = z.strictObject({
  id,
  connection: maybe(text),
  reliability: maybe(text),
  legalName: maybe(text),
  contact: maybe(text),
  testimony: maybe(text),
  consents,
});

const evidence = z.strictObject({
  id,
  kind: text,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits'),
  collectedAt: day,
  content: maybe(text),
});

const intervention = z.strictObject({
  id,
  type: z.enum(Object.keys(INTERVENTION_TYPES) as [keyof typeof INTERVENTION_TYPES]),
  date: maybe(day),
  status: z.enum(Object.keys(INTERVENTION_STATUSES) as [keyof typeof INTERVENTION_STATUSES]),
});

const event = z
  .strictObject({
    id,
    title: maybe(text),
    date: maybe(looseDate),
    endDate: maybe(day),
    country: maybe(z.string().refine(isCountryCode, 'not a country code of ISO 3166-1 (two letters)')),
    area: maybe(z.string().refine(isAreaCode, 'not an area code of ISO 3166-2')),
    exactLocation: maybe(text),
    description: maybe(text),
    verification: z.enum(VerificationStatus),
    /** HURIDOCS MT41, without trailing zeros */
    violationStatus: maybe(z.enum(['01', '0101', '0102', '0103', '02', '03', '04', '99'])),
    acts: z.array(act).default([]),
    witnesses: z.array(witness).default([]),
    evidence: z.array(evidence).default([]),
    interventions: z.array(intervention).default([]),
  })
  .refine(
    ({ country, area }) => area === null || area.startsWith(`${country ?? ''}-`),
    'area and country do not fit',
  );

const caseDocument = z.strictObject({
  reference: text,
  confidential: z.boolean().default(false),
  /** nobody but the owner sees anything of the file before */
  embargoUntil: maybe(until),
  /** organisations that work on the case together with the owner */
  coSignatories: z
    .array(text)
    .default([])
    .refine((list) => new Set(list).size === list.length, 'names an organisation twice'),
  /** left out: what the node is */
  synthetic: z.boolean().optional(),
  source: maybe(text),
  receivedAt: maybe(instant),
  victims: z.array(victim).default([]),
  perpetrators: z.array(perpetrator).default([]),
  events: z.array(event).min(1),
});

export type CaseDocument = z.output<typeof caseDocument>;
export type ConsentDocument = z.output<typeof consent>;

function invalid(message: string, cause?: unknown): HubError {
  return new HubError('IMPORT_FILE_INVALID', `case file: ${message}`, 'operator', { cause });
}

/**
 * Reads a case file from YAML or JSON.
 *
 * @throws HubError IMPORT_FILE_INVALID naming the line or the first field that is wrong
 */
export function parseCaseDocument(source: string): CaseDocument {
  const lines = new LineCounter();
  const parsed = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const broken = parsed.errors[0];
  if (broken !== undefined) {
    throw invalid(`not YAML or JSON, line ${lines.linePos(broken.pos[0]).line}`);
  }
  const checked = caseDocument.safeParse(parsed.toJS());
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw invalid(`field ${issue?.path.join('.') || '(root)'}: ${issue?.message ?? 'invalid'}`);
  }
  return checked.data;
}
