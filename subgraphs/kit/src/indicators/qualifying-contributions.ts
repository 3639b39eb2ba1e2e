/**
 * The contributions that count, all at once: the reader behind `vigil-partner count`.
 *
 * Takes the partner's database, gives rows in a fixed order. The rule is in `judged-acts.ts`; a release reads the
 * same acts unit by unit (`stream-acts.ts`).
 */
import type { DataSource, EntityManager } from 'typeorm';
import type { Contribution, IndicatorQuestion, QualifyingAct } from './contribution.js';
import { contributionsOfActs } from './contributions-of-acts.js';
import { QUALIFYING_ACTS, judgedActs } from './judged-acts.js';

/** A coarse date comes after the months of its year, a country after its areas. */
function orderOf({
  indicator,
  caseFileId,
  year,
  month,
  area,
  victimId,
  actId,
  eventId,
}: Contribution): string {
  return [indicator, caseFileId, year, month ?? '~', area ?? '~', victimId ?? actId ?? eventId].join(' ');
}

/**
 * Every counted unit of the asked indicators, each once per file, month and area.
 *
 * @param database - a data source, or the manager of a transaction when the rows must be one snapshot with more
 * @returns ordered by indicator, case file, year, month, area, unit; the same records give the same rows
 */
export async function qualifyingContributions(
  database: DataSource | EntityManager,
  question: IndicatorQuestion,
): Promise<Contribution[]> {
  const { sql, parameters } = judgedActs(question);
  const acts = await database.query<QualifyingAct[]>(`${sql}${QUALIFYING_ACTS}`, [...parameters]);
  return contributionsOfActs(acts, question.perEvent)
    .filter(({ year }) => question.year === undefined || question.year === year)
    .map((row) => ({ row, order: orderOf(row) }))
    .sort((left, right) => (left.order < right.order ? -1 : 1))
    .map(({ row }) => row);
}
