/**
 * Marks what a caller may not select.
 *
 * Takes a tree and a question about one coordinate, gives the same tree with refused fields marked and cut off
 * below. Marks are only ever added: filtering twice refuses what either refuses.
 */
import { readCoordinates } from './read-coordinates.js';
import type { SelectedField, SelectionTree } from './selection-tree.js';

/**
 * @param canSelect - is asked about every selected field, on its object type and on each interface it is named
 *   through, and about its type where that is a scalar or a union of the schema's own; one `false` refuses the field.
 *   Type names and introspection are not asked about.
 */
export function filterSelection(
  tree: SelectionTree,
  canSelect: (coordinate: string) => boolean,
): SelectionTree {
  return { ...tree, fields: new Filtering(canSelect).filter(tree.fields) };
}

/** A list that several fields share is judged once, and shared again. */
class Filtering {
  readonly #known = new Map<readonly SelectedField[], readonly SelectedField[]>();

  constructor(private readonly canSelect: (coordinate: string) => boolean) {}

  filter(fields: readonly SelectedField[]): readonly SelectedField[] {
    const filtered = this.#known.get(fields) ?? fields.map((field) => this.#filterField(field));
    this.#known.set(fields, filtered);
    return filtered;
  }

  #filterField(field: SelectedField): SelectedField {
    if (field.kind !== 'FIELD' || field.denied) return field;
    if (!readCoordinates(field).every(this.canSelect)) {
      // Nothing is left below, so that a walk that forgets to look at the mark finds nothing either.
      return { ...field, denied: true, children: field.children && [] };
    }
    return { ...field, children: field.children && this.filter(field.children) };
  }
}
