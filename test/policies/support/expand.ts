/** Short ways to expand, refuse and print over the schema of `pets.ts`. */
import {
  expandOperation,
  filterSelection,
  printSelection,
  type ExpandOperationInput,
  type PrintSelectionOptions,
  type SelectionTree,
} from '@vigil/policies';
import { parse, print } from 'graphql';
import { petsSchema } from './pets.js';

export const pets = petsSchema();

export function expand(
  text: string,
  variables: unknown = {},
  change: Partial<ExpandOperationInput> = {},
): SelectionTree {
  return expandOperation({ schema: pets, document: parse(text), variables, maxFields: 1000, ...change });
}

export function refuse(tree: SelectionTree, ...coordinates: string[]): SelectionTree {
  return filterSelection(tree, (coordinate) => !coordinates.includes(coordinate));
}

/** Printed text on one line. */
export function printed(tree: SelectionTree, options: PrintSelectionOptions = { names: 'RESPONSE' }): string {
  return oneLine(printSelection(tree, options).query);
}

export function oneLine(text: string): string {
  return print(parse(text)).replaceAll(/\s+/g, ' ');
}
