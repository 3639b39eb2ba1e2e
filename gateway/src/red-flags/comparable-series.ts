/**
 * Series that compare like with like: each month is judged against months in which the same reporters reported.
 *
 * A sum over all who happened to report jumps when somebody joins and falls when somebody is silent; both would
 * look like news. So the months of a published series are grouped by who reported in them, and each group gets a
 * series of its own: the sums of exactly these reporters, nothing where one of them is missing. Pure.
 */
import type { DetectorSeries } from './detectors/detector.js';
import type { MonthFigure, PublishedSeries, Reporter, SeriesPlace } from './published-series.js';

export interface ComparableSeries extends SeriesPlace {
  readonly series: DetectorSeries;
  /** number of the month at index 0 */
  readonly firstMonth: number;
  /** indexes of the months in which just these reporters reported, ascending */
  readonly judged: readonly number[];
  /** index of the newest month of the place, if it is one of the judged */
  readonly newest: number | null;
  /** of a judged index: from when the newest release counts that the month's figures are from */
  readonly moments: ReadonlyMap<number, Date>;
}

const MONTHS_A_YEAR = 12;

export function comparableSeries(published: PublishedSeries): ComparableSeries[] {
  const groups = new Map<string, { reporters: Reporter[]; months: number[] }>();
  const allMonths = monthsOf(published);
  const places = new Map(published.reporters.map((reporter, place) => [reporter, place]));
  for (const month of allMonths) {
    const reporters = published.reporters.filter(({ months }) => months.has(month));
    const key = reporters.map((reporter) => places.get(reporter)).join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { reporters, months: [month] });
    else group.months.push(month);
  }
  const newest = allMonths.at(-1);
  return [...groups.values()].map(({ reporters, months }) => {
    const series = seriesOf(published, reporters, months);
    return { ...series, newest: months.at(-1) === newest ? (series.judged.at(-1) ?? null) : null };
  });
}

/** Every month with a figure, ascending. */
function monthsOf({ reporters }: PublishedSeries): number[] {
  const months = new Set(reporters.flatMap((reporter) => [...reporter.months.keys()]));
  return [...months].sort((left, right) => left - right);
}

function seriesOf(
  { indicator, country, area }: PublishedSeries,
  reporters: readonly Reporter[],
  judgedMonths: readonly number[],
): Omit<ComparableSeries, 'newest'> {
  const starts = reporters.map(({ months }) => Math.min(...months.keys()));
  const firstMonth = Math.max(...starts);
  const last = Math.max(...judgedMonths);
  const counts: (number | null)[] = [];
  const noise: number[] = [];
  const moments = new Map<number, Date>();
  const judged = new Set(judgedMonths);
  for (let month = firstMonth; month <= last; month += 1) {
    const figures = figuresOf(reporters, month);
    counts.push(figures === null ? null : sum(figures.map(({ y }) => y)));
    noise.push(figures === null ? 0 : sum(figures.map((figure) => figure.noise)));
    if (figures !== null && judged.has(month)) moments.set(month - firstMonth, newest(figures));
  }
  return {
    ...{ indicator, country, area, firstMonth, moments },
    series: { counts, noise, frequency: MONTHS_A_YEAR },
    judged: [...moments.keys()],
  };
}

/** null where one of them has none */
function figuresOf(reporters: readonly Reporter[], month: number): MonthFigure[] | null {
  const figures: MonthFigure[] = [];
  for (const { months } of reporters) {
    const figure = months.get(month);
    if (figure === undefined) return null;
    figures.push(figure);
  }
  return figures;
}

function newest(figures: readonly MonthFigure[]): Date {
  return new Date(Math.max(...figures.map(({ moment }) => moment.getTime())));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
