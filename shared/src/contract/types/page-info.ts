/** Paging, the same in both subgraphs and therefore shareable. */
import { Directive, Field, ObjectType } from 'type-graphql';
import { classified } from '../classified.js';

@ObjectType({ description: 'Where a page ends. There is no total count: it would tell how much is hidden.' })
@Directive('@shareable')
export class PageInfo {
  @classified('PUBLIC')
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @classified('PUBLIC')
  @Field(() => String, { nullable: true })
  endCursor?: string | null;
}
