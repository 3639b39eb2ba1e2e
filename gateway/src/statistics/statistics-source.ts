/**
 * The statistics plane: what the subgraph `statistics` answers from.
 *
 * Takes the release store, the coalition file, the live state of partners and the caller's own view; gives the
 * contract's `StatisticsSource`. Everything but `viewer` and `Partner.status` is a function of stored releases:
 * no clock, no partner asked, no database read.
 */
import { HubError, INDICATORS, LATTICE_TABLES } from '@vigil/shared';
import type {
  AgeBand,
  Coalition,
  Indicator,
  IndicatorCell,
  IndicatorCode,
  IndicatorTable,
  IndicatorTableArguments,
  PerpetratorType,
  ReleaseConnection,
  ReleasesArguments,
  Sex,
  StatisticsSource,
  VictimGroup,
  Viewer,
} from '@vigil/shared';
import { releasesKnownAt } from '../releases/current-releases.js';
import { releasePage } from '../releases/release-page.js';
import type { StoredRelease } from '../releases/stored-release.js';
import type { AnswerCell } from './answer-table.js';
import { answerFrom } from './answer-table.js';
import type { DeclaredAt } from './declarations.js';
import { NOTICE } from './notice.js';
import type { PartnerHealth, PublicPartners } from './public-partner.js';
import { publicPartners } from './public-partner.js';
import { parseQuestion } from './question.js';
import { StatisticsIndices } from './statistics-indices.js';
import { answerOrRefuse } from './statistics-refusal.js';

export interface StatisticsSourceOptions {
  readonly store: {
    /** the same list as long as nothing has changed */
    all(): readonly StoredRelease[];
    /** without it, what the coalition file says now is what it always said */
    declarations?(asOf: string | null): DeclaredAt;
  };
  readonly coalition: Pick<Coalition, 'partners'>;
  readonly partnerStatus: PartnerHealth;
  /** the caller of this request, as the hub sees it */
  readonly viewer: () => Viewer | Promise<Viewer>;
  /** without it there are none to be had */
  readonly redFlags?: StatisticsSource['redFlags'];
  /** shared by all requests; by default the ones of this source */
  readonly indices?: StatisticsIndices;
}

/** A source for one request; cheap to make. */
export function createStatisticsSource(options: StatisticsSourceOptions): StatisticsSource {
  const { coalition, partnerStatus, viewer, redFlags = noRedFlags } = options;
  const stored = storedOf(options);
  const partners = publicPartners(coalition, stored, partnerStatus);
  const indices = options.indices ?? new StatisticsIndices();
  const moments = new Set<string>();
  return {
    viewer: () => answerOrRefuse(viewer),
    partners: () => answerOrRefuse(() => partners.all()),
    partner: (id) => answerOrRefuse(() => partners.find(id)),
    indicators: () =>
      answerOrRefuse(() => Object.keys(INDICATORS).map((code) => indicator(code as IndicatorCode))),
    indicatorTable: (asked) =>
      answerOrRefuse(() => {
        refuseManyMoments(moments, asked);
        return indicatorTable(asked, { ...options, stored, indices });
      }),
    redFlags: (asked) => answerOrRefuse(() => redFlags(asked)),
    releases: (asked) => answerOrRefuse(() => releases(asked, { coalition, stored, partners })),
  };
}

/** Each moment has an index of its own to be made: a document full of them would hold everybody else. */
const MOST_MOMENTS = 2;

function refuseManyMoments(moments: Set<string>, { asOf }: IndicatorTableArguments): void {
  if (asOf == null) return;
  moments.add(asOf);
  if (moments.size > MOST_MOMENTS) {
    throw new HubError('LIMIT_EXCEEDED', 'one operation asks for at most two moments (asOf)', 'caller');
  }
}

function noRedFlags(): never {
  throw new HubError('NOT_AVAILABLE', 'this hub has no red flags', 'caller');
}

/** A partner that joined since this request began is no part of its answer. */
function storedOf({ store, coalition }: StatisticsSourceOptions): readonly StoredRelease[] {
  const stored = store.all();
  const known = new Set(coalition.partners.map(({ id }) => id));
  const isKnown = ({ document }: StoredRelease): boolean => known.has(document.partner);
  return stored.every(isKnown) ? stored : stored.filter(isKnown);
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
    tables: LATTICE_TABLES.map(({ id, dimensions }) => ({ id, dimensions })),
  };
}

interface Answering extends StatisticsSourceOptions {
  readonly stored: readonly StoredRelease[];
  readonly indices: StatisticsIndices;
}

function indicatorTable(asked: IndicatorTableArguments, answering: Answering): IndicatorTable {
  const { store, coalition, stored, partnerStatus, indices } = answering;
  const ids = new Set(coalition.partners.map(({ id }) => id));
  const { compareWith, ...plain } = asked;
  const question = parseQuestion(plain, ids);
  const compared = compareWith == null ? null : parseQuestion({ ...plain, where: compareWith }, ids);
  const { asOf } = question;
  const declared = store.declarations?.(asOf) ?? { partners: coalition.partners, countsFrom: null };
  const index = indices.of(question.indicator, { coalition, declared, stored: store.all(), asOf });
  const answer = answerFrom(index, question, compared);
  // Asked again with this moment, neither releases nor declarations of later are read.
  const moment = new Date(
    Math.max(answer.asOf.getTime(), declared.countsFrom?.getTime() ?? -Infinity),
  ).toISOString();
  // What is said about a partner, its methodology and last release, is of that moment too.
  const partners = publicPartners(coalition, releasesKnownAt(stored, moment), partnerStatus);
  return {
    indicator: indicator(question.indicator),
    dimensions: answer.dimensions,
    tables: answer.tables,
    cells: answer.cells.map(publicCell),
    coverage: answer.coverage.map((row) => ({ ...row, partner: partners.get(row.partner) })),
    asOf: moment,
    dataVersion: answer.dataVersion,
    protection: answer.protection.map((row) => ({ ...row, partner: partners.get(row.partner) })),
    notice: NOTICE,
  };
}

function publicCell({ at, partners: _named, ...cell }: AnswerCell): IndicatorCell {
  return {
    country: at.COUNTRY ?? null,
    area: at.AREA ?? null,
    month: at.MONTH ?? null,
    year: at.YEAR ?? null,
    // Every word in a released cell is one of these lists: `checkRelease` compares with the lattice.
    victimGroup: (at.VICTIM_GROUP as VictimGroup | undefined) ?? null,
    perpetratorType: (at.PERPETRATOR_TYPE as PerpetratorType | undefined) ?? null,
    sex: (at.SEX as Sex | undefined) ?? null,
    ageBand: (at.AGE_BAND as AgeBand | undefined) ?? null,
    ...cell,
  };
}

interface Listing {
  readonly coalition: Pick<Coalition, 'partners'>;
  readonly stored: readonly StoredRelease[];
  readonly partners: PublicPartners;
}

function releases(asked: ReleasesArguments, { coalition, stored, partners }: Listing): ReleaseConnection {
  if (asked.partner != null && !coalition.partners.some(({ id }) => id === asked.partner)) {
    throw new HubError('BAD_USER_INPUT', 'partner is not one of the coalition', 'caller');
  }
  const page = releasePage(stored, asked);
  return {
    nodes: page.releases.map((release) => partners.release(release)),
    pageInfo: { hasNextPage: page.hasNextPage, endCursor: page.endCursor },
  };
}
