/**
 * One row of a file becomes one case file with its events and their acts, by the mapping.
 *
 * Takes cells by column name, gives the staged row or throws a `RowRejection` that names column and rule.
 * Values that a map does not name are told to `unmapped`, whatever happens to the row. Pure.
 */
import { conditionsHold } from './act-condition.js';
import { parseDate, type PreciseDate } from './date-format.js';
import type { MappedAct, Mapping } from './mapping-schema.js';
import { readPersons } from './persons-field.js';
import { readPlaces } from './read-places.js';
import { codeOr, readCode, requireCode, rowCells, type RowCells, type TellUnmapped } from './row-cells.js';
import { RowRejection } from './row-rejection.js';
import type { StagedAct, StagedCase, StagedVictims } from './staged-case.js';

const NOT_A_DATE = 'is not a date in the formats of the mapping';

function readStart(
  row: RowCells,
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

function readEnd(
  row: RowCells,
  field: Mapping['event']['endDate'],
  start: PreciseDate | null,
): string | null {
  if (field === undefined) return null;
  const text = row.cell(field.column);
  if (text === '') return null;
  const end = parseDate(text, field.formats);
  if (end === null) throw new RowRejection(field.column, NOT_A_DATE);
  if (start !== null && end.date < start.date)
    throw new RowRejection(field.column, 'lies before the start date');
  return end.date;
}

function readVictims(row: RowCells, { persons, group, sex, ageBand }: MappedVictims): StagedVictims {
  return {
    persons: readPersons(row, persons),
    group: codeOr(row, group, 'UNKNOWN'),
    sex: codeOr(row, sex, 'UNKNOWN'),
    ageBand: codeOr(row, ageBand, 'UNKNOWN'),
  };
}

type MappedVictims = NonNullable<MappedAct['victims']>;

function readAct(row: RowCells, act: MappedAct, startDate: string | null): StagedAct | null {
  if (act.when !== undefined && !conditionsHold(row, act.when, startDate)) return null;
  // nobody was affected: the act did not happen to anybody, and the row may hold others
  if (act.victims !== undefined && readPersons(row, act.victims.persons) === 0) return null;
  return {
    type: requireCode(row, act.type),
    wgadCategory: act.wgadCategory === undefined ? null : readCode(row, act.wgadCategory),
    perpetrator: act.perpetrator === undefined ? null : readCode(row, act.perpetrator),
    victims: act.victims === undefined ? null : readVictims(row, act.victims),
  };
}

function readActs(row: RowCells, { acts, onNoAct }: Mapping, startDate: string | null): StagedAct[] {
  const read = acts.flatMap((act) => readAct(row, act, startDate) ?? []);
  if (read.length === 0 && onNoAct === 'reject') {
    const counted = acts.every(({ when }) => when === undefined);
    throw counted
      ? new RowRejection('counts', 'are all zero: the row holds no act')
      : new RowRejection('acts', 'did not happen by their conditions and counts: the row holds no act');
  }
  return read;
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
): StagedCase {
  const row = rowCells(cells, mapping.file.emptyValues, tellUnmapped);
  const { event } = mapping;
  const start = readStart(row, event.startDate);
  const startDate = start?.date ?? null;
  const places = readPlaces(row, event, startDate);
  const acts = readActs(row, mapping, startDate);
  // 10 persons in two countries are not 10 in each, and nobody knows how many in which
  if (places.length > 1 && acts.some(({ victims }) => typeof victims?.persons === 'number')) {
    throw new RowRejection(event.country.column ?? '', 'names several countries, and the row counts persons');
  }
  const common = {
    startDate,
    datePrecision: start?.precision ?? 'UNKNOWN',
    endDate: readEnd(row, event.endDate, start),
    verification: requireCode(row, event.verification),
    violationStatus: event.violationStatus === undefined ? null : readCode(row, event.violationStatus),
  };
  return { events: places.map((place) => ({ ...common, ...place, acts })) };
}
