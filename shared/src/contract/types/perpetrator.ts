/** A person or body alleged to have committed an act. */
import { Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { PerpetratorType } from '../enums/people.js';
import { SealedScalar } from '../scalars/sealed.js';

@ObjectType({ description: 'A person or body alleged to have committed an act.' })
export class Perpetrator {
  @classified('DEIDENTIFIED')
  @Field(() => ID)
  id!: string;

  @classified('DEIDENTIFIED')
  @Field(() => PerpetratorType, { nullable: true })
  type?: PerpetratorType | null;

  @classified('CONFIDENTIAL', { flags: ['PERPETRATOR_NAMED'] })
  @Field(() => String, { nullable: true })
  unit?: string | null;

  @classified('IDENTIFYING', { subject: 'PERPETRATOR' })
  @Field(() => SealedScalar, { nullable: true })
  legalName?: string | null;
}
