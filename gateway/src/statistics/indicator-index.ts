/**
 * Everything that questions about one indicator are answered from, made once for one state of the store.
 *
 * Takes the releases that hold at a moment and what partners declare, gives tables by id, the state's version and
 * moment. Tables are made when they are first asked for, and kept as long as the index is. Pure.
 */
import type { IndicatorCode } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { countryYearTables } from './country-year.js';
import type { Declarations } from './declarations.js';
import { dataVersionOf, newestMoment } from './data-version.js';
import { headsAbout } from './heads-about.js';
import type { AnswerTableId, PublishedTable } from './published-table.js';
import { AddressBook, publishedTables } from './published-table.js';
import { seriesRules } from './series-rules.js';
import type { Watcher } from './watchers.js';
import { watchersOf } from './watchers.js';

export interface IndicatorIndex {
  readonly indicator: IndicatorCode;
  /** the newest releases, revoked ones included */
  readonly heads: readonly StoredRelease[];
  readonly dataVersion: string;
  readonly newest: Date;
  readonly watchers: readonly Watcher[];
  tablesOf(id: AnswerTableId): readonly PublishedTable[];
}

/**
 * @param known - every version that counted at the asked moment, revoked ones included
 * @param addresses - may be shared by the indices of all indicators
 */
export function indexIndicator(
  indicator: IndicatorCode,
  { declared, known }: { readonly declared: Declarations; readonly known: readonly StoredRelease[] },
  addresses = new AddressBook(),
): IndicatorIndex {
  const heads = headsAbout(indicator, declared, known);
  const current = heads.filter(({ revokedAt }) => revokedAt === null);
  const rules = seriesRules(indicator, current);
  const made = new Map<AnswerTableId, readonly PublishedTable[]>();
  const tablesOf = (id: AnswerTableId): readonly PublishedTable[] => {
    const tables =
      made.get(id) ??
      (id === 'COUNTRY_YEAR'
        ? countryYearTables(tablesOf)
        : publishedTables(current, id, { indicator, addresses, rules }));
    made.set(id, tables);
    return tables;
  };
  return {
    indicator,
    heads,
    dataVersion: dataVersionOf(indicator, declared, heads),
    newest: newestMoment(heads),
    watchers: watchersOf(indicator, declared, heads),
    tablesOf,
  };
}
