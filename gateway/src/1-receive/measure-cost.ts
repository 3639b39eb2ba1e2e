/**
 * What an operation costs at most: a root field that reaches partners, or computes a table, weighs more than one
 * that reads what lies ready.
 *
 * Takes a parsed document, gives a number. Fragments count as often as they are used, conditions as if they held;
 * each fragment is weighed once, so the work is linear in the document.
 */
import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['events', 10],
  ['event', 10],
  ['indicatorTable', 20],
  // Answered from the whole schema, each time that it is named.
  ['__schema', 40],
  ['__type', 20],
]);
const OTHER_WEIGHT = 1;
/** Sums stop growing here, so that nothing overflows to Infinity. */
const ENOUGH = 1_000_000_000;

/** The cost of one operation of a document. */
export function costOf(operation: OperationDefinitionNode, document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const weighed = new Map<string, number>();

  function fragmentCost(name: string): number {
    const known = weighed.get(name);
    if (known !== undefined) return known;
    // A fragment that spreads itself is refused by validation.
    weighed.set(name, 0);
    const definition = fragments.get(name);
    const cost = definition === undefined ? 0 : setCost(definition.selectionSet);
    weighed.set(name, cost);
    return cost;
  }

  function setCost({ selections }: SelectionSetNode): number {
    let cost = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) cost += WEIGHTS.get(selection.name.value) ?? OTHER_WEIGHT;
      else if (selection.kind === Kind.INLINE_FRAGMENT) cost += setCost(selection.selectionSet);
      else cost += fragmentCost(selection.name.value);
    }
    return Math.min(cost, ENOUGH);
  }

  return setCost(operation.selectionSet);
}
