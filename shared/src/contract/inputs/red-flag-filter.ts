/** Which red flags are asked for. */
import { Field, InputType } from 'type-graphql';
import { classified } from '../classified.js';
import { IndicatorCode } from '../enums/indicators.js';
import { RedFlagStatus, Severity } from '../enums/red-flags.js';

@InputType({ description: 'Red flags. Lists are alternatives; different fields must all hold.' })
export class RedFlagFilter {
  @classified('PUBLIC')
  @Field(() => [IndicatorCode], { nullable: true })
  indicators?: readonly IndicatorCode[] | null;

  @classified('PUBLIC')
  @Field(() => [String], { nullable: true })
  countries?: readonly string[] | null;

  @classified('PUBLIC')
  @Field(() => [String], { nullable: true })
  areas?: readonly string[] | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  from?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  to?: string | null;

  @classified('PUBLIC')
  @Field(() => [Severity], { nullable: true })
  severity?: readonly Severity[] | null;

  @classified('PUBLIC')
  @Field(() => [RedFlagStatus], { nullable: true })
  status?: readonly RedFlagStatus[] | null;
}
