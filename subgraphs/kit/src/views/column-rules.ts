/**
 * What a value of a column must be, beyond its type: closed lists, forms, ISO codes. The kit's own tables say
 * the same in CHECK constraints; a view has none, so `views check` counts what breaks them.
 *
 * Pure data; the statements are in `value-checks.ts`.
 */
import {
  ACT_TYPES,
  AgeBand,
  COUNTRIES,
  DatePrecision,
  PerpetratorType,
  Sex,
  VerificationStatus,
  VictimGroup,
} from '@vigil/shared';
import { CONSENT_SCOPES, CONSENT_STATES } from '../records/consent-codes.js';
import { INTERVENTION_STATUSES, INTERVENTION_TYPES } from '../records/intervention-codes.js';
import { MOST_PERSONS } from '../records/most-persons.js';

/** `view.column` -> the codes it may hold */
export const CLOSED_LISTS: Readonly<Record<string, readonly string[]>> = {
  'event.date_precision': Object.keys(DatePrecision),
  'event.country': COUNTRIES.map(({ alpha2 }) => alpha2),
  'event.verification': Object.keys(VerificationStatus),
  'act.type': Object.keys(ACT_TYPES),
  'act.date_precision': Object.keys(DatePrecision),
  'act.wgad_category': ['I', 'II', 'III', 'IV', 'V'],
  'victim.sex': Object.keys(Sex),
  'victim.age_band': Object.keys(AgeBand),
  'victim.victim_group': Object.keys(VictimGroup),
  'perpetrator.type': Object.keys(PerpetratorType),
  'consent.person_kind': ['VICTIM', 'WITNESS'],
  'consent.scope': CONSENT_SCOPES,
  'consent.state': CONSENT_STATES,
  'intervention.type': Object.keys(INTERVENTION_TYPES),
  'intervention.status': Object.keys(INTERVENTION_STATUSES),
};

export interface RowRule {
  readonly view: string;
  readonly column: string;
  /** SQL condition over the view's columns that is true for a row that breaks the rule */
  readonly broken: string;
  readonly says: string;
  readonly remedy: string;
}

const COARSE_DATE =
  `(start_date IS NULL) <> (date_precision = 'UNKNOWN')` +
  ` OR (date_precision = 'MONTH' AND extract(day FROM start_date) <> 1)` +
  ` OR (date_precision = 'YEAR' AND extract(doy FROM start_date) <> 1)`;
const COARSE_DATE_RULE = {
  column: 'start_date',
  broken: COARSE_DATE,
  says: 'does not fit date_precision',
  remedy:
    "give the first day of the month or year for MONTH and YEAR (date_trunc('month', day)::date), NULL for UNKNOWN",
};
const EARLIEST_YEAR = 1900;

export const ROW_RULES: readonly RowRule[] = [
  {
    view: 'case_file',
    column: 'reference',
    broken: `reference = ''`,
    says: 'is empty',
    remedy: 'give the number by which you find the dossier',
  },
  {
    view: 'case_file',
    column: 'co_signatories',
    broken: 'EXISTS (SELECT 1 FROM unnest(co_signatories) AS signed (name) WHERE signed.name IS NULL)',
    says: 'names nobody in one of its places, so that nobody counts as named',
    remedy: "leave such places out: array_remove(..., NULL); '{}'::text[] where there is no co-signatory",
  },
  {
    view: 'event',
    column: 'public_id',
    broken: `public_id !~ '^[A-Za-z0-9_-]{22}$'`,
    says: 'is not 22 characters of base64url',
    remedy: 'use the function public_id of the script that views init writes',
  },
  { view: 'event', ...COARSE_DATE_RULE },
  { view: 'act', ...COARSE_DATE_RULE },
  {
    view: 'event',
    column: 'start_date',
    broken: `extract(year FROM start_date) < ${EARLIEST_YEAR} OR start_date > current_date + 1`,
    says: `lies before ${EARLIEST_YEAR} or in the future`,
    remedy: 'correct the record, or give NULL with date_precision UNKNOWN',
  },
  {
    view: 'event',
    column: 'end_date',
    broken: 'end_date < start_date',
    says: 'lies before start_date',
    remedy: 'correct the record, or give NULL',
  },
  {
    view: 'event',
    column: 'area',
    broken: `area !~ '^[A-Z]{2}-[A-Z0-9]{1,3}$' OR country IS NULL OR area NOT LIKE country || '-%'`,
    says: 'is no ISO 3166-2 code of the country',
    remedy: 'join a table of codes on the name of the area, NULL where it has none',
  },
  {
    view: 'event',
    column: 'violation_status',
    broken: `violation_status !~ '^[0-9]{2,12}$'`,
    says: 'is no code of HURIDOCS MT41',
    remedy: 'give the digits of the code without trailing zero levels, for instance 0101',
  },
  {
    view: 'event',
    column: 'source_key',
    broken: '(source_dataset IS NULL) <> (source_key IS NULL)',
    says: 'goes with source_dataset: both or none',
    remedy: 'give both NULL unless the event came from a published data set',
  },
  {
    view: 'victim',
    column: 'persons',
    broken: `persons < 1 OR persons > ${MOST_PERSONS}`,
    says: `is not 1 to ${MOST_PERSONS}`,
    remedy: 'give 1 for a person, the recorded size for a group, NULL when nobody recorded it',
  },
  {
    view: 'consent',
    column: 'withdrawn_at',
    broken: `(state = 'WITHDRAWN') <> (withdrawn_at IS NOT NULL)`,
    says: 'goes with state WITHDRAWN, and with it alone',
    remedy: 'give the day of the withdrawal with state WITHDRAWN, NULL with every other',
  },
  {
    view: 'consent',
    column: 'recorded_at',
    broken: `recorded_at > now() + interval '1 day'`,
    says: 'lies in the future',
    remedy: 'give the moment at which the answer was recorded',
  },
  {
    view: 'evidence',
    column: 'sha256',
    broken: `sha256 !~ '^[0-9a-f]{64}$'`,
    says: 'is not 64 lower-case hexadecimal digits',
    remedy: 'leave out evidence without a digest, or give lower(sha256)',
  },
];

/** Columns, together, that no two rows share. NULL counts as a value where the kit's tables say so. */
export const UNIQUE_TOGETHER: readonly { readonly view: string; readonly columns: readonly string[] }[] = [
  { view: 'case_file', columns: ['reference'] },
  { view: 'event', columns: ['public_id'] },
  { view: 'consent', columns: ['person_kind', 'person_id', 'scope', 'recipient'] },
];

export interface Reference {
  readonly view: string;
  readonly column: string;
  readonly to: string;
  /** SQL condition between `r` (the row) and `t` (what it points to), instead of equality with its id */
  readonly on?: string;
  /** only rows of `r` that fulfil this */
  readonly where?: string;
}

export const REFERENCES: readonly Reference[] = [
  { view: 'event', column: 'case_file_id', to: 'case_file' },
  { view: 'victim', column: 'case_file_id', to: 'case_file' },
  { view: 'perpetrator', column: 'case_file_id', to: 'case_file' },
  { view: 'act', column: 'event_id', to: 'event' },
  { view: 'act', column: 'victim_id', to: 'victim' },
  { view: 'act_perpetrator', column: 'act_id', to: 'act' },
  { view: 'act_perpetrator', column: 'perpetrator_id', to: 'perpetrator' },
  { view: 'witness', column: 'event_id', to: 'event' },
  { view: 'evidence', column: 'event_id', to: 'event' },
  { view: 'intervention', column: 'event_id', to: 'event' },
  { view: 'consent', column: 'person_id', to: 'victim', where: `r.person_kind = 'VICTIM'` },
  { view: 'consent', column: 'person_id', to: 'witness', where: `r.person_kind = 'WITNESS'` },
];
