/** One figure of an indicator table with its uncertainty. */
import { Field, Float, Int, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { cost } from '../costs/cost-decorators.js';
import { CountingUnit } from '../enums/indicators.js';
import { AgeBand, PerpetratorType, Sex, VictimGroup } from '../enums/people.js';
import { ConfStatus, ObsStatus } from '../enums/sdmx.js';

@ObjectType({ description: 'A range of whole numbers, both ends included.' })
@cost(0)
export class IntRange {
  @classified('PUBLIC')
  @Field(() => Int)
  from!: number;

  @classified('PUBLIC')
  @Field(() => Int)
  to!: number;
}

// Read off released integers: a table of thousands is a matter of writing them down.
@ObjectType({ description: 'One figure. A dimension that was not asked for is null.' })
@cost(0.1)
export class IndicatorCell {
  @classified('PUBLIC')
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  country?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true, description: 'ISO 3166-2.' })
  area?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true, description: 'Such as 2024-03.' })
  month?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true, description: 'Such as 2024.' })
  year?: string | null;

  @classified('PUBLIC')
  @Field(() => VictimGroup, { nullable: true })
  victimGroup?: VictimGroup | null;

  @classified('PUBLIC')
  @Field(() => PerpetratorType, { nullable: true })
  perpetratorType?: PerpetratorType | null;

  @classified('PUBLIC')
  @Field(() => Sex, { nullable: true })
  sex?: Sex | null;

  @classified('PUBLIC')
  @Field(() => AgeBand, { nullable: true })
  ageBand?: AgeBand | null;

  @classified('PUBLIC')
  @Field(() => CountingUnit, {
    description: 'What one count is; partners that count otherwise have a cell of their own.',
  })
  countingUnit!: CountingUnit;

  @classified('PUBLIC')
  @Field(() => Int, {
    nullable: true,
    description: 'Null when LOW, which is about reliability, not protection.',
  })
  value?: number | null;

  @classified('PUBLIC')
  @Field(() => Int, { description: 'The released integer itself, noise included; it may be negative.' })
  released!: number;

  @classified('PUBLIC')
  @Field(() => Int, { description: 'At least so many were documented, were all overlaps complete.' })
  lower!: number;

  @classified('PUBLIC')
  @Field(() => Int, { description: 'At most so many were documented, were there no overlap.' })
  upper!: number;

  @classified('PUBLIC')
  @Field(() => Float)
  standardError!: number;

  @classified('PUBLIC')
  @cost(0)
  @Field(() => IntRange, { description: 'Covers the noise only.' })
  interval95!: IntRange;

  @classified('PUBLIC')
  @Field(() => ObsStatus)
  obsStatus!: ObsStatus;

  @classified('PUBLIC')
  @Field(() => ConfStatus)
  confStatus!: ConfStatus;

  @classified('PUBLIC')
  @Field(() => Boolean)
  low!: boolean;

  @classified('PUBLIC')
  @Field(() => Int)
  reportingPartners!: number;
}
