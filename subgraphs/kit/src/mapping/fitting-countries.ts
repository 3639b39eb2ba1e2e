/**
 * How a column names countries: codes of ISO 3166-1, names in six languages, several in a cell, or other numbers.
 *
 * Takes samples, gives the lines that a map needs and what stays open. Names in other languages than English come
 * from Unicode's CLDR, as Node brings it; a name that means two countries in two languages means none. Pure.
 */
import { COUNTRIES, countryByAnyName, countryByCow, isCountryCode } from '@vigil/shared';
import { share, type ColumnSamples } from './column-samples.js';
import { normaliseWords } from './normalise-words.js';

export type CountryScheme = 'ISO2' | 'ISO3' | 'names' | 'numbers';

export interface FittingCountries {
  readonly scheme: CountryScheme;
  /** 0 to 1: cells that are understood, map lines included */
  readonly understood: number;
  /** value -> ISO 3166-1 alpha-2, for names that the importer does not know by itself */
  readonly map: ReadonlyMap<string, string>;
  /** values that nothing explains */
  readonly unknown: readonly string[];
  /** rows whose cell names several countries, and what stands between them */
  readonly several: { readonly rows: number; readonly mark: string } | null;
  /** cells that are numbers of ISO 3166-1, or of the Correlates of War project, at whatever date */
  readonly numbers: { readonly iso: number; readonly cow: number };
}

const LANGUAGES = ['fr', 'es', 'pt', 'ar', 'ru'];

/** Normalised name in another language -> alpha-2. */
export function foreignCountryNames(): ReadonlyMap<string, string> {
  const found = new Map<string, string | null>();
  for (const language of LANGUAGES) {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const { alpha2, synthetic } of COUNTRIES) {
      const name = synthetic ? undefined : names.of(alpha2);
      if (name === undefined) continue;
      const key = normaliseWords(name);
      const other = found.get(key);
      found.set(key, other === undefined || other === alpha2 ? alpha2 : null);
    }
  }
  return new Map([...found].flatMap(([key, code]) => (code === null ? [] : [[key, code]])));
}

const MARKS = ['; ', ';', ', ', ' / ', '/', ' | ', ' & '];

function severalMark(value: string, knows: (part: string) => boolean): string | null {
  const found = MARKS.find((mark) => {
    const parts = value.split(mark);
    return parts.length > 1 && parts.every((part) => knows(part.trim()));
  });
  return found ?? null;
}

const rowsWhere = ({ values }: ColumnSamples, holds: (value: string) => boolean): number =>
  [...values].reduce((sum, [value, rows]) => sum + (holds(value) ? rows : 0), 0);

function schemeOf(samples: ColumnSamples): CountryScheme {
  if (share(samples, (value) => /^\d{1,3}$/.test(value)) > 0.5) return 'numbers';
  if (share(samples, (value) => isCountryCode(value)) > 0.5) return 'ISO2';
  const alpha3 = (value: string): boolean =>
    /^[A-Z]{3}$/.test(value) && countryByAnyName(value) !== undefined;
  return share(samples, alpha3) > 0.5 ? 'ISO3' : 'names';
}

/** @param foreign - see {@link foreignCountryNames}; asked only where English does not do */
export function fittingCountries(
  samples: ColumnSamples,
  foreign: () => ReadonlyMap<string, string>,
): FittingCountries {
  const scheme = schemeOf(samples);
  const map = new Map<string, string>();
  const unknown: string[] = [];
  const marks = new Map<string, number>();
  let understood = 0;
  const knows = (value: string): boolean => countryByAnyName(value) !== undefined;
  for (const [value, rows] of samples.values) {
    const code = knows(value) ? undefined : foreign().get(normaliseWords(value));
    const mark = knows(value) ? null : severalMark(value, knows);
    if (code !== undefined) map.set(value, code);
    if (mark !== null) marks.set(mark, (marks.get(mark) ?? 0) + rows);
    if (knows(value) || code !== undefined || mark !== null) understood += rows;
    else unknown.push(value);
  }
  const [several] = [...marks].sort((a, b) => b[1] - a[1]);
  return {
    scheme,
    understood: samples.filled === 0 ? 0 : understood / samples.filled,
    map,
    unknown,
    several: several === undefined ? null : { mark: several[0], rows: several[1] },
    numbers: {
      iso: rowsWhere(samples, (value) => /^\d{3}$/.test(value) && knows(value)),
      cow: rowsWhere(samples, (value) => countryByCow(value, null) !== undefined),
    },
  };
}
