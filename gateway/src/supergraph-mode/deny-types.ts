/**
 * Denies the name of a type that is denied as a whole.
 *
 * Fields of such a type, and fields that give it, are denied by their coordinates. A union may hold its objects all the
 * same: there the type's name would tell that one of them is there.
 */
import type { SelectedField } from '@vigil/policies';
import type { Decide } from '../3-decide/decide.js';

/** @param types - names of object types and interfaces */
export function denyTypes(decide: Decide, types: ReadonlySet<string>): Decide {
  if (types.size === 0) return decide;
  return {
    ...decide,
    decide: (input, map) => {
      const decided = decide.decide(input, map);
      const { tree } = decided;
      return { ...decided, tree: { ...tree, fields: new Denying(types).fields(tree.fields) } };
    },
  };
}

/** A list that several fields share is looked at once, and shared again. */
class Denying {
  readonly #known = new Map<readonly SelectedField[], readonly SelectedField[]>();

  constructor(private readonly types: ReadonlySet<string>) {}

  fields(fields: readonly SelectedField[]): readonly SelectedField[] {
    const known = this.#known.get(fields) ?? fields.map((field) => this.#field(field));
    this.#known.set(fields, known);
    return known;
  }

  #field(field: SelectedField): SelectedField {
    if (field.kind === 'TYPENAME' && this.types.has(field.parentType)) return { ...field, denied: true };
    return field.children === null ? field : { ...field, children: this.fields(field.children) };
  }
}
