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

@ObjectType({
  description:
    'What a rate is counted against: a public constant, or a released figure with an error of its own.',
})
@cost(0)
export class Denominator {
  @classified('PUBLIC')
  @Field(() => String, { description: 'Such as Population, total.' })
  name!: string;

  @classified('PUBLIC')
  @Field(() => String, { description: 'The year of the denominator; at most two before that of the figure.' })
  year!: string;

  @classified('PUBLIC')
  @Field(() => Float)
  value!: number;

  @classified('PUBLIC')
  @Field(() => Float, { description: '0 for a public constant.' })
  standardError!: number;

  @classified('PUBLIC')
  @Field(() => String)
  source!: string;
}

@ObjectType({ description: 'A range of numbers, both ends included.' })
@cost(0)
class FloatRange {
  @classified('PUBLIC')
  @Field(() => Float)
  from!: number;

  @classified('PUBLIC')
  @Field(() => Float)
  to!: number;
}

@ObjectType({
  description: 'A figure of a country against a denominator. Comparable only where documenting is.',
})
@cost(0)
export class Rate {
  @classified('PUBLIC')
  @Field(() => Int, { description: 'Per how many of the denominator.' })
  per!: number;

  @classified('PUBLIC')
  @Field(() => Float, { nullable: true, description: 'Null when the figure is LOW.' })
  value?: number | null;

  @classified('PUBLIC')
  @Field(() => FloatRange, { description: 'Covers the noise of figure and denominator only.' })
  interval95!: FloatRange;

  @classified('PUBLIC')
  @Field(() => Denominator)
  denominator!: Denominator;
}

@ObjectType({ description: 'A figure less the one that it is compared with, both as released.' })
@cost(0)
export class CellDifference {
  @classified('PUBLIC')
  @Field(() => Int, { description: 'Figure less compared figure; may be negative.' })
  released!: number;

  @classified('PUBLIC')
  @Field(() => Float, { description: 'Released cells that stand in both figures cancel out.' })
  standardError!: number;

  @classified('PUBLIC')
  @Field(() => IntRange, { description: 'Covers the noise only; a difference may be below zero.' })
  interval95!: IntRange;
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
  @Field(() => Int, {
    description: 'At least so many were counted, in 97.5 of 100 cells, were all overlaps complete.',
  })
  lower!: number;

  @classified('PUBLIC')
  @Field(() => Int, {
    description: 'At most so many were counted, in 97.5 of 100 cells, were there no overlap.',
  })
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

  @classified('PUBLIC')
  @Field(() => Boolean, { description: 'A planned, final release of the period is still to come.' })
  provisional!: boolean;

  @classified('PUBLIC')
  @Field(() => Boolean, {
    description: 'Not comparable with the period before: a partner counts by another definition since.',
  })
  breakInSeries!: boolean;

  @classified('PUBLIC')
  @Field(() => Rate, {
    nullable: true,
    description: 'For whole countries within one year, where a denominator is known.',
  })
  rate?: Rate | null;

  @classified('PUBLIC')
  @Field(() => CellDifference, {
    nullable: true,
    description: 'With compareWith: to the figure of the same dimensions and counting unit there.',
  })
  difference?: CellDifference | null;
}
