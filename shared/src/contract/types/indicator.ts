/** A shared indicator: its definition and the tables that exist for it. */
import { Field, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { listSize } from '../costs/cost-decorators.js';
import { CountingUnit, Dimension, IndicatorCode } from '../enums/indicators.js';

@ObjectType({ description: 'Where a term stands in a standard of somebody else.' })
export class Crosswalk {
  @classified('PUBLIC')
  @Field(() => String)
  standard!: string;

  @classified('PUBLIC')
  @Field(() => String)
  code!: string;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  label?: string | null;
}

@ObjectType({
  description: 'One of the tables that partners release; what is not a margin of one does not exist.',
})
export class LatticeTable {
  @classified('PUBLIC')
  @Field(() => String, { description: 'L1 to L7.' })
  id!: string;

  @classified('PUBLIC')
  @Field(() => [Dimension])
  dimensions!: readonly Dimension[];
}

@ObjectType({ description: 'An indicator that all partners define alike.' })
export class Indicator {
  @classified('PUBLIC')
  @Field(() => IndicatorCode)
  code!: IndicatorCode;

  @classified('PUBLIC')
  @Field(() => String, { description: 'Changes whenever the definition does.' })
  version!: string;

  @classified('PUBLIC')
  @Field(() => String)
  name!: string;

  @classified('PUBLIC')
  @Field(() => String)
  definition!: string;

  @classified('PUBLIC')
  @Field(() => CountingUnit)
  countingUnit!: CountingUnit;

  @classified('PUBLIC')
  @listSize(10)
  @Field(() => [Crosswalk])
  crosswalk!: readonly Crosswalk[];

  @classified('PUBLIC')
  @listSize(10)
  @Field(() => [LatticeTable])
  tables!: readonly LatticeTable[];
}
