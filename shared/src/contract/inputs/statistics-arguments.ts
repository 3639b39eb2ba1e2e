/** Arguments of the root fields of `statistics`. */
import { ArgsType, Field, ID, Int } from 'type-graphql';
import { classified } from '../classified.js';
import { Dimension, IndicatorCode } from '../enums/indicators.js';
import { DateTimeScalar } from '../scalars/date-time.js';
import { CellFilter } from './cell-filter.js';
import { RedFlagFilter } from './red-flag-filter.js';

@ArgsType()
export class IndicatorTableArguments {
  @classified('PUBLIC')
  @Field(() => IndicatorCode)
  indicator!: IndicatorCode;

  @classified('PUBLIC')
  @Field(() => [Dimension])
  by!: readonly Dimension[];

  @classified('PUBLIC')
  @Field(() => CellFilter, { nullable: true })
  where?: CellFilter | null;

  @classified('PUBLIC')
  @Field(() => DateTimeScalar, { nullable: true })
  asOf?: string | null;

  @classified('PUBLIC')
  @Field(() => CellFilter, {
    nullable: true,
    description: 'Cells to compare with: each figure then tells its difference to the one there.',
  })
  compareWith?: CellFilter | null;
}

@ArgsType()
export class RedFlagsArguments {
  @classified('PUBLIC')
  @Field(() => RedFlagFilter, { nullable: true })
  where?: RedFlagFilter | null;

  @classified('PUBLIC')
  @Field(() => Int, { nullable: true, defaultValue: 50 })
  first?: number | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  after?: string | null;
}

@ArgsType()
export class ReleasesArguments {
  @classified('PUBLIC')
  @Field(() => ID, { nullable: true })
  partner?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  partition?: string | null;

  @classified('PUBLIC')
  @Field(() => Int, { nullable: true, defaultValue: 50 })
  first?: number | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  after?: string | null;
}
