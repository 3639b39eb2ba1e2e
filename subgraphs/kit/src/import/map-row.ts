/**
 * One row of a file becomes one event with its acts, by the mapping.
 *
 * Takes cells by column name, gives the staged row or throws a `RowRejection` that names column and rule.
 * Values that a map does not name are told to `unmapped`, whatever happens to the row. Pure.
 */
import { countryByAnyName } from '@vigil/shared';
import type { CodedField } from './coded-field.js';
import { parseDate, type PreciseDate } from './date-format.js';
import { MOST_PERSONS } from '../records/most-persons.js';
import type { MappedAct, Mapping } from './mapping-schema.js';
import type { PlaceField } from './place-field.js';
import { RowRejection } from './row-rejection.js';

export interface StagedVictims {
  /** null: a group of unrecorded size */
  readonly persons: number | null;
  readonly group: string;
  readonly sex: string;
  readonly ageBand: string;
}

export interface StagedAct {
  readonly type: string;
  readonly wgadCategory: string | null;
  readonly perpetrator: string | null;
  readonly victims: StagedVictims | null;
}

/** The importer's own shape of a mapped row; it lives in `import_staging` until it is published. */
export interface StagedEvent {
  readonly startDate: string | null;
  readonly datePrecision: string;
  readonly endDate: string | null;
  readonly country: string | null;
  readonly area: string | null;
  readonly verification: string;
  readonly violationStatus: string | null;
  readonly acts: readonly StagedAct[];
}

export type TellUnmapped = (column: string, value: string) => void;

interface Row {
  /** trimmed text of a cell; '' when it is empty or one of the mapping's empty values */
  cell(column: string): string;
  unmapped(column: string, value: string): void;
}

function ownValue(map: Readonly<Record<string, string>> | undefined, value: string): string | undefined {
  return map !== undefined && Object.hasOwn(map, value) ? map[value] : undefined;
}

function readCode(row: Row, field: CodedField): string | null {
  if (field.constant !== undefined) return field.constant;
  const column = field.column ?? '';
  const value = row.cell(column);
  const code = ownValue(field.map, value) ?? (field.codes.includes(value) ? value : undefined);
  if (code !== undefined) return code;
  if (value === '') {
    if (field.nullable) return null;
    if (field.codes.includes('UNKNOWN')) return 'UNKNOWN';
    throw new RowRejection(column, 'is empty');
  }
  row.unmapped(column, value);
  if (field.onUnmapped === 'UNKNOWN') return 'UNKNOWN';
  if (field.onUnmapped === 'report') return null;
  throw new RowRejection(column, 'holds a value that the mapping does not name');
}

/** A code of a field that is never empty; the schema has seen to that. */
function requireCode(row: Row, field: CodedField): string {
  const code = readCode(row, field);
  if (code === null) throw new RowRejection(field.column ?? '', 'is empty');
  return code;
}

function codeOr(row: Row, field: CodedField | undefined, absent: string): string {
  return field === undefined ? absent : requireCode(row, field);
}

function readPlace(row: Row, field: PlaceField | undefined, byName: (value: string) => string | undefined) {
  if (field === undefined) return null;
  if (field.constant !== undefined) return field.constant;
  const column = field.column ?? '';
  const value = row.cell(column);
  const code = ownValue(field.map, value) ?? (value === '' ? undefined : byName(value));
  if (code !== undefined) return code;
  if (value !== '') row.unmapped(column, value);
  if (field.onUnmapped === 'report') return null;
  throw new RowRejection(column, value === '' ? 'is empty' : 'holds a value that the mapping does not name');
}

const NOT_A_DATE = 'is not a date in the formats of the mapping';

function readStart(
  row: Row,
  { column, formats, onEmpty }: Mapping['event']['startDate'],
): PreciseDate | null {
  const text = row.cell(column);
  if (text === '') {
    if (onEmpty === 'UNKNOWN') return null;
    throw new RowRejection(column, 'is empty');
  }
  const start = parseDate(text, formats);
  if (start === null) throw new RowRejection(column, NOT_A_DATE);
  return start;
}

function readEnd(row: Row, field: Mapping['event']['endDate'], start: PreciseDate | null): string | null {
  if (field === undefined) return null;
  const text = row.cell(field.column);
  if (text === '') return null;
  const end = parseDate(text, field.formats);
  if (end === null) throw new RowRejection(field.column, NOT_A_DATE);
  if (start !== null && end.date < start.date)
    throw new RowRejection(field.column, 'lies before the start date');
  return end.date;
}

function readPersons(
  row: Row,
  { column, constant }: NonNullable<MappedAct['victims']>['persons'],
): number | null {
  if (constant !== undefined) return constant;
  const value = row.cell(column ?? '');
  if (value === '') return null;
  const persons = /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN;
  if (!(persons <= MOST_PERSONS)) {
    throw new RowRejection(column ?? '', `is not a whole number of persons between 0 and ${MOST_PERSONS}`);
  }
  return persons;
}

function readAct(row: Row, act: MappedAct): StagedAct | null {
  const persons = act.victims === undefined ? null : readPersons(row, act.victims.persons);
  // nobody was affected: the act did not happen to anybody, and the row may hold others
  if (persons === 0) return null;
  return {
    type: requireCode(row, act.type),
    wgadCategory: act.wgadCategory === undefined ? null : readCode(row, act.wgadCategory),
    perpetrator: act.perpetrator === undefined ? null : readCode(row, act.perpetrator),
    victims:
      act.victims === undefined
        ? null
        : {
            persons,
            group: codeOr(row, act.victims.group, 'UNKNOWN'),
            sex: codeOr(row, act.victims.sex, 'UNKNOWN'),
            ageBand: codeOr(row, act.victims.ageBand, 'UNKNOWN'),
          },
  };
}

/**
 * Maps one row.
 *
 * @param cells - raw text by column name
 * @throws RowRejection
 */
export function mapRow(
  mapping: Mapping,
  cells: ReadonlyMap<string, string>,
  tellUnmapped: TellUnmapped,
): StagedEvent {
  const row: Row = {
    cell(column) {
      const text = (cells.get(column) ?? '').trim();
      return mapping.file.emptyValues.includes(text) ? '' : text;
    },
    unmapped: tellUnmapped,
  };
  const { event } = mapping;
  const start = readStart(row, event.startDate);
  const country = readPlace(row, event.country, (value) => countryByAnyName(value)?.alpha2);
  const area = readPlace(row, event.area, () => undefined);
  if (area !== null && country !== area.slice(0, 2)) {
    throw new RowRejection(event.area?.column ?? 'area', 'names an area of another country');
  }
  const acts = mapping.acts.map((act) => readAct(row, act)).filter((act) => act !== null);
  if (acts.length === 0) throw new RowRejection('counts', 'are all zero: the row holds no act');
  return {
    startDate: start?.date ?? null,
    datePrecision: start?.precision ?? 'UNKNOWN',
    endDate: readEnd(row, event.endDate, start),
    country,
    area,
    verification: requireCode(row, event.verification),
    violationStatus: event.violationStatus === undefined ? null : readCode(row, event.violationStatus),
    acts,
  };
}
