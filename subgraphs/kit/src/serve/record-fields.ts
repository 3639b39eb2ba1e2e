/**
 * Every field of a record that a statement can read, and where its value is in the database.
 *
 * Pure data. What is not listed here is in no answer of the database. A value stands here in the coarsest form that
 * the contract knows; a sealed one leaves the database wrapped for sealing only.
 */
import { AgeBand } from '@vigil/shared';
import { INTERVENTION_STATUSES, INTERVENTION_TYPES } from '../records/intervention-codes.js';
import { dateText, generalisedDate, generalisedPrecision, monthOf } from './generalise.js';

export interface RecordField {
  readonly coordinate: string;
  /** what the statement calls it; `<column>_masked` says that this caller may not have it of this record */
  readonly column: string;
  /** SQL; null: what hangs below, which has a statement of its own */
  readonly value: string | null;
  /** instead of `value` where the policies demand months */
  readonly month?: string;
  /** leaves as ciphertext for one recipient, or not at all */
  readonly sealed?: true;
}

export type LevelName = 'acts' | 'victims' | 'perpetrators' | 'witnesses' | 'evidence' | 'interventions';

/** An ISO 3166-2 code and nothing finer, whatever a partner's view gives. */
export const AREA = `(CASE WHEN e.area ~ '^[A-Z]{2}-[A-Z0-9]{1,3}$' THEN e.area END)`;

export const EVENT_FIELDS: readonly RecordField[] = [
  { coordinate: 'Event.title', column: 'title', value: 'e.title' },
  { coordinate: 'Event.startDate', column: 'start_date', value: dateText(generalisedDate('e')) },
  { coordinate: 'Event.datePrecision', column: 'date_precision', value: generalisedPrecision('e') },
  { coordinate: 'Event.country', column: 'country', value: 'e.country' },
  { coordinate: 'Event.area', column: 'area', value: AREA },
  { coordinate: 'Event.verification', column: 'verification', value: 'e.verification' },
  { coordinate: 'Event.exactLocation', column: 'exact_location', value: 'e.exact_location', sealed: true },
  { coordinate: 'Event.description', column: 'description', value: 'e.description', sealed: true },
  { coordinate: 'Event.acts', column: 'acts', value: null },
  { coordinate: 'Event.witnesses', column: 'witnesses', value: null },
  { coordinate: 'Event.evidence', column: 'evidence', value: null },
  { coordinate: 'Event.interventions', column: 'interventions', value: null },
];

export const LEVEL_FIELDS: Readonly<Record<LevelName, readonly RecordField[]>> = {
  acts: [
    { coordinate: 'Act.type', column: 'type', value: 'a.type' },
    { coordinate: 'Act.method', column: 'method', value: 'a.method' },
    { coordinate: 'Act.startDate', column: 'start_date', value: dateText(generalisedDate('a')) },
    { coordinate: 'Act.victim', column: 'victim', value: null },
    { coordinate: 'Act.perpetrators', column: 'perpetrators', value: null },
  ],
  victims: [
    { coordinate: 'Victim.sex', column: 'sex', value: 'v.sex' },
    { coordinate: 'Victim.ageBand', column: 'age_band', value: onlyCodes('v.age_band', AgeBand) },
    { coordinate: 'Victim.group', column: 'victim_group', value: 'v.victim_group' },
    { coordinate: 'Victim.legalName', column: 'legal_name', value: 'v.legal_name', sealed: true },
    { coordinate: 'Victim.contact', column: 'contact', value: 'v.contact', sealed: true },
  ],
  perpetrators: [
    { coordinate: 'Perpetrator.type', column: 'type', value: 'p.type' },
    { coordinate: 'Perpetrator.unit', column: 'unit', value: 'p.unit' },
    { coordinate: 'Perpetrator.legalName', column: 'legal_name', value: 'p.legal_name', sealed: true },
  ],
  witnesses: [
    { coordinate: 'Witness.connection', column: 'connection', value: 'w.connection' },
    { coordinate: 'Witness.reliability', column: 'reliability', value: 'w.reliability' },
    { coordinate: 'Witness.legalName', column: 'legal_name', value: 'w.legal_name', sealed: true },
    { coordinate: 'Witness.contact', column: 'contact', value: 'w.contact', sealed: true },
    { coordinate: 'Witness.testimony', column: 'testimony', value: 'w.testimony', sealed: true },
  ],
  evidence: [
    { coordinate: 'Evidence.kind', column: 'kind', value: 'd.kind' },
    { coordinate: 'Evidence.sha256', column: 'sha256', value: 'd.sha256' },
    {
      coordinate: 'Evidence.collectedAt',
      column: 'collected_at',
      value: dateText('d.collected_at'),
      month: dateText(monthOf('d.collected_at')),
    },
    { coordinate: 'Evidence.content', column: 'content', value: 'd.content', sealed: true },
  ],
  interventions: [
    { coordinate: 'Intervention.type', column: 'type', value: onlyCodes('i.type', INTERVENTION_TYPES) },
    { coordinate: 'Intervention.date', column: 'date', value: dateText(monthOf('i.date')) },
    {
      coordinate: 'Intervention.status',
      column: 'status',
      value: onlyCodes('i.status', INTERVENTION_STATUSES),
    },
  ],
};

/** Coordinates of ids: without it there is no row of its level, and so nothing that could be masked. */
export const LEVEL_IDS: Readonly<Record<LevelName, string>> = {
  acts: 'Act.id',
  victims: 'Victim.id',
  perpetrators: 'Perpetrator.id',
  witnesses: 'Witness.id',
  evidence: 'Evidence.id',
  interventions: 'Intervention.id',
};

const FIELDS: readonly RecordField[] = [...EVENT_FIELDS, ...Object.values(LEVEL_FIELDS).flat()];
const MASKABLE: ReadonlySet<string> = new Set([
  ...FIELDS.map(({ coordinate }) => coordinate),
  ...Object.values(LEVEL_IDS),
]);
const SEALED: ReadonlySet<string> = new Set(
  FIELDS.filter(({ sealed }) => sealed).map(({ coordinate }) => coordinate),
);

/**
 * What a statement hides record by record: fields, and types with them. Everything else holds for a record as a
 * whole, or the record does not exist.
 */
export function isMaskable(coordinate: string): boolean {
  return MASKABLE.has(coordinate) || isType(coordinate);
}

/** A scalar or a union: its class is judged with each field of it. */
export function isType(coordinate: string): boolean {
  return !coordinate.includes('.');
}

export function isSealedField(coordinate: string): boolean {
  return SEALED.has(coordinate);
}

/** A column whose text is one of the codes, else null: nothing that somebody wrote freely leaves the database. */
function onlyCodes(column: string, codes: Readonly<Record<string, string>>): string {
  const list = Object.keys(codes).map((code) => `'${code}'`);
  return `(CASE WHEN ${column} IN (${list.join(', ')}) THEN ${column} END)`;
}
