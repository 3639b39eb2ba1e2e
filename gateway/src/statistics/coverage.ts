/**
 * What the absence of a figure means: who reported where and when, who is silent, who never watched.
 *
 * Takes what partners declare, the releases that answer (revoked ones marked) and the question; gives one row a
 * partner, place and stretch of months. "No report" is not zero: SILENT means that a partner declared to
 * watch, that a release was due (`report-of-month.ts`) and that none has come, never that a server is down. Pure.
 */
import type { CoverageStatus, ReleaseStage } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText, countryOfArea } from './cell-address.js';
import type { CellCondition } from './cell-condition.js';
import type { Declarations } from './declarations.js';
import type { DeclaredPlace, Months } from './declared-places.js';
import { common, hull, includesMonth } from './declared-places.js';
import { dimensionsOf } from './lattice-dimensions.js';
import { firstMonth, lastMonth, monthText, yearOfMonth } from './period.js';
import type { AnswerTableId } from './published-table.js';
import type { Report } from './report-of-month.js';
import { reportOfMonth } from './report-of-month.js';
import type { Watcher } from './watchers.js';
import { watchersOf } from './watchers.js';

export interface CoverageRow {
  readonly partner: string;
  readonly country: string;
  readonly area: string | null;
  /** months, inclusive */
  readonly from: string;
  readonly to: string;
  readonly status: CoverageStatus;
  /** of the release that reported; null where none did */
  readonly stage: ReleaseStage | null;
}

export interface CoverageQuestion {
  readonly indicator: string;
  readonly table: AnswerTableId;
  /** the answer tells areas apart, or was asked about some */
  readonly asksAreas: boolean;
  readonly where: CellCondition;
}

/** @param heads - the newest releases of each partner and partition, revoked ones included */
export function coverageOf(
  question: CoverageQuestion,
  declared: Declarations,
  heads: readonly StoredRelease[],
): CoverageRow[] {
  return coverageBy(watchersOf(question.indicator, declared, heads), question);
}

/** The same from watchers that are there already. */
export function coverageBy(watchers: readonly Watcher[], question: CoverageQuestion): CoverageRow[] {
  const everything = watchers.flatMap(({ places }) => places);
  const asked = watchers.filter(({ partner }) => question.where.partners?.has(partner) ?? true);
  const frames = countriesOf(everything, question.where).map((country) =>
    frameOf(country, everything, question.where),
  );
  return asked.flatMap((watcher) => frames.flatMap((frame) => rowsOfCountry(watcher, frame, question)));
}

/** What all partners together say about a country: in it the silence of one of them shows. */
interface Frame {
  readonly country: string;
  readonly areas: readonly (string | null)[];
  /** null: no month is asked about */
  readonly window: Months | null;
}

function frameOf(country: string, everything: readonly DeclaredPlace[], where: CellCondition): Frame {
  const inCountry = everything.filter((place) => place.country === country);
  return {
    country,
    areas: [...new Set(inCountry.map(({ area }) => area))],
    window: windowOf(inCountry.length === 0 ? everything : inCountry, where),
  };
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
  { country, areas: watched, window }: Frame,
  question: CoverageQuestion,
): CoverageRow[] {
  if (window === null) return [];
  const byMonth = tableHas(question.table, 'MONTH');
  const own = watcher.places.filter((place) => place.country === country);
  const usable = own.filter(({ area }) => area !== null || !tableHas(question.table, 'AREA'));
  if (usable.length === 0) return [row(watcher.partner, { country, area: null }, window)];
  const asked = question.where.values.get('AREA');
  const rows = usable
    .filter(({ area }) => asked === undefined || (area !== null && asked.has(area)))
    .flatMap((place) => rowsOfPlace(watcher, place, { window, byMonth }));
  if (!question.asksAreas) return rows;
  const ownAreas = new Set(usable.map(({ area }) => area));
  const missing = (asked === undefined ? watched : [...asked]).filter(
    (area): area is string => area !== null && countryOfArea(area) === country && !ownAreas.has(area),
  );
  rows.push(...missing.map((area) => row(watcher.partner, { country, area }, window)));
  return rows.sort(
    (left, right) => compareText(left.area ?? '', right.area ?? '') || compareText(left.from, right.from),
  );
}

/** The months asked about; where the question leaves an end open, as far as anybody declared. */
function windowOf(places: readonly DeclaredPlace[], where: CellCondition): Months | null {
  const declared = hull(places.map(({ span }) => span));
  const from = where.from === null ? declared?.from : firstMonth(where.from);
  const to = where.to === null ? declared?.to : lastMonth(where.to);
  return from === undefined || to === undefined || from > to ? null : { from, to };
}

function rowsOfPlace(
  watcher: Watcher,
  place: DeclaredPlace,
  { window, byMonth }: { readonly window: Months; readonly byMonth: boolean },
): CoverageRow[] {
  const walked = common(place.span, window);
  if (walked === null) return [row(watcher.partner, place, window)];
  const runs: { from: number; to: number; report: Report }[] = [];
  const extend = (from: number, to: number, report: Report): void => {
    const last = runs.at(-1);
    if (from > to) return;
    if (last?.report.status === report.status && last.report.stage === report.stage) last.to = to;
    else runs.push({ from, to, report });
  };
  extend(window.from, walked.from - 1, NOT_COVERED);
  for (let month = walked.from; month <= walked.to; month += 1) {
    extend(month, month, reportIn(watcher, place, { month, byMonth }));
  }
  extend(walked.to + 1, window.to, NOT_COVERED);
  return runs.map((run) => row(watcher.partner, place, run, run.report));
}

const NOT_COVERED: Report = { status: 'NOT_COVERED', stage: null };

/** A signed plan says more about its year than the coalition file does. */
function reportIn(
  { releases, newestDay }: Watcher,
  { promised, planned }: DeclaredPlace,
  { month, byMonth }: { readonly month: number; readonly byMonth: boolean },
): Report {
  const partition = yearOfMonth(month);
  const known = releases.get(partition) ?? [];
  const declared = known.length === 0 ? promised : (planned.get(partition) ?? []);
  return includesMonth(declared, month)
    ? reportOfMonth(known, { month: monthText(month), byMonth, newestDay })
    : NOT_COVERED;
}

function tableHas(table: AnswerTableId, dimension: 'AREA' | 'MONTH'): boolean {
  return table !== 'COUNTRY_YEAR' && dimensionsOf(table).includes(dimension);
}

function row(
  partner: string,
  { country, area }: Pick<DeclaredPlace, 'country' | 'area'>,
  { from, to }: Months,
  { status, stage }: Report = NOT_COVERED,
): CoverageRow {
  return { partner, country, area, from: monthText(from), to: monthText(to), status, stage };
}
