/**
 * The contract's types as plain objects: what a source answers and is asked.
 *
 * The classes in `types/` and `inputs/` exist to be decorated. Nobody makes instances of them, so what leaves
 * this folder are their shapes; a nullable field that was not asked for may simply be left out.
 */
import type * as recordsArguments from './inputs/records-arguments.js';
import type * as statisticsArguments from './inputs/statistics-arguments.js';
import type * as cellFilter from './inputs/cell-filter.js';
import type * as eventFilter from './inputs/event-filter.js';
import type * as redFlagFilter from './inputs/red-flag-filter.js';
import type * as act from './types/act.js';
import type * as event from './types/event.js';
import type * as evidence from './types/evidence.js';
import type * as fundingStream from './types/funding-stream.js';
import type * as indicator from './types/indicator.js';
import type * as indicatorCell from './types/indicator-cell.js';
import type * as indicatorTable from './types/indicator-table.js';
import type * as intervention from './types/intervention.js';
import type * as methodology from './types/methodology.js';
import type * as pageInfo from './types/page-info.js';
import type * as partner from './types/partner.js';
import type * as partnerReference from './types/partner-reference.js';
import type * as perpetrator from './types/perpetrator.js';
import type * as redFlag from './types/red-flag.js';
import type * as releaseConnection from './types/release-connection.js';
import type * as victim from './types/victim.js';
import type * as viewer from './types/viewer.js';
import type * as witness from './types/witness.js';

/** The same fields, no class; arrays and unions keep their form. */
type Shape<T> = { [Key in keyof T]: Shape<T[Key]> };

// Arguments and inputs
export type CellFilter = Shape<cellFilter.CellFilter>;
export type EventArguments = Shape<recordsArguments.EventArguments>;
export type EventFilter = Shape<eventFilter.EventFilter>;
export type EventsArguments = Shape<recordsArguments.EventsArguments>;
export type IndicatorTableArguments = Shape<statisticsArguments.IndicatorTableArguments>;
export type RedFlagFilter = Shape<redFlagFilter.RedFlagFilter>;
export type RedFlagsArguments = Shape<statisticsArguments.RedFlagsArguments>;
export type ReleasesArguments = Shape<statisticsArguments.ReleasesArguments>;

// Records plane
export type Act = Shape<act.Act>;
export type Event = Shape<event.Event>;
export type EventConnection = Shape<event.EventConnection>;
export type Evidence = Shape<evidence.Evidence>;
export type Intervention = Shape<intervention.Intervention>;
export type PartnerReference = Shape<partnerReference.PartnerReference>;
export type Perpetrator = Shape<perpetrator.Perpetrator>;
export type Victim = Shape<victim.Victim>;
export type Witness = Shape<witness.Witness>;

// Statistics plane
export type CellDifference = Shape<indicatorCell.CellDifference>;
export type Coverage = Shape<indicatorTable.Coverage>;
export type Crosswalk = Shape<indicator.Crosswalk>;
export type Denominator = Shape<indicatorCell.Denominator>;
export type FundingStream = Shape<fundingStream.FundingStream>;
export type Indicator = Shape<indicator.Indicator>;
export type IndicatorCell = Shape<indicatorCell.IndicatorCell>;
export type IndicatorTable = Shape<indicatorTable.IndicatorTable>;
export type IntRange = Shape<indicatorCell.IntRange>;
export type LatticeTable = Shape<indicator.LatticeTable>;
export type Methodology = Shape<methodology.Methodology>;
export type Organisation = Shape<viewer.Organisation>;
export type PageInfo = Shape<pageInfo.PageInfo>;
export type Partner = Shape<partner.Partner>;
export type Protection = Shape<indicatorTable.Protection>;
export type RedFlag = Shape<redFlag.RedFlag>;
export type RedFlagConnection = Shape<redFlag.RedFlagConnection>;
export type Rate = Shape<indicatorCell.Rate>;
export type Release = Shape<partner.Release>;
export type ReleaseConnection = Shape<releaseConnection.ReleaseConnection>;
export type Viewer = Shape<viewer.Viewer>;
