/**
 * How much there is to be planned: the planner plans a fetch for each object type that may stand where a value comes
 * from another subgraph, and again for each of these below each other. A short text may mean thousands of them, and
 * planning takes about a millisecond each, in which nobody else is answered.
 *
 * Takes a supergraph and what is asked, gives a number. It follows one way for each value, the one that stays
 * longest in a subgraph; the planner's own limits are about how many other ways there are.
 */
import type { DocumentNode, GraphQLCompositeType } from 'graphql';
import type { AskedField, AskedPart, AskedSet } from './asked-fields.js';
import { argumentOf, fieldsTypesOf, textArgumentOf, typesWithin } from './supergraph-directives.js';

/** Names of subgraphs, as `join__Graph` has them. */
type Graphs = ReadonlySet<string>;

/** Where objects stand. */
interface Position {
  /** subgraphs that have brought them; null: the root, which every subgraph has */
  readonly graphs: Graphs | null;
  /** how many combinations of object types lead to here */
  readonly ways: number;
}

/** @returns the number of entity fetches before equal ones are put together, about */
export function createCountBranches(supergraph: DocumentNode): (root: AskedSet) => number {
  const graphsOf = readGraphs(supergraph);
  const within = typesWithin(supergraph);

  /** The subgraphs that resolve a field, of the type itself or of a type behind it. */
  function homesOf(on: GraphQLCompositeType, { fieldName }: AskedField): Graphs {
    const behind = [...within(on.name)].flatMap((type) => [...graphsOf(type, fieldName)]);
    return new Set([...graphsOf(on.name, fieldName), ...behind]);
  }

  function countPart({ on, fields }: AskedPart, at: Position): number {
    const width = Math.max(1, within(on.name).size);
    let leaves = false;
    let below = 0;
    for (const field of fields) {
      const homes = homesOf(on, field);
      const here = at.graphs === null ? homes : new Set([...at.graphs].filter((graph) => homes.has(graph)));
      // Of a field that an interface object resolves for this type nothing is written here.
      const stays = here.size > 0 || homes.size === 0;
      leaves ||= !stays;
      if (field.children === null) continue;
      below += countSet(
        field.children,
        stays
          ? { graphs: homes.size === 0 ? at.graphs : here, ways: at.ways }
          : { graphs: homes, ways: at.ways * width },
      );
    }
    return (leaves ? at.ways * width : 0) + below;
  }

  function countSet({ parts }: AskedSet, at: Position): number {
    return parts.reduce((sum, part) => sum + countPart(part, at), 0);
  }

  return (root) => countSet(root, { graphs: null, ways: 1 });
}

/** Where a field of a type is resolved, as composition wrote it down. */
function readGraphs(supergraph: DocumentNode): (type: string, fieldName: string) => Graphs {
  const known = new Map<string, Graphs>();
  for (const [name, { directives, fields }] of fieldsTypesOf(supergraph)) {
    const ofType = (directives ?? [])
      .filter((one) => one.name.value === 'join__type')
      .flatMap((one) => textArgumentOf(one, 'graph') ?? []);
    for (const field of fields ?? []) {
      const places = (field.directives ?? []).filter((one) => one.name.value === 'join__field');
      const resolving = places
        .filter((one) => argumentOf(one, 'external') !== true && argumentOf(one, 'usedOverridden') !== true)
        .flatMap((one) => textArgumentOf(one, 'graph') ?? []);
      known.set(`${name}.${field.name.value}`, new Set(places.length === 0 ? ofType : resolving));
    }
  }
  return (type, fieldName) => known.get(`${type}.${fieldName}`) ?? NOWHERE;
}

const NOWHERE: Graphs = new Set();
