/**
 * The places of a row: its country, or its countries, and the area of one of them.
 *
 * Takes cells and the mapping's fields, gives one place for each event of the row. A name or number that is not
 * one country of ISO 3166-1 on the row's day is nobody's guess: the mapping names it, or says what then. Pure.
 */
import { countryByAnyName, countryByCow } from '@vigil/shared';
import type { AreaField, CountryField } from './place-field.js';
import { NOT_NAMED, ownValue, type RowCells } from './row-cells.js';
import { RowRejection } from './row-rejection.js';

export interface Place {
  readonly country: string | null;
  readonly area: string | null;
}

interface PlaceFields {
  readonly country: CountryField;
  readonly area?: AreaField | undefined;
}

const COUNTRY_OF = {
  iso: (value: string) => countryByAnyName(value),
  cow: countryByCow,
} as const;

/**
 * @param date - first day of the row's start date: a state number may mean a country on some days only
 * @returns at least one place; several only where the mapping says that a cell may name several countries
 * @throws RowRejection
 */
export function readPlaces(row: RowCells, fields: PlaceFields, date: string | null): Place[] {
  const countries = readCountries(row, fields.country, date);
  const area = fields.area === undefined ? null : readArea(row, fields.area);
  if (area !== null && !countries.some((country) => country === area.slice(0, 2))) {
    throw new RowRejection(fields.area?.column ?? 'area', 'names an area of another country');
  }
  return countries.map((country) => ({ country, area: country === area?.slice(0, 2) ? area : null }));
}

function readCountries(row: RowCells, field: CountryField, date: string | null): (string | null)[] {
  if (field.constant !== undefined) return [field.constant];
  const column = field.column ?? '';
  const value = row.cell(column);
  if (value === '') return [unmapped(row, field, value)];
  // a name of the map goes before its parts: it may hold the separator
  const separator = Object.hasOwn(field.map ?? {}, value) ? undefined : field.several;
  const names =
    separator === undefined ? [value] : value.split(separator).flatMap((name) => name.trim() || []);
  if (names.length === 0) throw new RowRejection(column, NOT_NAMED);
  return [...new Set(names.map((name) => readCountry(row, field, { name, date })))];
}

function readCountry(
  row: RowCells,
  field: CountryField,
  { name, date }: { readonly name: string; readonly date: string | null },
): string | null {
  const said = ownValue(field.map, name);
  // null in the map: somebody has decided that this is no country of the list
  const code = said === undefined ? COUNTRY_OF[field.scheme](name, date)?.alpha2 : said;
  return code ?? unmapped(row, field, name);
}

function readArea(row: RowCells, field: AreaField): string | null {
  if (field.constant !== undefined) return field.constant;
  const value = row.cell(field.column ?? '');
  return ownValue(field.map, value) ?? unmapped(row, field, value);
}

/** Counts the value and leaves the place empty, or rejects the row. */
function unmapped(row: RowCells, field: CountryField | AreaField, value: string): null {
  const column = field.column ?? '';
  if (value !== '') row.unmapped(column, value);
  if (field.onUnmapped === 'report') return null;
  throw new RowRejection(column, value === '' ? 'is empty' : NOT_NAMED);
}
