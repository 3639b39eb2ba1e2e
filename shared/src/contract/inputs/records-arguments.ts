/** Arguments of the root fields of `commons`. */
import { ArgsType, Field, ID, Int } from 'type-graphql';
import { classified } from '../classified.js';
import { EventOrder } from '../enums/events.js';
import { EventFilter } from './event-filter.js';

@ArgsType()
export class EventsArguments {
  @classified('DEIDENTIFIED')
  @Field(() => EventFilter, { nullable: true })
  where?: EventFilter | null;

  @classified('DEIDENTIFIED')
  @Field(() => EventOrder, { nullable: true, defaultValue: EventOrder.START_DATE_DESC })
  orderBy?: EventOrder | null;

  @classified('DEIDENTIFIED')
  @Field(() => Int, { nullable: true, defaultValue: 20 })
  first?: number | null;

  @classified('DEIDENTIFIED')
  @Field(() => String, { nullable: true })
  after?: string | null;
}

@ArgsType()
export class EventArguments {
  @classified('DEIDENTIFIED')
  @Field(() => ID)
  id!: string;
}
