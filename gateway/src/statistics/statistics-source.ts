/**
 * The statistics plane: what the subgraph `statistics` answers from.
 *
 * Takes the release store, the coalition file, the live state of partners and the caller's own view; gives the
 * contract's `StatisticsSource`. Everything but `viewer` and `Partner.status` is a function of stored releases:
 * no clock, no partner asked, no database read.
 */
import { HubError, INDICATORS, RELEASED_TABLES } from '@vigil/shared';
import type {
  Coalition,
  Indicator,
  IndicatorCell,
  IndicatorCode,
  IndicatorTable,
  IndicatorTableArguments,
  ReleaseConnection,
  ReleasesArguments,
  StatisticsSource,
  Viewer,
} from '@vigil/shared';
import { releasesKnownAt } from '../releases/current-releases.js';
import { releasePage } from '../releases/release-page.js';
import type { ReleaseStore } from '../releases/release-store.js';
import type { AnswerCell } from './answer-table.js';
import { answerTable } from './answer-table.js';
import { dimensionsOf } from './lattice-dimensions.js';
import { NOTICE } from './notice.js';
import type { PartnerHealth, PublicPartners } from './public-partner.js';
import { publicPartners } from './public-partner.js';
import { parseQuestion } from './question.js';
import { answerOrRefuse } from './statistics-refusal.js';

export interface StatisticsSourceOptions {
  readonly store: Pick<ReleaseStore, 'all'>;
  readonly coalition: Pick<Coalition, 'partners'>;
  readonly partnerStatus: PartnerHealth;
  /** the caller of this request, as the hub sees it */
  readonly viewer: () => Viewer | Promise<Viewer>;
}

/** A source for one request; cheap to make. */
export function createStatisticsSource(options: StatisticsSourceOptions): StatisticsSource {
  const { store, coalition, partnerStatus, viewer } = options;
  const partners = (): PublicPartners => publicPartners(coalition, store.all(), partnerStatus);
  return {
    viewer: () => answerOrRefuse(viewer),
    partners: () => answerOrRefuse(() => partners().all()),
    partner: (id) => answerOrRefuse(() => partners().find(id)),
    indicators: () =>
      answerOrRefuse(() => Object.keys(INDICATORS).map((code) => indicator(code as IndicatorCode))),
    indicatorTable: (asked) => answerOrRefuse(() => indicatorTable(asked, options, partners())),
    redFlags: () => answerOrRefuse(redFlags),
    releases: (asked) => answerOrRefuse(() => releases(asked, options, partners())),
  };
}

function indicator(code: IndicatorCode): Indicator {
  const { version, name, definition, countingUnit, crosswalk } = INDICATORS[code];
  return {
    code,
    version,
    name,
    definition,
    countingUnit,
    crosswalk: crosswalk.map((entry) => ({ ...entry })),
    tables: RELEASED_TABLES.map((id) => ({ id, dimensions: dimensionsOf(id) })),
  };
}

function indicatorTable(
  asked: IndicatorTableArguments,
  { coalition, store }: StatisticsSourceOptions,
  partners: PublicPartners,
): IndicatorTable {
  const question = parseQuestion(asked, new Set(coalition.partners.map(({ id }) => id)));
  const answer = answerTable(question, coalition, releasesKnownAt(store.all(), question.asOf));
  return {
    indicator: indicator(question.indicator),
    dimensions: answer.dimensions,
    cells: answer.cells.map(publicCell),
    coverage: answer.coverage.map((row) => ({ ...row, partner: partners.get(row.partner) })),
    asOf: answer.asOf.toISOString(),
    dataVersion: answer.dataVersion,
    protection: answer.protection.map((row) => ({ ...row, partner: partners.get(row.partner) })),
    notice: NOTICE,
  };
}

function publicCell({ at, ...cell }: AnswerCell): IndicatorCell {
  return {
    country: at.COUNTRY ?? null,
    area: at.AREA ?? null,
    month: at.MONTH ?? null,
    year: at.YEAR ?? null,
    ...cell,
  };
}

/** Detectors over released series come with the statistics plane's own issue; until then nothing is claimed. */
function redFlags(): never {
  throw new HubError('NOT_AVAILABLE', 'red flags are not published yet', 'caller');
}

function releases(
  asked: ReleasesArguments,
  { store, coalition }: StatisticsSourceOptions,
  partners: PublicPartners,
): ReleaseConnection {
  if (asked.partner != null && !coalition.partners.some(({ id }) => id === asked.partner)) {
    throw new HubError('BAD_USER_INPUT', 'partner is not one of the coalition', 'caller');
  }
  const page = releasePage(store.all(), asked);
  return {
    nodes: page.releases.map((release) => partners.release(release)),
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: page.endCursor },
  };
}
