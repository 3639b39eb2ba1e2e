/**
 * What the absence of a figure means: who reported where and when, who is silent, who never watched.
 *
 * Takes the coalition file, the releases that answer (revoked ones marked) and the question; gives one row a
 * partner, place and stretch of months. "No report" is not zero: SILENT means that a partner declared to
 * watch and no release has come, never that a server is down. Pure.
 */
import type { Coalition, CoverageStatus, TableId } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText, countryOfArea } from './cell-address.js';
import type { CellCondition } from './cell-condition.js';
import type { DeclaredPlace, Months } from './declared-places.js';
import { allMonths, common, declaredPlaces, hull, includesMonth } from './declared-places.js';
import { dimensionsOf } from './lattice-dimensions.js';
import { firstMonth, lastMonth, monthText, yearOfMonth } from './period.js';

export interface CoverageRow {
  readonly partner: string;
  readonly country: string;
  readonly area: string | null;
  /** months, inclusive */
  readonly from: string;
  readonly to: string;
  readonly status: CoverageStatus;
}

interface CoverageQuestion {
  readonly indicator: string;
  readonly table: TableId;
  /** the answer tells areas apart, or was asked about some */
  readonly asksAreas: boolean;
  readonly where: CellCondition;
}

interface Watcher {
  readonly partner: string;
  readonly places: readonly DeclaredPlace[];
  /** by partition */
  readonly releases: ReadonlyMap<string, StoredRelease>;
}

/** @param heads - the newest release of each partner and partition, revoked ones included */
export function coverageOf(
  question: CoverageQuestion,
  coalition: Pick<Coalition, 'partners'>,
  heads: readonly StoredRelease[],
): CoverageRow[] {
  const watchers = coalition.partners
    .map(({ id, coverage }) => {
      const own = heads.filter(({ document }) => document.partner === id);
      return {
        partner: id,
        places: declaredPlaces(
          { coverage },
          own.filter((release) => answers(release, question)),
          question.indicator,
        ),
        releases: new Map(own.map((release) => [release.document.partition, release])),
      };
    })
    .sort((left, right) => compareText(left.partner, right.partner));
  const everything = watchers.flatMap(({ places }) => places);
  const asked = watchers.filter(({ partner }) => question.where.partners?.has(partner) ?? true);
  const rows: CoverageRow[] = [];
  for (const watcher of asked) {
    for (const country of countriesOf(everything, question.where)) {
      rows.push(...rowsOfCountry(watcher, country, everything, question));
    }
  }
  return rows;
}

/** Asked countries stay in the list when nobody watches them: that is what the caller needs to know. */
function countriesOf(places: readonly DeclaredPlace[], where: CellCondition): string[] {
  const asked = where.values.get('COUNTRY');
  const areas = where.values.get('AREA');
  const ofAreas = areas === undefined ? undefined : new Set([...areas].map(countryOfArea));
  const base = asked ?? ofAreas ?? new Set(places.map(({ country }) => country));
  return [...base].filter((country) => ofAreas?.has(country) ?? true).sort(compareText);
}

function rowsOfCountry(
  watcher: Watcher,
  country: string,
  everything: readonly DeclaredPlace[],
  question: CoverageQuestion,
): CoverageRow[] {
  const inCountry = everything.filter((place) => place.country === country);
  const window = windowOf(inCountry.length === 0 ? everything : inCountry, question.where);
  if (window === null) return [];
  const own = watcher.places.filter((place) => place.country === country);
  const usable = own.filter(({ area }) => area !== null || !isAreaTable(question.table));
  if (usable.length === 0) return [row(watcher.partner, { country, area: null }, window, 'NOT_COVERED')];
  const asked = question.where.values.get('AREA');
  const rows = usable
    .filter(({ area }) => asked === undefined || (area !== null && asked.has(area)))
    .flatMap((place) => rowsOfPlace(watcher, place, window));
  if (!question.asksAreas) return rows;
  const ownAreas = new Set(usable.map(({ area }) => area));
  const areas = asked === undefined ? inCountry.map(({ area }) => area) : [...asked];
  const missing = [...new Set(areas)].filter(
    (area): area is string => area !== null && countryOfArea(area) === country && !ownAreas.has(area),
  );
  rows.push(...missing.map((area) => row(watcher.partner, { country, area }, window, 'NOT_COVERED')));
  return rows.sort(
    (left, right) => compareText(left.area ?? '', right.area ?? '') || compareText(left.from, right.from),
  );
}

/** The months asked about; where the question leaves an end open, as far as anybody declared. */
function windowOf(places: readonly DeclaredPlace[], where: CellCondition): Months | null {
  const declared = hull(places.flatMap(allMonths));
  const from = where.from === null ? declared?.from : firstMonth(where.from);
  const to = where.to === null ? declared?.to : lastMonth(where.to);
  return from === undefined || to === undefined || from > to ? null : { from, to };
}

function rowsOfPlace(watcher: Watcher, place: DeclaredPlace, window: Months): CoverageRow[] {
  const own = hull(allMonths(place));
  const walked = own === null ? null : common(own, window);
  if (walked === null) return [row(watcher.partner, place, window, 'NOT_COVERED')];
  const runs: { from: number; to: number; status: CoverageStatus }[] = [];
  const extend = (from: number, to: number, status: CoverageStatus): void => {
    const last = runs.at(-1);
    if (from > to) return;
    if (last !== undefined && last.status === status) last.to = to;
    else runs.push({ from, to, status });
  };
  extend(window.from, walked.from - 1, 'NOT_COVERED');
  for (let month = walked.from; month <= walked.to; month += 1) {
    extend(month, month, statusIn(watcher, place, month));
  }
  extend(walked.to + 1, window.to, 'NOT_COVERED');
  return runs.map((run) => row(watcher.partner, place, run, run.status));
}

/** A signed plan says more about its year than the coalition file does. */
function statusIn(watcher: Watcher, place: DeclaredPlace, month: number): CoverageStatus {
  const partition = yearOfMonth(month);
  const release = watcher.releases.get(partition);
  if (release === undefined) return includesMonth(place.promised, month) ? 'SILENT' : 'NOT_COVERED';
  if (!includesMonth(place.planned.get(partition) ?? [], month)) return 'NOT_COVERED';
  return release.revokedAt === null ? 'REPORTED' : 'REVOKED';
}

function answers({ document }: StoredRelease, { indicator, table }: CoverageQuestion): boolean {
  return document.tables.some((released) => released.id === table && released.indicator === indicator);
}

function isAreaTable(table: TableId): boolean {
  return dimensionsOf(table).includes('AREA');
}

function row(
  partner: string,
  { country, area }: Pick<DeclaredPlace, 'country' | 'area'>,
  { from, to }: Months,
  status: CoverageStatus,
): CoverageRow {
  return { partner, country, area, from: monthText(from), to: monthText(to), status };
}
