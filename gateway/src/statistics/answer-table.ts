/**
 * The answer to one question about an indicator, as a pure function of released integers.
 *
 * Takes the checked question, the coalition file and the releases that hold at the asked time; gives cells,
 * coverage, protection and the version of the data. Partners are named by id here; the contract's `Partner`
 * comes in with `statistics-source.ts`.
 */
import type { Coalition, ConfStatus, Dimension, ObsStatus, TableId } from '@vigil/shared';
import { compareFractions, sumFractions } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { reliabilityOf } from './bounds.js';
import type { Reliability } from './bounds.js';
import type { FigureCell } from './cells.js';
import { sumCells } from './cells.js';
import type { CoverageRow } from './coverage.js';
import { coverageOf } from './coverage.js';
import { addressOf } from './cell-address.js';
import { meets } from './cell-condition.js';
import { dataVersionOf, newestMoment } from './data-version.js';
import { headsAbout } from './heads-about.js';
import type { ProtectionRow } from './protection.js';
import { protectionOf } from './protection.js';
import type { PublishedTable } from './published-table.js';
import { publishedTables, tablesOf } from './published-table.js';
import type { Question } from './question.js';
import { StatisticsRefusal } from './statistics-refusal.js';
import type { MarginCost } from './which-table.js';
import { whichTable } from './which-table.js';

export interface AnswerCell extends Reliability, Pick<FigureCell, 'at' | 'countingUnit'> {
  /** null when LOW */
  readonly value: number | null;
  readonly obsStatus: ObsStatus;
  readonly confStatus: ConfStatus;
  readonly reportingPartners: number;
}

export interface TableAnswer {
  readonly table: TableId;
  readonly dimensions: readonly Dimension[];
  readonly cells: readonly AnswerCell[];
  readonly coverage: readonly CoverageRow[];
  readonly asOf: Date;
  readonly dataVersion: string;
  readonly protection: readonly ProtectionRow[];
}

/**
 * @param known - every version that counted at the asked time, revoked ones included
 * @throws HubError TABLE_NOT_IN_LATTICE; NOT_AVAILABLE when nobody has released that table; LIMIT_EXCEEDED when a sum
 *   is beyond GraphQL's Int
 */
export function answerTable(
  question: Question,
  coalition: Pick<Coalition, 'partners'>,
  known: readonly StoredRelease[],
): TableAnswer {
  const heads = headsAbout(question.indicator, coalition, known);
  const current = heads.filter(({ revokedAt }) => revokedAt === null);
  const published = publishedTables(current, question.indicator);
  const table = whichTable(question.needed, (id) => costOf(tablesOf(published, id), question));
  const considered = tablesOf(published, table);
  if (considered.length === 0) {
    throw new StatisticsRefusal('NOT_AVAILABLE', 'no partner has released this table for the indicator');
  }
  const contributing = considered.filter((one) => contributes(one, question));
  const asksAreas = question.needed.has('AREA');
  return {
    table,
    dimensions: question.by,
    cells: sumCells(contributing, question.by, question.where).map(answerCell),
    coverage: coverageOf(
      { indicator: question.indicator, table, asksAreas, where: question.where },
      coalition,
      heads,
    ),
    asOf: newestMoment(heads),
    dataVersion: dataVersionOf(question.indicator, coalition, heads),
    protection: protectionOf(contributing.map(({ release }) => release)),
  };
}

function contributes({ partner, table }: PublishedTable, { where }: Question): boolean {
  return table.cells.some(({ at }) => meets(addressOf(table.dimensions, at), partner, where));
}

/**
 * SDMX CL_OBS_STATUS: A, "normal value", the code for observations without a special qualification; U, "low
 * reliability", for existing observations of which the user should know that their quality is low, which is
 * what LOW means. Not E: an estimate is calculated because observations are missing, and here every figure
 * is one that a partner released. CL_CONF_STATUS: F, free; the noise has done its work before publication.
 */
function answerCell({ at, countingUnit, figures }: FigureCell): AnswerCell {
  const reliability = reliabilityOf(figures);
  requireInt(reliability);
  return {
    at,
    countingUnit,
    ...reliability,
    value: reliability.low ? null : reliability.released,
    obsStatus: reliability.low ? 'U' : 'A',
    confStatus: 'F',
    reportingPartners: figures.length,
  };
}

/**
 * One figure is at most `MOST_COUNT`; enough of them in one sum can leave 32 bits. Then there is no answer, with a
 * reason, rather than another number.
 *
 * @see GraphQL specification, 3.5.1 Int
 */
function requireInt({ released, interval95, lower, upper }: Reliability): void {
  const numbers = [released, interval95.from, interval95.to, lower, upper];
  if (!numbers.every((number) => Math.abs(number) <= MOST_INT)) {
    throw new StatisticsRefusal('LIMIT_EXCEEDED', 'a sum is beyond 32 bits; ask for fewer cells in one');
  }
}

const MOST_INT = 2 ** 31 - 1;

function costOf(tables: readonly PublishedTable[], { by, where }: Question): MarginCost | null {
  if (tables.length === 0) return null;
  const reached = new Set<string>();
  for (const { partner, table } of tables) {
    for (const { at } of table.cells) {
      const address = addressOf(table.dimensions, at);
      if (meets(address, partner, where)) reached.add(`${partner} ${address.COUNTRY ?? ''}`);
    }
  }
  const variances = sumCells(tables, by, where).map(({ figures }) =>
    sumFractions(figures.map((one) => one.variance)),
  );
  const variance = variances.reduce(
    (largest, next) => (compareFractions(next, largest) > 0 ? next : largest),
    sumFractions([]),
  );
  return { reach: reached.size, variance };
}
