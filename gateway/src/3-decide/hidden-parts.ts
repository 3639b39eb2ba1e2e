/**
 * Which parts of the extensions one class of callers must not know of.
 *
 * Takes what the extensions add and a permission map, gives coordinates and type names. Hidden is what the map
 * denies, and everything that without it would be no schema any more, or would lead nowhere: a field whose type
 * is hidden or whose required argument is, a type without a readable field, an input that no visible field takes.
 */
import { inputActionOf, type InputAction, type PermissionMap } from '@vigil/policies';
import { Kind } from 'graphql';
import type { OwnField, OwnInput, OwnParts, OwnType } from './own-parts.js';

class Hiding {
  readonly hidden = new Set<string>();

  constructor(
    private readonly parts: OwnParts,
    private readonly map: PermissionMap,
  ) {}

  run(): ReadonlySet<string> {
    const types = [...this.parts.types.values()];
    for (const type of types) this.#deny(type);
    let before = -1;
    // Each round may hide what led only to what the round before has hidden.
    while (before !== this.hidden.size) {
      before = this.hidden.size;
      for (const type of types) this.#settle(type);
    }
    const reached = this.#reach(types);
    for (const { isOwn, name } of types) if (isOwn && !reached.has(name)) this.hidden.add(name);
    return this.hidden;
  }

  #hideUnless(holds: boolean, name: string): void {
    if (!holds) this.hidden.add(name);
  }

  /** Reading is `select`, or for what leaves its owner sealed only, `unseal`: the map knows which. */
  #allows(action: 'select' | InputAction, coordinate: string): boolean {
    const owners = action === 'select' ? this.map.readers(coordinate) : this.map.owners(action, coordinate);
    return owners.size > 0;
  }

  /** What the map itself denies. */
  #deny(type: OwnType): void {
    const uses = [...(this.parts.uses.get(type.name) ?? [])];
    for (const field of type.fields) {
      this.#hideUnless(
        this.#allows('select', field.coordinate) && this.#hasType(field) && this.#hasRequired(field),
        field.coordinate,
      );
      for (const { coordinate, name, namedType } of field.arguments) {
        const action = inputActionOf(name, 'filterBy');
        this.#hideUnless(this.#allows(action, coordinate) && this.#takes(action, namedType), coordinate);
      }
    }
    for (const { coordinate, name, namedType } of type.inputs) {
      const actions = uses.map((use) => (use === 'select' ? use : inputActionOf(name, use)));
      this.#hideUnless(
        actions.every((action) => this.#allows(action, coordinate) && this.#takes(action, namedType)),
        coordinate,
      );
    }
    for (const value of type.values)
      this.#hideUnless(
        uses.every((use) => this.#allows(use, value)),
        value,
      );
    if (type.kind === Kind.SCALAR_TYPE_DEFINITION || type.kind === Kind.UNION_TYPE_DEFINITION) {
      this.#hideUnless(
        uses.every((use) => this.#allows(use, type.name)),
        type.name,
      );
    }
  }

  /** A scalar of the contract must be readable where the field is, of the same partner: stage 3 asks for both. */
  #hasType({ coordinate, namedType }: OwnField): boolean {
    if (!this.parts.scalars.has(namedType)) return true;
    const owners = this.map.readers(namedType);
    return [...this.map.readers(coordinate)].some((owner) => owners.has(owner));
  }

  #takes(action: 'select' | InputAction, namedType: string): boolean {
    return !this.parts.scalars.has(namedType) || this.#allows(action, namedType);
  }

  /** What a field would be computed from, its caller must be allowed to read as well. */
  #hasRequired({ coordinate }: OwnField): boolean {
    const needed = this.parts.requires.get(coordinate);
    return needed?.coordinates.every((required) => this.map.mayRead(required, needed.partner)) ?? true;
  }

  #settle(type: OwnType): void {
    for (const field of type.fields) this.#settleField(field);
    for (const input of type.inputs) this.#settleInput(input);
    if (type.kind === Kind.INTERFACE_TYPE_DEFINITION) this.#settleInterface(type);
    if (type.isOwn && this.#isEmpty(type)) this.hidden.add(type.name);
  }

  #settleInput({ coordinate, namedType }: OwnInput): void {
    if (this.hidden.has(namedType)) this.hidden.add(coordinate);
  }

  #settleField(field: OwnField): void {
    for (const argument of field.arguments) this.#settleInput(argument);
    const lacks = field.arguments.some(({ required, coordinate }) => required && this.hidden.has(coordinate));
    if (lacks || this.hidden.has(field.namedType)) this.hidden.add(field.coordinate);
  }

  /** An interface promises what all its types hold: what one of them must hide, it cannot promise. */
  #settleInterface({ name, fields }: OwnType): void {
    for (const implementor of this.#visibleImplementors(name)) {
      for (const field of fields) {
        const held = implementor.fields.find((candidate) => candidate.name === field.name);
        if (held === undefined || this.hidden.has(held.coordinate)) this.hidden.add(field.coordinate);
        for (const argument of field.arguments) {
          const taken = held?.arguments.find((candidate) => candidate.name === argument.name);
          if (taken === undefined || this.hidden.has(taken.coordinate)) this.hidden.add(argument.coordinate);
        }
      }
    }
  }

  #visibleImplementors(name: string): OwnType[] {
    return (this.parts.implementors.get(name) ?? []).filter((type) => !this.hidden.has(type.name));
  }

  #isEmpty(type: OwnType): boolean {
    const gone = (coordinate: string): boolean => this.hidden.has(coordinate);
    switch (type.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
        return type.fields.every(({ coordinate }) => gone(coordinate));
      case Kind.INTERFACE_TYPE_DEFINITION:
        return (
          type.fields.every(({ coordinate }) => gone(coordinate)) ||
          this.#visibleImplementors(type.name).length === 0
        );
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return (
          type.inputs.every(({ coordinate }) => gone(coordinate)) ||
          type.inputs.some(({ required, coordinate }) => required && gone(coordinate))
        );
      case Kind.ENUM_TYPE_DEFINITION:
        return type.values.every(gone);
      case Kind.UNION_TYPE_DEFINITION:
        return type.members.every(gone);
      case Kind.SCALAR_TYPE_DEFINITION:
        return false;
    }
  }

  /** Own types that visible fields of `Query` and `Event` lead to. */
  #reach(types: readonly OwnType[]): ReadonlySet<string> {
    const reached = new Set<string>();
    const waiting = types.filter(({ isOwn }) => !isOwn);
    for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
      for (const name of this.#leadsTo(type)) {
        const next = this.parts.types.get(name);
        if (next === undefined || reached.has(name) || this.hidden.has(name)) continue;
        reached.add(name);
        waiting.push(next);
      }
    }
    return reached;
  }

  #leadsTo(type: OwnType): string[] {
    const seen = (coordinate: string): boolean => !this.hidden.has(coordinate);
    return [
      ...type.fields
        .filter(({ coordinate }) => seen(coordinate))
        .flatMap(({ namedType, arguments: inputs }) => [
          namedType,
          ...inputs.filter(({ coordinate }) => seen(coordinate)).map((input) => input.namedType),
        ]),
      ...type.inputs.filter(({ coordinate }) => seen(coordinate)).map(({ namedType }) => namedType),
      ...type.members,
      ...type.interfaces,
      ...(this.parts.implementors.get(type.name) ?? []).map(({ name }) => name),
    ];
  }
}

/** @returns names of types and coordinates of fields, arguments, input fields and enum values, together */
export function hiddenParts(parts: OwnParts, map: PermissionMap): ReadonlySet<string> {
  return new Hiding(parts, map).run();
}
