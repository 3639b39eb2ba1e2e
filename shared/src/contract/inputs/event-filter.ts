/** Which events are asked for. Deidentified like what it selects: a filter on a hidden field would tell it. */
import { Field, ID, InputType } from 'type-graphql';
import { classified } from '../classified.js';
import { ActType, VerificationStatus } from '../enums/events.js';

@InputType({ description: 'Events. Lists are alternatives; different fields must all hold.' })
export class EventFilter {
  @classified('DEIDENTIFIED')
  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  countries?: readonly string[] | null;

  @classified('DEIDENTIFIED')
  @Field(() => [String], { nullable: true, description: 'ISO 3166-2.' })
  areas?: readonly string[] | null;

  @classified('DEIDENTIFIED')
  @Field(() => String, { nullable: true, description: 'First month or year.' })
  from?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => String, { nullable: true, description: 'Last month or year.' })
  to?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => [ActType], { nullable: true })
  actTypes?: readonly ActType[] | null;

  @classified('DEIDENTIFIED')
  @Field(() => [VerificationStatus], { nullable: true })
  verification?: readonly VerificationStatus[] | null;

  @classified('DEIDENTIFIED')
  @Field(() => [ID], { nullable: true })
  partners?: readonly string[] | null;
}
