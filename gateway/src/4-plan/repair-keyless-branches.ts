/**
 * Fault: where a field of an interface object is asked inside a type condition and requires another field, the
 * planner writes two branches of a representation: the key for objects of that type, what is required for objects
 * of any. An object of another type is then sent without a key, for something that nobody asked of it.
 *
 *     ... on Film { __typename id } ... on Medium { __typename title }
 *
 * Repair, after planning: a branch without a whole key is folded into those branches that have one, for objects of
 * their types. It stays where every object that it is about is in such a branch anyway.
 */
import type { FetchNode, QueryPlan, QueryPlanInlineFragmentNode } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { mapFetches } from './repair-fetches.js';
import { createHasWholeKey } from './repair-whole-keys.js';
import { typesWithin } from './supergraph-directives.js';

export function createFoldBranches(supergraph: DocumentNode): (plan: QueryPlan) => QueryPlan {
  const hasWholeKey = createHasWholeKey(supergraph);
  const within = typesWithin(supergraph);
  const covers = (wide: string, narrow: string): boolean =>
    within(narrow).size > 0 && [...within(narrow)].every((object) => within(wide).has(object));

  function fold(fetch: FetchNode): FetchNode {
    const branches = (fetch.requires ?? []).filter((one) => one.kind === 'InlineFragment');
    if (branches.length < 2 || branches.length !== fetch.requires?.length) return fetch;
    const isKeyed = (branch: QueryPlanInlineFragmentNode): boolean =>
      hasWholeKey({ ...fetch, requires: [branch] });
    const keyed = branches.filter(isKeyed);
    const loose = branches.filter((branch) => {
      const type = branch.typeCondition ?? '';
      return !isKeyed(branch) && !keyed.some((one) => covers(one.typeCondition ?? '', type));
    });
    if (keyed.length === 0 || loose.length === 0) return fetch;
    const requires = branches
      .filter((branch) => !loose.includes(branch))
      .map((branch) => {
        if (!keyed.includes(branch)) return branch;
        const folded = loose.filter(({ typeCondition = '' }) =>
          covers(typeCondition, branch.typeCondition ?? ''),
        );
        return {
          ...branch,
          selections: [...branch.selections, ...folded.flatMap(({ selections }) => selections)],
        };
      });
    return { ...fetch, requires };
  }

  return (plan) => mapFetches(plan, (fetch) => [fold(fetch)]);
}
