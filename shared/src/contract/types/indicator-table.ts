/** The answer of `indicatorTable`: cells, who covers what, and what protects the figures. */
import { Field, Float, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { listSize } from '../costs/cost-decorators.js';
import { Dimension } from '../enums/indicators.js';
import { CoverageStatus, PrivacyUnit, Profile, ReleaseStageCode } from '../enums/releases.js';
import { DateTimeScalar } from '../scalars/date-time.js';
import { Indicator } from './indicator.js';
import { IndicatorCell } from './indicator-cell.js';
import { Partner } from './partner.js';

@ObjectType({ description: 'What a partner watches, and whether it has reported.' })
export class Coverage {
  @classified('PUBLIC')
  @Field(() => Partner)
  partner!: Partner;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  country?: string | null;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  area?: string | null;

  @classified('PUBLIC')
  @Field(() => String)
  from!: string;

  @classified('PUBLIC')
  @Field(() => String)
  to!: string;

  @classified('PUBLIC')
  @Field(() => CoverageStatus)
  status!: CoverageStatus;

  @classified('PUBLIC')
  @Field(() => ReleaseStageCode, { nullable: true, description: 'Of the release that reported; else null.' })
  stage?: ReleaseStageCode | null;
}

@ObjectType({ description: 'What the noise in the figures of one partner guarantees.' })
export class Protection {
  @classified('PUBLIC')
  @Field(() => Partner)
  partner!: Partner;

  @classified('PUBLIC')
  @Field(() => Profile)
  profile!: Profile;

  @classified('PUBLIC')
  @Field(() => PrivacyUnit)
  unit!: PrivacyUnit;

  @classified('PUBLIC')
  @Field(() => String)
  plan!: string;

  @classified('PUBLIC')
  @Field(() => Float, {
    description: 'Best possible accuracy of guessing whether a unit is in the data; 0.5 is a coin.',
  })
  bestGuess!: number;

  @classified('PUBLIC')
  @Field(() => Float)
  epsilon!: number;

  @classified('PUBLIC')
  @Field(() => Float)
  delta!: number;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  reason?: string | null;
}

@ObjectType({
  description: 'Documented, not total: a function of what partners released and of nothing else.',
})
export class IndicatorTable {
  @classified('PUBLIC')
  @Field(() => Indicator)
  indicator!: Indicator;

  @classified('PUBLIC')
  @Field(() => [Dimension])
  dimensions!: readonly Dimension[];

  @classified('PUBLIC')
  @listSize(10)
  @Field(() => [String], { description: 'The released tables that answer: L1 to L7; several: their mean.' })
  tables!: readonly string[];

  @classified('PUBLIC')
  @listSize(5_000)
  @Field(() => [IndicatorCell])
  cells!: readonly IndicatorCell[];

  @classified('PUBLIC')
  @listSize(200)
  @Field(() => [Coverage])
  coverage!: readonly Coverage[];

  @classified('PUBLIC')
  @Field(() => DateTimeScalar, { description: 'Time of the newest release included, never the clock.' })
  asOf!: string;

  @classified('PUBLIC')
  @Field(() => String, { description: 'Names the exact set of releases behind the figures.' })
  dataVersion!: string;

  @classified('PUBLIC')
  @listSize(200)
  @Field(() => [Protection])
  protection!: readonly Protection[];

  @classified('PUBLIC')
  @Field(() => String, { description: 'How to read the figures, and how not to.' })
  notice!: string;
}
