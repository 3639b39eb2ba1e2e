/**
 * Takes a subgraph's answer over into the joined data: what was asked for, nothing else, and only where it fits.
 *
 * Takes answers that nobody has checked and the compiled selection they belong to; makes objects of their own, so
 * that no surplus of a partner stands beside the data. What another fetch brought is added to, never lost: a value
 * yields to another value, not to null. A value that cannot be used is `unusable` in its place.
 */
import type { DataObject, Flawed } from '../execution.js';
import { isObject, lookThrough, ownValue, readField, type Raw } from './data-object.js';
import { spoilObject, spoilValue } from './spoil.js';
import type { SupergraphTypes } from './supergraph-types.js';
import type { TakenField, TakenObject, TakenSelection } from './taken-selection.js';
import { Twins } from './twins.js';

const NOTHING: readonly unknown[] = [];

/** Null is no reason to lose a value, nor to forget why there is none. */
function put(target: DataObject, dataKey: string, value: unknown): void {
  if (value !== null && value !== undefined) target[dataKey] = value;
  else target[dataKey] ??= value;
}

/**
 * An object in a text's place would be sent on to other subgraphs in representations, whatever it holds.
 *
 * @param unusable - stands in its place
 */
function plainValue(value: unknown, depth: number, unusable: Flawed): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0 || !Array.isArray(value)) return unusable;
  const items: unknown[] = value.map((item) => plainValue(item, depth - 1, unusable));
  return items.every((item, index) => item === value[index]) ? value : items;
}

function readLeaf(raw: Raw, field: TakenField, unusable: Flawed): unknown {
  const value = readField(raw, field);
  return field.isPlain && typeof value === 'object' ? plainValue(value, field.depth, unusable) : value;
}

function make(
  taken: TakenObject,
  raw: Raw,
  { values, unusable }: { values: readonly unknown[]; unusable: Flawed },
): DataObject {
  const { leaves, nested, typenames, typeName, New } = taken;
  const made = new New();
  for (const dataKey of typenames) made[dataKey] = typeName;
  for (const field of leaves) made[field.dataKey] = readLeaf(raw, field, unusable);
  for (let i = 0; i < nested.length; i += 1) {
    const field = nested[i];
    if (field !== undefined) made[field.dataKey] = values[i];
  }
  return made;
}

export class TakeOver {
  #twins: Map<TakenObject, Twins> | null = null;

  constructor(
    private readonly types: SupergraphTypes,
    /** stands where an answer is wrong */
    readonly unusable: Flawed,
  ) {}

  /** Until `end`, equal objects may be one. Not in an answer with errors: those are about one of them. */
  begin(): void {
    this.#twins = new Map();
  }

  /** Nothing of an answer stays with what is compiled. */
  end(): void {
    this.#twins = null;
  }

  /** A value that nothing else stands in the place of. */
  #value(field: TakenField, raw: unknown, depth: number): unknown {
    if (raw === null || raw === undefined) return raw;
    if (depth === 0) return this.#object(field, raw);
    if (!Array.isArray(raw)) return this.unusable;
    const items: unknown[] = new Array(raw.length);
    for (let i = 0; i < raw.length; i += 1) items[i] = this.#value(field, raw[i], depth - 1);
    return items;
  }

  #object({ selection, mayShare }: TakenField, raw: unknown): unknown {
    if (!isObject(raw) || selection === null) return this.unusable;
    const name = this.#nameOf(selection, raw);
    if (name === null || !this.#fits(selection, name)) return this.unusable;
    const taken = selection.forType(name);
    const nested = this.#nestedOf(taken, raw);
    const twins = mayShare ? this.#twinsOf(taken) : null;
    const { unusable } = this;
    if (twins === null) return make(taken, raw, { values: nested, unusable });
    const known = twins.find(raw, nested);
    if (known !== null) return known;
    const made = make(taken, raw, { values: nested, unusable });
    twins.add(made);
    return made;
  }

  #nestedOf({ nested }: TakenObject, raw: Raw): readonly unknown[] {
    if (nested.length === 0) return NOTHING;
    const values: unknown[] = [];
    for (const field of nested) values.push(this.#nested(field, raw));
    return values;
  }

  #twinsOf(taken: TakenObject): Twins | null {
    if (this.#twins === null) return null;
    let twins = this.#twins.get(taken);
    if (twins === undefined) {
      twins = new Twins(taken);
      this.#twins.set(taken, twins);
    }
    return twins.worthIt ? twins : null;
  }

  #nameOf(selection: TakenSelection, raw: Raw): string | null {
    const claimed = this.#claimed(selection, raw);
    if (claimed !== undefined) return claimed;
    return selection.typenameAlways ? this.#only(selection) : selection.declared;
  }

  #nested(field: TakenField, raw: Raw): unknown {
    return this.#value(field, readField(raw, field), field.depth);
  }

  /** The type that an object says it has; undefined: it does not say. */
  #claimed({ typenameKey }: TakenSelection, raw: Raw): string | null | undefined {
    if (typenameKey === null) return undefined;
    const claimed = ownValue(raw, typenameKey);
    if (claimed === undefined) return undefined;
    return typeof claimed === 'string' ? claimed : null;
  }

  /** Nothing else is possible where the schema names an object type. */
  #only({ declared, isConcrete }: TakenSelection): string | null {
    return isConcrete ? declared : null;
  }

  #fits({ declared }: TakenSelection, name: string): boolean {
    return name === declared || this.types.satisfies(name, declared);
  }

  /**
   * Adds an answer's fields to an object that is there.
   *
   * @param built - values made for another object of the same answer, by the index of the nested field; they are
   *   shared, so that an entity that stands in many places is one object below. null: nothing is shared
   */
  into(taken: TakenObject, raw: Raw, target: DataObject, built: unknown[] | null): void {
    for (const field of taken.leaves) {
      put(target, field.dataKey, readLeaf(raw, field, this.unusable));
    }
    const { nested } = taken;
    for (let i = 0; i < nested.length; i += 1) {
      const field = nested[i];
      if (field === undefined) continue;
      const { dataKey } = field;
      const standing = lookThrough(target[dataKey]);
      if (standing !== null && standing !== undefined) {
        this.#addTo(field, standing, { raw: readField(raw, field), depth: field.depth });
      } else {
        const shared = built !== null && field.mayShare;
        const value = shared ? (built[i] ??= this.#nested(field, raw)) : this.#nested(field, raw);
        put(target, dataKey, value);
      }
    }
  }

  #addTo(field: TakenField, standing: unknown, at: { raw: unknown; depth: number }): void {
    const { raw, depth } = at;
    if (raw === null || raw === undefined || field.selection === null) return;
    if (depth === 0) {
      this.#addToObject(field.selection, standing, raw);
      return;
    }
    // Of lists that differ in length nobody knows which items belong together.
    if (!Array.isArray(standing) || !Array.isArray(raw) || standing.length !== raw.length) {
      spoilValue(field.selection, standing, depth, this.unusable);
      return;
    }
    for (let i = 0; i < raw.length; i += 1) {
      const item = lookThrough(standing[i]);
      if (item === null || item === undefined) {
        standing[i] = this.#value(field, raw[i], depth - 1) ?? (standing[i] as unknown);
      } else this.#addTo(field, item, { raw: raw[i] as unknown, depth: depth - 1 });
    }
  }

  #addToObject(selection: TakenSelection, standing: unknown, raw: unknown): void {
    if (!isObject(standing)) return;
    const name = isObject(raw) ? this.typeOf(selection, standing, raw) : null;
    if (name === null || !isObject(raw)) spoilObject(selection, standing, this.unusable);
    else {
      const taken = selection.forType(name);
      this.name(taken, standing, name);
      this.into(taken, raw, standing, null);
    }
  }

  /**
   * Which type an object has that stands here and in an answer. An interface object knows only its interface,
   * so the more exact name counts.
   *
   * @returns null: the two cannot be the same object
   */
  typeOf(selection: TakenSelection, standing: DataObject, raw: Raw): string | null {
    const here = standing['__typename'];
    const claimed = this.#claimed(selection, raw);
    if (claimed === null) return null;
    if (typeof here !== 'string') {
      const name = claimed ?? selection.declared;
      return this.#fits(selection, name) ? name : null;
    }
    if (claimed === undefined || this.types.satisfies(here, claimed)) return here;
    return this.types.satisfies(claimed, here) ? claimed : null;
  }

  /** Writes the type's name wherever it was asked for. */
  name(taken: TakenObject, target: DataObject, name: string): void {
    for (const dataKey of taken.typenames) target[dataKey] = name;
  }
}
