/**
 * The places of one expansion that were expanded already: what is selected there is found once, however many object
 * types or fragments lead to it.
 *
 * Takes what a place is made of, gives its fields again: the same array, by which those who walk a tree tell that
 * they have been there.
 */
import type { GraphQLCompositeType, SelectionSetNode } from 'graphql';
import type { SelectedField } from './selection-tree.js';

/** A selection set with the type it is written on and the fragments it is written in. */
export interface SelectionSource {
  readonly set: SelectionSetNode;
  readonly writtenOn: GraphQLCompositeType;
  readonly insideFragments: readonly string[];
  readonly depth: number;
}

export interface ExpandedPlace {
  readonly fields: readonly SelectedField[];
  /** selections that one object may need, with all below it; of several object types, those of the heaviest */
  readonly weight: number;
}

/** Everything that the fields of a place follow from. */
export interface PlaceOrigin {
  readonly type: GraphQLCompositeType;
  readonly sources: readonly SelectionSource[];
  readonly introspection: boolean;
  readonly insideAbstract: boolean;
}

export class ExpandedPlaces {
  readonly #places = new Map<string, ExpandedPlace>();
  readonly #weights = new Map<readonly SelectedField[], number>();
  readonly #sets = new Map<SelectionSetNode, number>();

  /** Expands a place, unless the same was expanded before. What cannot be expanded throws each time. */
  once(origin: PlaceOrigin, expand: () => ExpandedPlace): ExpandedPlace {
    const key = this.#keyOf(origin);
    const place = this.#places.get(key) ?? expand();
    this.#places.set(key, place);
    this.#weights.set(place.fields, place.weight);
    return place;
  }

  /** @param children - as `once` gave them */
  weightOf(children: readonly SelectedField[] | null): number {
    return children === null ? 0 : (this.#weights.get(children) ?? 0);
  }

  #keyOf({ type, sources, introspection, insideAbstract }: PlaceOrigin): string {
    const parts = sources.map(
      ({ set, writtenOn, insideFragments, depth }) =>
        `${this.#numberOf(set)}:${writtenOn.name}:${depth}:${insideFragments.join('>')}`,
    );
    return [type.name, introspection, insideAbstract, ...parts].join();
  }

  #numberOf(set: SelectionSetNode): number {
    const number = this.#sets.get(set) ?? this.#sets.size;
    this.#sets.set(set, number);
    return number;
  }
}
