/**
 * Does a plan ask a subgraph for what it cannot answer?
 *
 * Takes a plan of Apollo's planner and the graph; judges without any data. A field is foreign to a fetch when it is
 * `@external` or taken over by another subgraph there, and when it has `@requires` whose inputs are not sent.
 */
import type { QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, TypeInfo, parse, visit, visitWithTypeInfo, type GraphQLSchema } from 'graphql';
import type { FieldModel, GraphModel } from './graph-model.js';
import { selectionSetOf } from './resolve-value.js';

interface Fetch {
  readonly serviceName: string;
  readonly operation: string;
  readonly requires?: readonly QueryPlanSelectionNode[] | undefined;
}

function fetchesOf(node: unknown): Fetch[] {
  if (Array.isArray(node)) return node.flatMap(fetchesOf);
  if (typeof node !== 'object' || node === null) return [];
  if ('kind' in node && node.kind === 'Fetch') return [node as unknown as Fetch];
  return Object.values(node).flatMap(fetchesOf);
}

function sentNames(selections: readonly QueryPlanSelectionNode[]): string[] {
  return selections.flatMap((selection) =>
    selection.kind === 'Field' ? [selection.name] : sentNames(selection.selections),
  );
}

/** Somewhere in the graph the subgraph is said to provide it; where exactly is not looked at. */
function isProvided(model: GraphModel, subgraph: string, name: string): boolean {
  return [...model.objects.values()].some(({ fields }) =>
    [...fields.values()].some(({ places }) => places.get(subgraph)?.provides === name),
  );
}

function lacksInputs({ requires }: FieldModel, fetch: Fetch, depth: number): boolean {
  if (requires === null) return false;
  const sent = fetch.requires && depth === 2 ? sentNames(fetch.requires) : [];
  return selectionSetOf(requires).selections.some(
    (needed) => needed.kind === Kind.FIELD && !sent.includes(needed.name.value),
  );
}

function isForeign(
  model: GraphModel,
  fetch: Fetch,
  { field, depth }: { field: FieldModel; depth: number },
): boolean {
  const { serviceName } = fetch;
  const place = field.places.get(serviceName);
  if (place === undefined) return false;
  if (!place.resolves && !isProvided(model, serviceName, field.name)) return true;
  return lacksInputs(field, fetch, depth);
}

export function isUnsound(
  model: GraphModel,
  schemas: ReadonlyMap<string, GraphQLSchema>,
  plan: QueryPlan,
): boolean {
  return fetchesOf(plan.node).some((fetch) => {
    const schema = schemas.get(fetch.serviceName);
    if (!schema) return false;
    const types = new TypeInfo(schema);
    let depth = 0;
    let unsound = false;
    const visitor = visitWithTypeInfo(types, {
      Field: {
        enter: ({ name }) => {
          depth += 1;
          const field = model.objects.get(types.getParentType()?.name ?? '')?.fields.get(name.value);
          if (field && isForeign(model, fetch, { field, depth })) unsound = true;
        },
        leave: () => {
          depth -= 1;
        },
      },
    });
    visit(parse(fetch.operation), visitor);
    return unsound;
  });
}
