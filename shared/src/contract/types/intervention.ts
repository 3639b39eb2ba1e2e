/** What somebody did about an event. */
import { Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { DateScalar } from '../scalars/date.js';

@ObjectType({ description: 'What somebody did about an event: a letter, a visit, a complaint.' })
export class Intervention {
  @classified('DEIDENTIFIED')
  @Field(() => ID)
  id!: string;

  @classified('DEIDENTIFIED')
  @Field(() => String, { nullable: true })
  type?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => DateScalar, { nullable: true })
  date?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => String, { nullable: true })
  status?: string | null;
}
