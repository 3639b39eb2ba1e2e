/** Root fields of the subgraph `statistics`; everything is asked of the source in the context. */
import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { classified } from '../classified.js';
import { cost, listSize, sizedByFirst } from '../costs/cost-decorators.js';
import {
  IndicatorTableArguments,
  RedFlagsArguments,
  ReleasesArguments,
} from '../inputs/statistics-arguments.js';
import type { StatisticsContext, StatisticsSource } from '../sources.js';
import { Indicator } from '../types/indicator.js';
import { IndicatorTable } from '../types/indicator-table.js';
import { Partner } from '../types/partner.js';
import { RedFlagConnection } from '../types/red-flag.js';
import { ReleaseConnection } from '../types/release-connection.js';
import { Viewer } from '../types/viewer.js';

@Resolver()
export class StatisticsResolver {
  @classified('PUBLIC')
  @Query(() => Viewer)
  viewer(@Ctx() context: StatisticsContext): ReturnType<StatisticsSource['viewer']> {
    return context.statistics.viewer();
  }

  @classified('PUBLIC')
  @listSize(200)
  @Query(() => [Partner])
  partners(@Ctx() context: StatisticsContext): ReturnType<StatisticsSource['partners']> {
    return context.statistics.partners();
  }

  @classified('PUBLIC')
  @listSize(20)
  @Query(() => [Indicator])
  indicators(@Ctx() context: StatisticsContext): ReturnType<StatisticsSource['indicators']> {
    return context.statistics.indicators();
  }

  @classified('PUBLIC')
  @cost(1_900)
  @Query(() => IndicatorTable, { description: 'A released table or a margin of one; nothing else exists.' })
  indicatorTable(
    @Args(() => IndicatorTableArguments) question: IndicatorTableArguments,
    @Ctx() context: StatisticsContext,
  ): ReturnType<StatisticsSource['indicatorTable']> {
    return context.statistics.indicatorTable(question);
  }

  @classified('PUBLIC')
  @sizedByFirst()
  @Query(() => RedFlagConnection)
  redFlags(
    @Args(() => RedFlagsArguments) question: RedFlagsArguments,
    @Ctx() context: StatisticsContext,
  ): ReturnType<StatisticsSource['redFlags']> {
    return context.statistics.redFlags(question);
  }

  @classified('PUBLIC')
  @sizedByFirst()
  @Query(() => ReleaseConnection)
  releases(
    @Args(() => ReleasesArguments) question: ReleasesArguments,
    @Ctx() context: StatisticsContext,
  ): ReturnType<StatisticsSource['releases']> {
    return context.statistics.releases(question);
  }
}
