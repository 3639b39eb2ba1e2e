/** Who pays a partner, as far as it publishes that. */
import { Field, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';

@ObjectType({ description: 'A source of money of a partner.' })
export class FundingStream {
  @classified('PUBLIC')
  @Field(() => String)
  donor!: string;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  amountBand?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  period?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  restrictions?: string | null;
}
