/** An act: one thing done by perpetrators to a victim. The act, not the case, is the unit that compares. */
import { Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { listSize } from '../costs/cost-decorators.js';
import { ActType } from '../enums/events.js';
import { DateScalar } from '../scalars/date.js';
import { Perpetrator } from './perpetrator.js';
import { Victim } from './victim.js';

@ObjectType({ description: 'One thing done by perpetrators to a victim.' })
export class Act {
  @classified('DEIDENTIFIED')
  @Field(() => ID)
  id!: string;

  @classified('DEIDENTIFIED')
  @Field(() => ActType, { nullable: true })
  type?: ActType | null;

  @classified('CONFIDENTIAL')
  @Field(() => String, { nullable: true })
  method?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Generalised to the first day of the month or year.',
  })
  startDate?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => Victim, { nullable: true })
  victim?: Victim | null;

  @classified('DEIDENTIFIED')
  @listSize(5)
  @Field(() => [Perpetrator], { nullable: true })
  perpetrators?: readonly Perpetrator[] | null;
}
