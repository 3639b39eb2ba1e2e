/** Which cells of an indicator table are asked for. Public: it reaches released figures only. */
import { Field, ID, InputType } from 'type-graphql';
import { classified } from '../classified.js';
import { AgeBand, PerpetratorType, Sex, VictimGroup } from '../enums/people.js';

@InputType({
  description: 'Cells of an indicator table. Lists are alternatives; different fields must all hold.',
})
export class CellFilter {
  @classified('PUBLIC')
  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  countries?: readonly string[] | null;

  @classified('PUBLIC')
  @Field(() => [String], { nullable: true, description: 'ISO 3166-2.' })
  areas?: readonly string[] | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true, description: 'First month or year.' })
  from?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true, description: 'Last month or year.' })
  to?: string | null;

  @classified('PUBLIC')
  @Field(() => [VictimGroup], { nullable: true })
  victimGroups?: readonly VictimGroup[] | null;

  @classified('PUBLIC')
  @Field(() => [PerpetratorType], { nullable: true })
  perpetratorTypes?: readonly PerpetratorType[] | null;

  @classified('PUBLIC')
  @Field(() => [Sex], { nullable: true })
  sexes?: readonly Sex[] | null;

  @classified('PUBLIC')
  @Field(() => [AgeBand], { nullable: true })
  ageBands?: readonly AgeBand[] | null;

  @classified('PUBLIC')
  @Field(() => [ID], { nullable: true })
  partners?: readonly string[] | null;
}
