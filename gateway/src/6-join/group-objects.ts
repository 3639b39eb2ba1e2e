/**
 * Sorts the objects of a fetch by what is said about them, so that each representation is written once.
 *
 * Takes objects in their order, gives them in groups; the texts are those of `representation.ts`. Most lists name
 * the same few entities again and again, so an object is first compared with the last one that had the same key.
 */
import type { DataObject, Flawed } from '../execution.js';
import type { RequiredObject, RequiredSelection } from './representation.js';

interface Known {
  readonly object: DataObject;
  readonly place: number;
}

export class ObjectGroups {
  /** objects by the place of their text; holes belong to other fetches of the same list */
  readonly groups: DataObject[][] = [];
  readonly #known = new Map<RequiredObject, Map<unknown, Known>>();

  constructor(
    private readonly required: RequiredSelection,
    /** text -> its place among those that are sent; new ones are added */
    private readonly places: Map<string, number>,
  ) {}

  /** @returns Flawed: an input could not be had, the object is in no group */
  add(object: DataObject): Flawed | null {
    const required = this.required.forType(object);
    const known = this.#knownOf(required, object);
    if (known !== undefined && this.required.isSame(required, known.object, object)) {
      this.groups[known.place]?.push(object);
      return null;
    }
    const text = this.required.read(object, required);
    if (typeof text !== 'string') return text;
    const place = this.put(text, object);
    if (required.telling !== null) {
      this.#known.get(required)?.set(object[required.telling], { object, place });
    }
    return null;
  }

  #knownOf(required: RequiredObject, object: DataObject): Known | undefined {
    if (required.telling === null) return undefined;
    const known = this.#known.get(required);
    if (known !== undefined) return known.get(object[required.telling]);
    this.#known.set(required, new Map());
    return undefined;
  }

  put(text: string, object: DataObject): number {
    const place = this.#placeOf(text);
    const group = this.groups[place];
    if (group === undefined) this.groups[place] = [object];
    else group.push(object);
    return place;
  }

  #placeOf(text: string): number {
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.places.size;
      this.places.set(text, place);
    }
    return place;
  }
}
