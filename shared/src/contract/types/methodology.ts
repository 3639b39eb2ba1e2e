/** How a partner works; published with every release. */
import { Field, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { StandardOfProof } from '../enums/partners.js';
import { DateScalar } from '../scalars/date.js';

@ObjectType({ description: 'How a partner chooses, checks and limits what it documents.' })
export class Methodology {
  @classified('PUBLIC')
  @Field(() => String)
  version!: string;

  @classified('PUBLIC')
  @Field(() => String)
  caseSelection!: string;

  @classified('PUBLIC')
  @Field(() => [String])
  verificationSteps!: readonly string[];

  @classified('PUBLIC')
  @Field(() => String)
  limitations!: string;

  @classified('PUBLIC')
  @Field(() => StandardOfProof)
  standardOfProof!: StandardOfProof;

  @classified('PUBLIC')
  @Field(() => DateScalar)
  changedAt!: string;
}
