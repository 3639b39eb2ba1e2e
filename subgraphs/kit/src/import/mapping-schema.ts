/**
 * The mapping language: how the columns of a partner's file become events, acts and victim groups.
 *
 * Shape and rules of the YAML document (`docs/mapping.md` explains it with an example). It has no place for
 * free text, names or coordinates: what it cannot say cannot be imported by accident. Reading the file is in
 * `read-mapping.ts`, applying it in `map-row.ts`.
 */
import { ACT_TYPES, AgeBand, PerpetratorType, Sex, VerificationStatus, VictimGroup } from '@vigil/shared';
import { z } from 'zod';
import { actConditions } from './act-condition.js';
import { codedField, nullableCodedField } from './coded-field.js';
import { parseDateFormat, type DateFormat } from './date-format.js';
import { fileSection } from './file-section.js';
import { personsField } from './persons-field.js';
import { areaField, countryField } from './place-field.js';

const columnName = z.string().min(1);

const dateFormat = z.string().transform((text, context): DateFormat => {
  const format = parseDateFormat(text);
  if (format !== null) return format;
  context.addIssue({
    code: 'custom',
    message:
      'not a date format: write it with YYYY, MM or M, DD or D and separators, for instance DD.MM.YYYY',
  });
  return z.NEVER;
});

const startDate = z.strictObject({
  column: columnName,
  formats: z.array(dateFormat).min(1),
  /** an empty cell: refuse the row, or import the event without a date */
  onEmpty: z.enum(['reject', 'UNKNOWN']).default('reject'),
});

const endDate = z.strictObject({
  column: columnName,
  formats: z
    .array(dateFormat.refine(({ precision }) => precision === 'DAY', 'an end date needs a format with a day'))
    .min(1),
});

const victims = z.strictObject({
  persons: personsField,
  group: codedField(Object.keys(VictimGroup)).optional(),
  sex: codedField(Object.keys(Sex)).optional(),
  ageBand: codedField(Object.keys(AgeBand)).optional(),
});

const act = z.strictObject({
  /** the rows on which this act happened; every row unless said */
  when: actConditions.optional(),
  type: codedField(Object.keys(ACT_TYPES)),
  wgadCategory: nullableCodedField(['I', 'II', 'III', 'IV', 'V']).optional(),
  perpetrator: codedField(Object.keys(PerpetratorType)).optional(),
  victims: victims.optional(),
});

/** HURIDOCS MT41, the codes that the indicators tell apart and their neighbours. */
const VIOLATION_STATUS = ['01', '0101', '0102', '0103', '02', '03', '04', '99'];

const event = z.strictObject({
  startDate,
  endDate: endDate.optional(),
  country: countryField,
  area: areaField.optional(),
  verification: codedField(Object.keys(VerificationStatus), { reasoned: true }),
  violationStatus: nullableCodedField(VIOLATION_STATUS, { reasoned: true }).optional(),
});

export const mappingSchema = z.strictObject({
  format: z.literal('vigil-mapping-1'),
  /** with the key of a row, the name under which the row is known for ever: never change it once imported */
  dataset: z.string().regex(/^[a-z][a-z0-9-]{1,62}$/, 'write lower case letters, digits and hyphens'),
  source: z.string().min(1),
  licence: z.string().min(1),
  /** true: made-up data, imported into a synthetic partner only */
  synthetic: z.boolean().default(false),
  file: fileSection,
  key: z.union([
    z.strictObject({ columns: z.array(columnName).min(1) }),
    z.strictObject({ wholeRow: z.literal(true) }),
  ]),
  event,
  acts: z.array(act).min(1),
  /** a row without any act left: reject it, or keep its event without an act; it is in no indicator then */
  onNoAct: z.enum(['reject', 'keep']).default('reject'),
  /** columns that no step of the import looks at, besides hashing the row */
  neverRead: z.array(columnName).default([]),
});

export type Mapping = z.infer<typeof mappingSchema>;
export type MappedAct = Mapping['acts'][number];

/** Every column the mapping reads, key included, in no particular order. */
export function columnsRead(mapping: Mapping): ReadonlySet<string> {
  const { event: fields, acts, key } = mapping;
  const sources: ({ readonly column?: string | undefined } | undefined)[] = [
    fields.startDate,
    fields.endDate,
    fields.country,
    fields.area,
    fields.verification,
    fields.violationStatus,
    ...acts.flatMap(sourcesOfAct),
  ];
  const named = sources.flatMap((source) => source?.column ?? []);
  return new Set([...named, ...('columns' in key ? key.columns : [])]);
}

function sourcesOfAct({ when = [], type, wgadCategory, perpetrator, victims: group }: MappedAct) {
  const parts = group?.persons.minus ?? [];
  return [
    ...when,
    type,
    wgadCategory,
    perpetrator,
    group?.persons,
    ...parts.map((column) => ({ column })),
    group?.group,
    group?.sex,
    group?.ageBand,
  ];
}
