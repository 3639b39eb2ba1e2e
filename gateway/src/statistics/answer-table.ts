/**
 * The answer to one question about an indicator, as a pure function of released integers.
 *
 * Takes the checked question, what partners declare and the releases that hold at the asked time; gives cells,
 * coverage, protection and the version of the data. Partners are named by id here; the contract's `Partner`
 * comes in with `statistics-source.ts`.
 */
import type { ConfStatus, Dimension, ObsStatus, TableId } from '@vigil/shared';
import { compareFractions } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { reliabilityOf } from './bounds.js';
import type { Reliability } from './bounds.js';
import { ADDRESS_ORDER } from './cell-address.js';
import type { CellAddress } from './cell-address.js';
import { mayHold, meets } from './cell-condition.js';
import type { FigureCell } from './cells.js';
import { sumCells } from './cells.js';
import type { CoverageRow } from './coverage.js';
import { coverageBy } from './coverage.js';
import type { Declarations } from './declarations.js';
import type { Difference } from './difference.js';
import { differenceOf } from './difference.js';
import { NO_VARIANCE, addVariances } from './exact-variance.js';
import { indexIndicator } from './indicator-index.js';
import type { IndicatorIndex } from './indicator-index.js';
import type { ProtectionRow } from './protection.js';
import { protectionOf } from './protection.js';
import type { AnswerTableId, PublishedTable } from './published-table.js';
import type { Question } from './question.js';
import type { Rate } from './rate.js';
import { denominatorOf, rateOf } from './rate.js';
import { StatisticsRefusal } from './statistics-refusal.js';
import type { MarginCost } from './which-table.js';
import { whichTable } from './which-table.js';

export interface AnswerCell extends Reliability, Pick<FigureCell, 'at' | 'countingUnit' | 'provisional'> {
  /** null when LOW */
  readonly value: number | null;
  readonly obsStatus: ObsStatus;
  readonly confStatus: ConfStatus;
  readonly reportingPartners: number;
  /** their ids, sorted */
  readonly partners: readonly string[];
  readonly breakInSeries: boolean;
  /** null where no denominator is known, or none would fit */
  readonly rate: Rate | null;
  /** null where nothing was compared, or nothing stands there */
  readonly difference: Difference | null;
}

export interface TableAnswer {
  readonly table: AnswerTableId;
  /** the released tables that the figures are made from */
  readonly tables: readonly TableId[];
  readonly dimensions: readonly Dimension[];
  readonly cells: readonly AnswerCell[];
  readonly coverage: readonly CoverageRow[];
  readonly asOf: Date;
  readonly dataVersion: string;
  readonly protection: readonly ProtectionRow[];
}

/**
 * @param known - every version that counted at the asked time, revoked ones included
 * @param compared - another question with the same dimensions, whose figures are subtracted
 * @throws HubError TABLE_NOT_IN_LATTICE; NOT_AVAILABLE when nobody has released that table; LIMIT_EXCEEDED when a sum
 *   is beyond GraphQL's Int
 */
export function answerTable(
  question: Question,
  declared: Declarations,
  known: readonly StoredRelease[],
  compared: Question | null = null,
): TableAnswer {
  return answerFrom(indexIndicator(question.indicator, { declared, known }), question, compared);
}

/** The same from an index that is there already. */
export function answerFrom(
  index: IndicatorIndex,
  question: Question,
  compared: Question | null = null,
): TableAnswer {
  const { table, cells, contributing } = figuresFor(index, question);
  const against = compared === null ? null : comparedCells(index, compared);
  return {
    table,
    tables: [...new Set(contributing.flatMap(({ sources }) => sources))].sort(),
    dimensions: question.by,
    cells: cells.map((cell) => answerCell(cell, question, against?.get(nameOf(cell)) ?? null)),
    coverage: coverageBy(index.watchers, {
      indicator: question.indicator,
      table,
      asksAreas: question.needed.has('AREA'),
      where: question.where,
    }),
    asOf: index.newest,
    dataVersion: index.dataVersion,
    protection: protectionOf(contributing.map(({ release }) => release)),
  };
}

interface Figures {
  readonly table: AnswerTableId;
  readonly cells: readonly FigureCell[];
  /** tables of which at least one cell is in a figure */
  readonly contributing: readonly PublishedTable[];
}

function figuresFor(index: IndicatorIndex, question: Question): Figures {
  const { by, where, needed } = question;
  const table = whichTable(needed, (id) => costOf(index.tablesOf(id), question));
  const considered = index.tablesOf(table);
  if (considered.length === 0) {
    throw new StatisticsRefusal('NOT_AVAILABLE', 'no partner has released this table for the indicator');
  }
  const cells = sumCells(considered, by, where);
  return { table, cells, contributing: [...new Set(cells.flatMap(({ parts }) => [...parts.keys()]))] };
}

function comparedCells(index: IndicatorIndex, compared: Question): ReadonlyMap<string, FigureCell> {
  return new Map(figuresFor(index, compared).cells.map((cell) => [nameOf(cell), cell]));
}

/** Figures of different counting units are as little subtracted as they are added. */
function nameOf({ at, countingUnit }: FigureCell): string {
  return [countingUnit, ...ADDRESS_ORDER.map((dimension) => at[dimension] ?? '')].join('|');
}

function answerCell(cell: FigureCell, question: Question, against: FigureCell | null): AnswerCell {
  const { at, countingUnit, figures, provisional, isBreak } = cell;
  const reliability = reliabilityOf(figures);
  const difference = against === null ? null : differenceOf(cell, against);
  requireInt(reliability, difference);
  const denominator = denominatorOf(at, question);
  return {
    at,
    countingUnit,
    ...reliability,
    value: reliability.low ? null : reliability.released,
    obsStatus: obsStatusOf(cell, reliability),
    // CL_CONF_STATUS: F, free; the noise has done its work before publication.
    confStatus: 'F',
    reportingPartners: figures.length,
    partners: figures.map(({ partner }) => partner),
    provisional,
    breakInSeries: isBreak,
    rate: denominator === null ? null : rateOf(reliability, denominator),
    difference,
  };
}

/**
 * SDMX CL_OBS_STATUS has one code for an observation, so what is said nowhere else comes first. D, "definition
 * differs": the sum holds figures of several definitions. B, "time series break": counted by another rule than the
 * period before. P, "provisional value": a final release of it is planned. U, "low reliability", for observations of
 * which the user should know that their quality is low: that is LOW, which has a field of its own. A, "normal value".
 * Not E: an estimate is calculated because observations are missing, and here every figure is a declared function
 * of what partners released. No code for what is missing, either: a cell that nobody released is not there, and
 * coverage says why.
 */
function obsStatusOf(
  { mixesDefinitions, isBreak, provisional }: FigureCell,
  { low }: Reliability,
): ObsStatus {
  if (mixesDefinitions) return 'D';
  if (isBreak) return 'B';
  if (provisional) return 'P';
  return low ? 'U' : 'A';
}

/**
 * One figure is at most `MOST_COUNT`; enough of them in one sum can leave 32 bits. Then there is no answer, with a
 * reason, rather than another number.
 *
 * @see GraphQL specification, 3.5.1 Int
 */
function requireInt(
  { released, interval95, lower, upper }: Reliability,
  difference: Difference | null,
): void {
  const numbers = [released, interval95.from, interval95.to, lower, upper];
  if (difference !== null) {
    numbers.push(difference.released, difference.interval95.from, difference.interval95.to);
  }
  if (!numbers.every((number) => Math.abs(number) <= MOST_INT)) {
    throw new StatisticsRefusal('LIMIT_EXCEEDED', 'a sum is beyond 32 bits; ask for fewer cells in one');
  }
}

const MOST_INT = 2 ** 31 - 1;

function costOf(tables: readonly PublishedTable[], { by, where }: Question): MarginCost | null {
  if (tables.length === 0) return null;
  const variances = sumCells(tables, by, where).map(({ figures }) =>
    figures.reduce((sum, { variance }) => addVariances(sum, variance), NO_VARIANCE),
  );
  const variance = variances.reduce(
    (largest, next) => (compareFractions(next, largest) > 0 ? next : largest),
    NO_VARIANCE,
  );
  return { reach: reachOf(tables, where), variance };
}

function reachOf(tables: readonly PublishedTable[], where: Question['where']): number {
  const reached = new Set<string>();
  const countries = new Map<readonly CellAddress[], ReadonlySet<string>>();
  for (const { partner, release, addresses } of tables) {
    if (!mayHold(release.document.partition, partner, where)) continue;
    const found =
      countries.get(addresses) ??
      new Set(addresses.filter((address) => meets(address, where)).map(({ COUNTRY = '' }) => COUNTRY));
    countries.set(addresses, found);
    for (const country of found) reached.add(`${partner} ${country}`);
  }
  return reached.size;
}
