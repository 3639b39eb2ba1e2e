/** A piece of evidence: what it is and how to recognise it, the content sealed. */
import { Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { DateScalar } from '../scalars/date.js';
import { SealedScalar } from '../scalars/sealed.js';

@ObjectType({ description: 'A piece of evidence of an event.' })
export class Evidence {
  @classified('CONFIDENTIAL')
  @Field(() => ID)
  id!: string;

  @classified('CONFIDENTIAL')
  @Field(() => String, { nullable: true })
  kind?: string | null;

  @classified('CONFIDENTIAL')
  @Field(() => String, { nullable: true })
  sha256?: string | null;

  @classified('CONFIDENTIAL')
  @Field(() => DateScalar, { nullable: true })
  collectedAt?: string | null;

  @classified('IDENTIFYING')
  @Field(() => SealedScalar, { nullable: true })
  content?: string | null;
}
