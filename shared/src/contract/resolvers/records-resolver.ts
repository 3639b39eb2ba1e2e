/** Root fields of the subgraph `commons`; everything is asked of the source in the context. */
import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { classified } from '../classified.js';
import { cost, sizedByFirst } from '../costs/cost-decorators.js';
import { EventArguments, EventsArguments } from '../inputs/records-arguments.js';
import type { RecordsContext, RecordsSource } from '../sources.js';
import { Event, EventConnection } from '../types/event.js';

@Resolver()
export class RecordsResolver {
  @classified('DEIDENTIFIED')
  @cost(500)
  @sizedByFirst()
  @Query(() => EventConnection, {
    nullable: true,
    description: 'Events of all partners that let you read them.',
  })
  events(
    @Args(() => EventsArguments) question: EventsArguments,
    @Ctx() context: RecordsContext,
  ): ReturnType<RecordsSource['events']> {
    return context.records.events(question);
  }

  @classified('DEIDENTIFIED')
  @cost(500)
  @Query(() => Event, { nullable: true, description: 'Null for a denied and for a missing event alike.' })
  event(
    @Args(() => EventArguments) question: EventArguments,
    @Ctx() context: RecordsContext,
  ): ReturnType<RecordsSource['event']> {
    return context.records.event(question);
  }
}
