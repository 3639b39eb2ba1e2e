/**
 * Turns the twins of `repair-required-arguments.ts` into fields again, in a plan: `twin: price(currency: "USD")` in
 * an operation, so that the value stands in the data under the twin's name; and in a representation the value bears
 * the field's own name, by a rewrite of the fetch's input.
 */
import type { FetchDataRewrite, FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, visit, type FieldNode } from 'graphql';
import { documentOf, mapFetches, withDocument } from './repair-fetches.js';
import type { Twin } from './repair-required-arguments.js';

export function createRestoreArguments(twins: ReadonlyMap<string, Twin>): (plan: QueryPlan) => QueryPlan {
  const restoreField = (field: FieldNode): FieldNode | undefined => {
    const twin = twins.get(field.name.value);
    if (!twin) return undefined;
    return {
      ...field,
      alias: field.alias ?? field.name,
      name: { kind: Kind.NAME, value: twin.fieldName },
      arguments: twin.arguments,
    };
  };

  /** Deeper ones first: their paths still lead through the twin's name. All before a rewritten type name. */
  function renamesIn(
    selections: readonly QueryPlanSelectionNode[],
    path: readonly string[],
  ): FetchDataRewrite[] {
    return selections.flatMap((selection): FetchDataRewrite[] => {
      if (selection.kind !== 'Field') {
        const { typeCondition } = selection;
        return renamesIn(
          selection.selections,
          typeCondition === undefined ? path : [...path, `... on ${typeCondition}`],
        );
      }
      const here = [...path, selection.name];
      const twin = twins.get(selection.name);
      const own: FetchDataRewrite[] = twin
        ? [{ kind: 'KeyRenamer', path: here, renameKeyTo: twin.fieldName }]
        : [];
      return [...renamesIn(selection.selections ?? [], here), ...own];
    });
  }

  function restore(fetch: FetchNode): FetchNode {
    const document = documentOf(fetch);
    const restored = visit(document, { Field: restoreField });
    const renames = renamesIn(fetch.requires ?? [], []);
    if (restored === document && renames.length === 0) return fetch;
    const written = restored === document ? fetch : withDocument(fetch, restored);
    return renames.length === 0
      ? written
      : { ...written, inputRewrites: [...renames, ...(written.inputRewrites ?? [])] };
  }

  return (plan) => mapFetches(plan, (fetch) => [restore(fetch)]);
}
