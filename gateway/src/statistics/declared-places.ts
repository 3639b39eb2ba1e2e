/**
 * Where and when partners say that they watch, for one indicator.
 *
 * Takes the coalition file's coverage and the plans of current releases, gives each partner's places with the
 * months declared for them. A place is an area, or a whole country where a partner names no areas. Pure.
 */
import type { CoalitionPartner, DeclaredCoverage } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText } from './cell-address.js';
import { firstMonth, lastMonth, monthNumber } from './period.js';

/** First and last month, inclusive, as month numbers. */
export interface Months {
  readonly from: number;
  readonly to: number;
}

export interface DeclaredPlace {
  readonly country: string;
  /** null: the country as a whole */
  readonly area: string | null;
  /** from the coalition file */
  readonly promised: readonly Months[];
  /** from the plans of releases, by partition */
  readonly planned: ReadonlyMap<string, readonly Months[]>;
  /** from the first to the last month that it was declared for, by whatever document */
  readonly span: Months;
}

interface OpenPlace {
  country: string;
  area: string | null;
  promised: Months[];
  planned: Map<string, Months[]>;
}

/** @param releases - of this partner, one of each partition */
export function declaredPlaces(
  partner: Pick<CoalitionPartner, 'coverage'>,
  releases: readonly StoredRelease[],
  indicator: string,
): DeclaredPlace[] {
  const places = new Map<string, OpenPlace>();
  for (const declared of partner.coverage) {
    for (const place of placesOf(declared, indicator, places)) place.promised.push(monthsOf(declared));
  }
  for (const { document } of releases) {
    for (const declared of document.plan.coverage) {
      const months = common(monthsOf(declared), yearMonths(document.partition));
      if (months === null || !document.plan.indicators.includes(declared.indicator)) continue;
      for (const place of placesOf(declared, indicator, places)) {
        const planned = place.planned.get(document.partition) ?? [];
        planned.push(months);
        place.planned.set(document.partition, planned);
      }
    }
  }
  return [...places.values()]
    .map((place) => ({ ...place, span: spanOf(place) }))
    .sort(
      (left, right) =>
        compareText(left.country, right.country) || compareText(left.area ?? '', right.area ?? ''),
    );
}

function placesOf(
  declared: DeclaredCoverage,
  indicator: string,
  places: Map<string, OpenPlace>,
): OpenPlace[] {
  if (declared.indicator !== indicator) return [];
  const areas = declared.areas.length === 0 ? [null] : [...new Set(declared.areas)];
  return areas.map((area) => {
    const key = `${declared.country} ${area ?? ''}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const place = { country: declared.country, area, promised: [], planned: new Map<string, Months[]>() };
    places.set(key, place);
    return place;
  });
}

/** Every place was declared by something. */
function spanOf({ promised, planned }: Pick<DeclaredPlace, 'promised' | 'planned'>): Months {
  return hull([...promised, ...[...planned.values()].flat()]) ?? { from: 0, to: -1 };
}

/** From the first to the last month of any of them; null for none. */
export function hull(months: readonly Months[]): Months | null {
  if (months.length === 0) return null;
  return {
    from: months.reduce((first, { from }) => Math.min(first, from), Infinity),
    to: months.reduce((last, { to }) => Math.max(last, to), -Infinity),
  };
}

export function common(left: Months, right: Months): Months | null {
  const from = Math.max(left.from, right.from);
  const to = Math.min(left.to, right.to);
  return from <= to ? { from, to } : null;
}

export function includesMonth(months: readonly Months[], month: number): boolean {
  return months.some(({ from, to }) => from <= month && month <= to);
}

function monthsOf({ from, to }: DeclaredCoverage): Months {
  return { from: monthNumber(from), to: monthNumber(to) };
}

function yearMonths(year: string): Months {
  return { from: firstMonth(year), to: lastMonth(year) };
}
