/** The caller, as the hub sees it. */
import { Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { Purpose, Role } from '../enums/access.js';

@ObjectType({ description: 'An organisation that callers belong to.' })
export class Organisation {
  @classified('PUBLIC')
  @Field(() => ID)
  id!: string;

  @classified('PUBLIC')
  @Field(() => String)
  name!: string;
}

@ObjectType({ description: 'The caller: who the hub takes you for, and what that lets you read.' })
export class Viewer {
  @classified('PUBLIC')
  @Field(() => Organisation, { nullable: true })
  organisation?: Organisation | null;

  @classified('PUBLIC')
  @Field(() => [Role])
  roles!: readonly Role[];

  @classified('PUBLIC')
  @Field(() => Purpose)
  purpose!: Purpose;

  @classified('PUBLIC')
  @Field(() => String, { description: 'Changes when the policies change.' })
  policyVersion!: string;

  @classified('PUBLIC')
  @Field(() => [String], { description: 'Schema coordinates you may select, from at least one partner.' })
  readable!: readonly string[];
}
