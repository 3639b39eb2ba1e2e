/**
 * Faults that cannot be mended, and plans that nobody has seen yet: a plan that would answer null where there is
 * data is refused.
 *
 * - Something that was asked is fetched nowhere. So it is where a subgraph answers with an interface and knows no
 *   type that implements it: the planner drops the field, and plans nothing.
 * - An entity is asked for by something that is no whole key of it in that subgraph.
 * - A representation needs a value that no fetch brings.
 *
 * The rules hold for every sound plan; type conditions are left out of account, so that no sound plan is refused.
 * Below an interface or a union something may rightly be fetched nowhere, when no type at hand has it: only fields
 * of object types are looked at.
 */
import type { QueryPlan } from '@apollo/query-planner';
import { HubError } from '@vigil/shared';
import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';
import { fetchesOf, operationOf, responseNameOf } from './repair-fetches.js';
import { placeOf, placesOf, unfilled, type Places } from './repair-places.js';
import { createHasWholeKey } from './repair-whole-keys.js';
import { fieldsTypesOf, namedTypeOf, rootTypesOf } from './supergraph-directives.js';

export function createRefuseUnsound(
  supergraph: DocumentNode,
): (plan: QueryPlan, operation: DocumentNode) => void {
  const types = fieldsTypesOf(supergraph);
  const roots = rootTypesOf(supergraph);
  const hasWholeKey = createHasWholeKey(supergraph);

  /** @returns a place that was asked and is fetched nowhere */
  function missing(set: SelectionSetNode, typeName: string, path: string, filled: Places): string | null {
    const type = types.get(typeName);
    if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) return null;
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD || selection.name.value.startsWith('__')) continue;
      const here = `${path}.${responseNameOf(selection)}`;
      if (!filled.has(here)) return `${typeName}.${selection.name.value}`;
      const field = type.fields?.find(({ name }) => name.value === selection.name.value);
      if (!selection.selectionSet || !field) continue;
      const below = missing(selection.selectionSet, namedTypeOf(field.type), here, filled);
      if (below !== null) return below;
    }
    return null;
  }

  return (plan, operation) => {
    const fetches = fetchesOf(plan);
    const filled = placesOf(fetches);
    const { operation: kind, selectionSet } = operationOf(operation);
    const lost = missing(selectionSet, roots.get(kind) ?? '', '', filled);
    if (lost !== null) refuse(`${lost} cannot be resolved: no subgraph can answer what is asked of it`);
    for (const { fetch, path } of fetches) {
      if (!hasWholeKey(fetch)) {
        refuse(`an entity would be asked of subgraph ${fetch.serviceName} without a whole key of it`);
      }
      const lacking = unfilled(fetch.requires ?? [], placeOf(path), filled);
      if (lacking !== null)
        refuse(`subgraph ${fetch.serviceName} needs ${lacking}, which is fetched nowhere`);
    }
  };
}

function refuse(message: string): never {
  throw new HubError('INTERNAL_SERVER_ERROR', message, 'operator');
}
