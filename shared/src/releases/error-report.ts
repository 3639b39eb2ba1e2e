/**
 * The error report of a plan or release: how exact each of its figures is, before anybody looks at one.
 *
 * Takes a signed document of either kind, gives standard errors; with an earlier release also what they would have
 * meant for figures of that size. Only noise: what caps cut off, what partners count twice and what nobody
 * documented is not in it. The page made of it is in `error-report-page.ts`. Pure.
 */
import { parseFraction } from './fraction.js';
import { releaseDimensionsOf } from './lattice.js';
import type { SheetSubject } from './privacy-sheet.js';
import type {
  ReleaseDimension,
  ReleaseDocument,
  ReleaseStage,
  ReleaseTable,
  TableId,
} from './release-document.js';
import { countingUnitOf, plannedReleasesOf, plannedTables, type PlannedTable } from './release-plan.js';

/** How far the noise may move one figure. */
export interface FigureError {
  readonly standardError: number;
  /** the released figure plus and minus this holds the count in 95 of 100 cases */
  readonly halfWidth95: number;
  /** smaller figures are marked as unreliable, never hidden: max(10, 3 standard errors) */
  readonly smallestShown: number;
}

export interface TableError extends FigureError {
  readonly id: TableId;
  readonly stage: ReleaseStage;
  readonly indicator: ReleaseTable['indicator'];
  readonly countingUnit: ReleaseTable['countingUnit'];
  readonly dimensions: readonly ReleaseDimension[];
  readonly sigma2: string;
  readonly cells: number;
  /** what figures as large as an earlier release's would have looked like; null without one */
  readonly expected: {
    readonly release: string;
    /** share of its cells that reach `smallestShown` */
    readonly shownShare: number;
    /** standard error by figure, of the middle one of those cells; null when there is none */
    readonly medianRelativeError: number | null;
  } | null;
}

export interface MarginError extends FigureError {
  readonly indicator: ReleaseTable['indicator'];
  readonly country: string;
  readonly countingUnit: ReleaseTable['countingUnit'];
  readonly by: readonly ReleaseDimension[];
  /** tables that it is made of, each with the number of cells that are added */
  readonly from: readonly { readonly id: TableId; readonly cells: number }[];
}

export interface ErrorReport {
  readonly format: 'vigil-error-report-1';
  readonly partner: string;
  readonly partition: string;
  /** id of the release, when it is one; of the plan otherwise */
  readonly subject: string;
  readonly plan: string;
  readonly tables: readonly TableError[];
  readonly margins: readonly MarginError[];
  readonly notIncluded: readonly string[];
}

const NOT_INCLUDED = [
  'What the caps cut off: a file counts once, or a few times, however much happened in it.',
  'Cases that several partners hold, and cases that nobody has documented.',
  'Errors of the records themselves.',
];

const LEAST_SHOWN = 10;
const NORMAL_95 = 1.96;

/** The error of a figure with this noise variance. */
export function errorOf(variance: number): FigureError {
  const standardError = Math.sqrt(variance);
  return {
    standardError,
    halfWidth95: NORMAL_95 * standardError,
    smallestShown: Math.ceil(Math.max(LEAST_SHOWN, 3 * standardError)),
  };
}

function varianceOf(sigma2: string): number {
  const { numerator, denominator } = parseFraction(sigma2);
  return Number(numerator) / Number(denominator);
}

function expectedOf(
  table: Pick<TableError, 'id' | 'indicator' | 'countingUnit' | 'smallestShown' | 'standardError'>,
  earlier: ReleaseDocument | undefined,
): TableError['expected'] {
  const same = earlier?.tables.find(
    ({ id, indicator, countingUnit }) =>
      id === table.id && indicator === table.indicator && countingUnit === table.countingUnit,
  );
  if (earlier === undefined || same === undefined) return null;
  const shown = same.cells.map(({ y }) => y).filter((y) => y >= table.smallestShown);
  const middle = shown.sort((left, right) => left - right)[Math.floor(shown.length / 2)];
  return {
    release: earlier.id,
    shownShare: shown.length / same.cells.length,
    medianRelativeError: middle === undefined ? null : table.standardError / middle,
  };
}

type Staged = PlannedTable & { readonly stage: ReleaseStage };

/** Every table of the year, the months of one that comes month by month together. */
function tablesOfYear({ plan, partition }: SheetSubject): Staged[] {
  const joined = new Map<string, Staged>();
  for (const release of plannedReleasesOf(plan, partition)) {
    for (const table of plannedTables(plan, partition, release)) {
      const name = [release.stage, table.id, table.indicator, table.counts].join();
      const before = joined.get(name)?.cells ?? [];
      joined.set(name, { ...table, stage: release.stage, cells: [...before, ...table.cells] });
    }
  }
  return [...joined.values()];
}

/** The sum over areas (L3) is no figure of a country: files without a known area are not in it. */
const MARGINS: readonly { readonly by: readonly ReleaseDimension[]; readonly from: readonly TableId[] }[] = [
  { by: ['COUNTRY', 'YEAR'], from: ['L4', 'L5', 'L6'] },
  { by: ['COUNTRY', 'YEAR', 'SEX'], from: ['L6'] },
  { by: ['COUNTRY', 'YEAR', 'AGE_BAND'], from: ['L6'] },
];

/** How many cells of a table are added for one figure of a margin in one country; 0 when it has none there. */
function addedCells({ id, cells }: Staged, country: string, by: readonly ReleaseDimension[]): number {
  const dimensions = releaseDimensionsOf(id);
  const kept = dimensions.flatMap((dimension, index) =>
    by.includes(dimension) && dimension !== 'COUNTRY' ? [index] : [],
  );
  const ofCountry = cells.filter(
    ({ at: [place = ''] }) => place === country || place.startsWith(`${country}-`),
  );
  const first = ofCountry[0];
  return ofCountry.filter(({ at }) => kept.every((index) => at[index] === first?.at[index])).length;
}

interface MarginOf extends Pick<Staged, 'indicator' | 'counts'> {
  readonly country: string;
}

/** Every indicator, counting unit and country that has year tables. */
function margined(tables: readonly Staged[]): MarginOf[] {
  const found = new Map<string, MarginOf>();
  for (const { id, indicator, counts, cells } of tables) {
    if (id !== 'L5') continue;
    for (const {
      at: [country = ''],
    } of cells)
      found.set([indicator, counts, country].join(), { indicator, counts, country });
  }
  return [...found.values()];
}

function marginsOf(subject: SheetSubject, tables: readonly Staged[]): MarginError[] {
  const final = tables.filter(({ stage }) => stage === 'FINAL');
  // Of a file's persons each table counts those of one chosen cell: several tables do not estimate one number.
  const ofFiles = subject.plan.unit === 'CASE_FILE';
  return margined(final).flatMap(({ indicator, counts, country }) =>
    MARGINS.filter(({ from }) => from.length === 1 || !(ofFiles && counts === 'VICTIM')).map(
      ({ by, from }): MarginError => {
        const parts = final
          .filter((table) => table.indicator === indicator && table.counts === counts)
          .filter(({ id }) => from.includes(id))
          .map((table) => ({ id: table.id, cells: addedCells(table, country, by), sigma2: table.sigma2 }))
          .filter(({ cells }) => cells > 0);
        // Inverse-variance mean of independent sums; of one sum it is the sum.
        const precision = parts.reduce((sum, { cells, sigma2 }) => sum + 1 / (cells * varianceOf(sigma2)), 0);
        return {
          indicator,
          country,
          countingUnit: countingUnitOf(subject.plan.unit, indicator, counts),
          by,
          from: parts.map(({ id, cells }) => ({ id, cells })),
          ...errorOf(1 / precision),
        };
      },
    ),
  );
}

/**
 * How exact the figures of a plan or release are.
 *
 * @param earlier - a release that is public already: what its figures would look like with these errors
 */
export function errorReport(subject: SheetSubject, earlier?: ReleaseDocument): ErrorReport {
  const { partner, partition, plan, id } = subject;
  const tables = tablesOfYear(subject);
  return {
    format: 'vigil-error-report-1',
    partner,
    partition,
    subject: id ?? plan.id,
    plan: plan.id,
    tables: tables.map((table) => {
      const countingUnit = countingUnitOf(plan.unit, table.indicator, table.counts);
      const error = errorOf(varianceOf(table.sigma2));
      const about = { id: table.id, indicator: table.indicator, countingUnit, ...error };
      return {
        ...about,
        stage: table.stage,
        dimensions: releaseDimensionsOf(table.id),
        sigma2: table.sigma2,
        cells: table.cells.length,
        expected: expectedOf(about, earlier),
      };
    }),
    margins: marginsOf(subject, tables),
    notIncluded: NOT_INCLUDED,
  };
}
