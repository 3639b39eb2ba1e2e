/**
 * A partner organisation in full, and its releases; both belong to the subgraph `statistics`.
 *
 * They stand in one file because each refers to the other.
 */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { cost, listSize } from '../costs/cost-decorators.js';
import { PartnerStatus } from '../enums/partners.js';
import { ReleaseStageCode, ReleaseStatus } from '../enums/releases.js';
import { DateTimeScalar } from '../scalars/date-time.js';
import { FundingStream } from './funding-stream.js';
import { Methodology } from './methodology.js';

@ObjectType({ description: 'An organisation that documents violations and keeps its own data.' })
@Directive('@key(fields: "id")')
export class Partner {
  @classified('PUBLIC')
  @Field(() => ID)
  id!: string;

  @classified('PUBLIC')
  @Field(() => String)
  name!: string;

  @classified('PUBLIC')
  @Field(() => [String], { description: 'ISO 3166-1 alpha-2.' })
  countries!: readonly string[];

  @classified('PUBLIC')
  @Field(() => PartnerStatus)
  status!: PartnerStatus;

  @classified('PUBLIC')
  @Field(() => Methodology, { nullable: true })
  methodology?: Methodology | null;

  @classified('PUBLIC')
  @listSize(10)
  @Field(() => [FundingStream])
  fundingStreams!: readonly FundingStream[];

  @classified('PUBLIC')
  @Field(() => Release, { nullable: true })
  lastRelease?: Release | null;
}

@ObjectType({ description: 'Tables a partner published once; every figure here is a function of releases.' })
export class Release {
  @classified('PUBLIC')
  @Field(() => ID)
  id!: string;

  @classified('PUBLIC')
  @Field(() => Partner)
  partner!: Partner;

  @classified('PUBLIC')
  @Field(() => [String], { description: 'Lattice tables it holds: L1 to L7.' })
  tables!: readonly string[];

  @classified('PUBLIC')
  @Field(() => String, { description: 'The calendar year it is about.' })
  partition!: string;

  @classified('PUBLIC')
  @Field(() => ReleaseStageCode)
  stage!: ReleaseStageCode;

  @classified('PUBLIC')
  @Field(() => String, { description: 'The year, or the month of it that an early release is about.' })
  part!: string;

  @classified('PUBLIC')
  @Field(() => Int)
  sequence!: number;

  @classified('PUBLIC')
  @Field(() => DateTimeScalar)
  madeAt!: string;

  @classified('PUBLIC')
  @Field(() => ReleaseStatus)
  status!: ReleaseStatus;

  @classified('PUBLIC')
  @Field(() => DateTimeScalar, { nullable: true, description: 'From when its revocation counts.' })
  revokedAt?: string | null;

  @classified('PUBLIC')
  // Hundreds of kilobytes: a page of releases may have it, every row of a table's coverage may not.
  @cost(90)
  @Field(() => String, { description: "Canonical JSON with the partner's detached signature." })
  document!: string;
}
