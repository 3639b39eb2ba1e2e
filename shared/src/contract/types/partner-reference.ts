/** `Partner` as the subgraph `commons` knows it: an id that `statistics` resolves. */
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';

// The same description as in `partner.ts`: two texts for one type are a composition hint.
@ObjectType('Partner', { description: 'An organisation that documents violations and keeps its own data.' })
@Directive('@key(fields: "id", resolvable: false)')
export class PartnerReference {
  @classified('PUBLIC')
  @Field(() => ID)
  id!: string;
}
