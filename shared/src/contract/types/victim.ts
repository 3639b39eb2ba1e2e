/** A person as the victim of an act. Its id is keyed per event and recipient: it links nobody across cases. */
import { Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { AgeBand, Sex, VictimGroup } from '../enums/people.js';
import { SealedScalar } from '../scalars/sealed.js';

@ObjectType({ description: 'A person as the victim of an act.' })
export class Victim {
  @classified('DEIDENTIFIED', { subject: 'VICTIM', flags: ['QUASI_IDENTIFIER'] })
  @Field(() => ID)
  id!: string;

  @classified('DEIDENTIFIED', { subject: 'VICTIM', flags: ['QUASI_IDENTIFIER'] })
  @Field(() => Sex, { nullable: true })
  sex?: Sex | null;

  @classified('DEIDENTIFIED', { subject: 'VICTIM', flags: ['QUASI_IDENTIFIER'] })
  @Field(() => AgeBand, { nullable: true })
  ageBand?: AgeBand | null;

  @classified('DEIDENTIFIED', { subject: 'VICTIM', flags: ['QUASI_IDENTIFIER'] })
  @Field(() => VictimGroup, { nullable: true })
  group?: VictimGroup | null;

  @classified('IDENTIFYING', { subject: 'VICTIM' })
  @Field(() => SealedScalar, { nullable: true })
  legalName?: string | null;

  @classified('IDENTIFYING', { subject: 'VICTIM' })
  @Field(() => SealedScalar, { nullable: true })
  contact?: string | null;
}
