/**
 * What a delegation for an extension names: the coordinates of one request to `POST /extension`.
 *
 * Takes the expanded body, gives coordinates of the contract and of the extension. How federation reaches an
 * entity (`_entities`, `_Any`, type names) is the same for every body and decides nothing. Hub and partner count
 * with this function, each on its own reading of the body.
 */
import { usedCoordinates } from './input-coordinates.js';
import type { SelectionTree } from './selection-tree.js';

const MACHINERY: ReadonlySet<string> = new Set([
  'Query._entities',
  'Query._entities(representations:)',
  '_Service.sdl',
]);

/** @returns schema coordinates, each once, sorted by code unit; `Query._service` where the schema is asked for */
export function extensionCoordinates(tree: SelectionTree): string[] {
  return usedCoordinates(tree).filter((coordinate) => !MACHINERY.has(coordinate));
}
