/** A red flag: a period that stands out, in bands. */
import { Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { Role } from '../enums/access.js';
import { IndicatorCode } from '../enums/indicators.js';
import { BaselineState, RedFlagStatus, Severity } from '../enums/red-flags.js';
import { DateTimeScalar } from '../scalars/date-time.js';
import { PageInfo } from './page-info.js';

@ObjectType({ description: 'A period in which an indicator stands out from its past.' })
export class RedFlag {
  @classified('PUBLIC')
  @Field(() => ID)
  id!: string;

  @classified('PUBLIC')
  @Field(() => IndicatorCode)
  indicator!: IndicatorCode;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  country?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  area?: string | null;

  @classified('PUBLIC')
  @Field(() => String)
  period!: string;

  @classified('PUBLIC')
  @Field(() => [String])
  detectors!: readonly string[];

  @classified('PUBLIC')
  @Field(() => Severity)
  severity!: Severity;

  @classified('PUBLIC')
  @Field(() => String)
  ratioBand!: string;

  @classified('PUBLIC')
  @Field(() => BaselineState)
  baseline!: BaselineState;

  @classified('PUBLIC')
  @Field(() => [String], { description: 'Elections within 60 days, and who is silent.' })
  context!: readonly string[];

  @classified('PUBLIC')
  @Field(() => RedFlagStatus)
  status!: RedFlagStatus;

  @classified('PUBLIC')
  @Field(() => Role, { nullable: true, description: 'In which role somebody has taken it up.' })
  acknowledgedBy?: Role | null;

  @classified('PUBLIC')
  @Field(() => DateTimeScalar)
  raisedAt!: string;
}

@ObjectType({ description: 'A page of red flags.' })
export class RedFlagConnection {
  @classified('PUBLIC')
  @Field(() => [RedFlag])
  nodes!: readonly RedFlag[];

  @classified('PUBLIC')
  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}
