/**
 * What answers the contract: the hub and the partner kit implement these, the resolvers only call them.
 *
 * A source belongs to one request. It decides, refuses and fetches; a HubError it throws keeps its code.
 */
import type {
  Event,
  EventArguments,
  EventConnection,
  EventsArguments,
  Indicator,
  IndicatorTable,
  IndicatorTableArguments,
  Partner,
  RedFlagConnection,
  RedFlagsArguments,
  ReleaseConnection,
  ReleasesArguments,
  Viewer,
} from './shapes.js';

type Answer<T> = T | Promise<T>;

export interface StatisticsSource {
  viewer(): Answer<Viewer>;
  partners(): Answer<readonly Partner[]>;
  /** null for a partner that does not exist; also what resolves `Partner` for other subgraphs */
  partner(id: string): Answer<Partner | null>;
  indicators(): Answer<readonly Indicator[]>;
  indicatorTable(question: IndicatorTableArguments): Answer<IndicatorTable>;
  redFlags(question: RedFlagsArguments): Answer<RedFlagConnection>;
  releases(question: ReleasesArguments): Answer<ReleaseConnection>;
}

export interface RecordsSource {
  events(question: EventsArguments): Answer<EventConnection | null>;
  /** null for a denied and for a missing event alike; also what resolves `Event` for extensions */
  event(question: EventArguments): Answer<Event | null>;
}

/** Context of an operation on the schema of `buildStatisticsSubgraph`. */
export interface StatisticsContext {
  readonly statistics: StatisticsSource;
}

/** Context of an operation on the schema of `buildCommonsSubgraph`. */
export interface RecordsContext {
  readonly records: RecordsSource;
}
