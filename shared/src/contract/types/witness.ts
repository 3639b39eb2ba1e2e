/** A person who told what they know. Nothing in Vigil is better guarded. */
import { Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { SealedScalar } from '../scalars/sealed.js';

@ObjectType({ description: 'A person who told what they know.' })
export class Witness {
  @classified('CONFIDENTIAL', { subject: 'WITNESS' })
  @Field(() => ID)
  id!: string;

  @classified('CONFIDENTIAL', { subject: 'WITNESS' })
  @Field(() => String, { nullable: true })
  connection?: string | null;

  @classified('CONFIDENTIAL', { subject: 'WITNESS' })
  @Field(() => String, { nullable: true })
  reliability?: string | null;

  @classified('IDENTIFYING', { subject: 'WITNESS' })
  @Field(() => SealedScalar, { nullable: true })
  legalName?: string | null;

  @classified('IDENTIFYING', { subject: 'WITNESS' })
  @Field(() => SealedScalar, { nullable: true })
  contact?: string | null;

  @classified('IDENTIFYING', { subject: 'WITNESS' })
  @Field(() => SealedScalar, { nullable: true })
  testimony?: string | null;
}
