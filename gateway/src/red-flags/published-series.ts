/**
 * Monthly series out of releases: what detectors look at.
 *
 * Takes current releases, gives for each indicator, place and counting unit what each reporter released for each
 * month, with the variance of its noise. Counts of persons beside counts of files are left out: ten persons of one
 * file are one finding of its partner, and no detector here knows such clusters. Pure.
 */
import { countingUnitOf, parseFraction } from '@vigil/shared';
import type { DeclaredCoverage, IndicatorCode, ReleaseDocument, ReleaseTable } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText } from '../statistics/cell-address.js';
import { monthNumber } from '../statistics/period.js';
import { ruleOf } from '../statistics/series-rules.js';

export interface SeriesPlace {
  readonly indicator: IndicatorCode;
  readonly country: string;
  /** null: the country as a whole */
  readonly area: string | null;
}

export interface MonthFigure {
  /** the released integer, unclamped */
  readonly y: number;
  /** variance of its noise */
  readonly noise: number;
  /** from when its release counts */
  readonly moment: Date;
}

/** Who counted, and how: whoever changes what enters a count is another reporter from then on. */
export interface Reporter {
  readonly key: string;
  readonly partner: string;
  /** by month number */
  readonly months: ReadonlyMap<number, MonthFigure>;
}

export interface PublishedSeries extends SeriesPlace {
  readonly countingUnit: ReleaseTable['countingUnit'];
  /** sorted by key */
  readonly reporters: readonly Reporter[];
}

interface OpenReporter extends Reporter {
  readonly months: Map<number, MonthFigure>;
}
interface OpenSeries extends Omit<PublishedSeries, 'reporters'> {
  readonly reporters: Map<string, OpenReporter>;
}

/** @param releases - current ones: of each month at most one of each partner answers */
export function publishedSeries(releases: readonly StoredRelease[]): PublishedSeries[] {
  const open = new Map<string, OpenSeries>();
  for (const { document, countsFrom } of releases) {
    for (const table of document.tables) {
      if (isMonthly(table) && countsUnits(table, document)) addTable(open, { table, document, countsFrom });
    }
  }
  return [...open]
    .sort(([left], [right]) => compareText(left, right))
    .map(([, series]) => ({
      ...series,
      reporters: [...series.reporters.values()].sort((left, right) => compareText(left.key, right.key)),
    }));
}

interface Source {
  readonly table: ReleaseTable;
  readonly document: ReleaseDocument;
  readonly countsFrom: Date;
}

function addTable(open: Map<string, OpenSeries>, source: Source): void {
  const { table, countsFrom } = source;
  const variance = parseFraction(table.sigma2);
  const noise = Number(variance.numerator) / Number(variance.denominator);
  const places = new Map<string, { series: OpenSeries; keyIn: (month: string) => string }>();
  for (const { at, y } of table.cells) {
    const [where = '', month = ''] = at;
    let place = places.get(where);
    if (place === undefined) {
      const series = seriesIn(open, placeOf(table, where), table);
      place = { series, keyIn: reporterKeys(series, source) };
      places.set(where, place);
    }
    const months = reporterIn(place.series, place.keyIn(month), source.document.partner);
    months.set(monthNumber(month), { y, noise, moment: countsFrom });
  }
}

function isMonthly({ id }: ReleaseTable): boolean {
  return id === 'L1' || id === 'L2';
}

function countsUnits({ countingUnit, indicator }: ReleaseTable, { plan }: ReleaseDocument): boolean {
  return countingUnit === countingUnitOf(plan.unit, indicator);
}

function placeOf({ id, indicator }: ReleaseTable, where: string): SeriesPlace {
  // ISO 3166-2: a subdivision code begins with the alpha-2 code of its country
  return { indicator, country: where.slice(0, 2), area: id === 'L2' ? where : null };
}

function seriesIn(
  open: Map<string, OpenSeries>,
  place: SeriesPlace,
  { countingUnit }: ReleaseTable,
): OpenSeries {
  const name = [place.indicator, place.country, place.area ?? '', countingUnit].join(' ');
  const known = open.get(name) ?? { ...place, countingUnit, reporters: new Map<string, OpenReporter>() };
  open.set(name, known);
  return known;
}

function reporterIn({ reporters }: OpenSeries, key: string, partner: string): OpenReporter['months'] {
  const known = reporters.get(key) ?? { key, partner, months: new Map<number, MonthFigure>() };
  reporters.set(key, known);
  return known.months;
}

/**
 * Another definition, another way of entering files, or other areas in the sum of a country: each shifts the level of
 * a series without anything having happened, and a detector would take it for news.
 */
function reporterKeys(
  { indicator, country, area }: SeriesPlace,
  { table, document }: Pick<Source, 'table' | 'document'>,
): (month: string) => string {
  const { partner, plan } = document;
  const how = [partner, ruleOf(document, table)].join(' ');
  if (area !== null) return () => how;
  const declared = plan.coverage.filter((one) => one.indicator === indicator && one.country === country);
  const keys = new Map<string, string>();
  return (month) => {
    const places = [...declared.keys()].filter((place) => holdsIn(declared[place], month));
    const which = places.join();
    const known = keys.get(which);
    if (known !== undefined) return known;
    const areas = places.flatMap((place) => {
      const named = declared[place]?.areas ?? [];
      return named.length === 0 ? ['*'] : named;
    });
    const key = [how, ...[...new Set(areas)].sort(compareText)].join(' ');
    keys.set(which, key);
    return key;
  };
}

function holdsIn(declared: DeclaredCoverage | undefined, month: string): boolean {
  return declared !== undefined && declared.from <= month && month <= declared.to;
}
