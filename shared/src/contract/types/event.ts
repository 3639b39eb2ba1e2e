/** An event: what happened at one time and place, with its acts, witnesses and evidence. */
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { listSize } from '../costs/cost-decorators.js';
import { DatePrecision, VerificationStatus } from '../enums/events.js';
import { DateScalar } from '../scalars/date.js';
import { SealedScalar } from '../scalars/sealed.js';
import { Act } from './act.js';
import { Evidence } from './evidence.js';
import { Intervention } from './intervention.js';
import { PageInfo } from './page-info.js';
import { PartnerReference } from './partner-reference.js';
import { Witness } from './witness.js';

@ObjectType({ description: 'What happened at one time and place, as one partner documented it.' })
@Directive('@key(fields: "id")')
export class Event {
  @classified('DEIDENTIFIED')
  @Field(() => ID, { description: '<partner id>:<opaque>.' })
  id!: string;

  @classified('DEIDENTIFIED')
  @Field(() => PartnerReference)
  partner!: PartnerReference;

  @classified('CONFIDENTIAL')
  @Field(() => String, { nullable: true })
  title?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Generalised to the first day of the month or year.',
  })
  startDate?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => DatePrecision, { nullable: true })
  datePrecision?: DatePrecision | null;

  @classified('DEIDENTIFIED')
  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  country?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => String, { nullable: true, description: 'ISO 3166-2.' })
  area?: string | null;

  @classified('IDENTIFYING')
  @Field(() => SealedScalar, { nullable: true })
  exactLocation?: string | null;

  @classified('IDENTIFYING')
  @Field(() => SealedScalar, { nullable: true })
  description?: string | null;

  @classified('DEIDENTIFIED')
  @Field(() => VerificationStatus, { nullable: true })
  verification?: VerificationStatus | null;

  @classified('DEIDENTIFIED')
  @listSize(10)
  @Field(() => [Act], { nullable: true })
  acts?: readonly Act[] | null;

  @classified('CONFIDENTIAL')
  @listSize(5)
  @Field(() => [Witness], { nullable: true })
  witnesses?: readonly Witness[] | null;

  @classified('CONFIDENTIAL')
  @listSize(5)
  @Field(() => [Evidence], { nullable: true })
  evidence?: readonly Evidence[] | null;

  @classified('DEIDENTIFIED')
  @listSize(5)
  @Field(() => [Intervention], { nullable: true })
  interventions?: readonly Intervention[] | null;
}

@ObjectType({ description: 'A page of events, over all partners that answered.' })
export class EventConnection {
  @classified('DEIDENTIFIED')
  @Field(() => [Event])
  nodes!: readonly Event[];

  @classified('DEIDENTIFIED')
  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}
