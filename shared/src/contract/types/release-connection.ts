/** A page of releases. */
import { Field, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';
import { PageInfo } from './page-info.js';
import { Release } from './partner.js';

@ObjectType({ description: 'A page of releases.' })
export class ReleaseConnection {
  @classified('PUBLIC')
  @Field(() => [Release])
  nodes!: readonly Release[];

  @classified('PUBLIC')
  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}
