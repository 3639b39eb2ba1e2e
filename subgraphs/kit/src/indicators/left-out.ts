/**
 * What the indicator rules leave out, by reason: reported beside every count, so that nothing is lost quietly.
 *
 * Takes the partner's database, gives counts of acts. The rule is in `judged-acts.ts`.
 */
import type { DataSource, EntityManager } from 'typeorm';
import { LEFT_OUT_REASONS, type IndicatorQuestion, type LeftOut } from './contribution.js';
import { judgedActs } from './judged-acts.js';

const BY_REASON = `
select indicator, reason, count(*)::int as acts
from judged
where reason is not null and ($3::text is null or year is null or year = $3::text)
group by indicator, reason`;

/**
 * Acts of an indicator's types that do not count, by indicator and reason.
 *
 * With a year, acts without any year are included: they may belong to it.
 */
export async function leftOut(
  database: DataSource | EntityManager,
  question: IndicatorQuestion,
): Promise<LeftOut[]> {
  const { sql, parameters } = judgedActs(question);
  const rows = await database.query<LeftOut[]>(`${sql}${BY_REASON}`, [...parameters, question.year ?? null]);
  const place = ({ indicator, reason }: LeftOut): string =>
    `${indicator} ${String(LEFT_OUT_REASONS.indexOf(reason))}`;
  return rows.sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
