/**
 * Every coordinate of a drawn extension with its class, and with what security directives demand of whoever uses it.
 *
 * A demand on a type is one on all its fields, and on every field that answers it. What an interface demands, so does
 * each type behind it, and what one of those demands, so does the interface: it would be a way round.
 */
import type { Classification } from '@vigil/shared';
import {
  namedTypeOf,
  type Demand,
  type ExtensionModel,
  type FieldModel,
  type FieldsModel,
  type TypeModel,
} from './extension-model.js';

export interface Placed {
  readonly classed: Classification;
  readonly demands: readonly Demand[];
  /** null: everybody's */
  readonly owner: string | null;
}

class Demands {
  readonly #parents: ReadonlyMap<string, FieldsModel>;
  readonly #ofTypes: ReadonlyMap<string, Demand>;

  constructor({ types }: ExtensionModel) {
    this.#parents = new Map(
      types.flatMap((type) =>
        type.kind === 'OBJECT' || type.kind === 'INTERFACE' ? [[type.name, type] as const] : [],
      ),
    );
    this.#ofTypes = new Map(
      types.flatMap((type) => ('demand' in type ? [[type.name, type.demand] as const] : [])),
    );
  }

  ofType(type: string): Demand[] {
    return this.#around(namedTypeOf(type)).flatMap((name) => this.#ofTypes.get(name) ?? []);
  }

  ofField(parent: string, field: FieldModel): Demand[] {
    const others = this.#around(parent).flatMap(
      (name) => this.#parents.get(name)?.fields.filter((other) => other.name === field.name) ?? [],
    );
    const own = [field, ...others].map(({ demand }) => demand);
    return [...own, ...this.ofType(parent), ...this.ofType(field.type)];
  }

  /** The type, its interfaces, and of an interface the types behind it with theirs. */
  #around(name: string): string[] {
    const above = this.#parents.get(name)?.interfaces ?? [];
    const behind = [...this.#parents.values()].filter(({ interfaces }) => interfaces.includes(name));
    return [name, ...above, ...behind.flatMap((type) => [type.name, ...type.interfaces])];
  }
}

function isFieldsModel(type: TypeModel): type is FieldsModel {
  return type.kind === 'OBJECT' || type.kind === 'INTERFACE';
}

export function placedCoordinates(extension: ExtensionModel): ReadonlyMap<string, Placed> {
  const { partner: owner, types, eventFields, queryFields } = extension;
  const demands = new Demands(extension);
  const placed = new Map<string, Placed>();
  const place = (coordinate: string, classed: Classification, demanded: readonly Demand[]): void => {
    placed.set(coordinate, { classed, demands: demanded, owner });
  };
  const placeFields = (parent: string, fields: readonly FieldModel[]): void => {
    for (const field of fields) {
      const coordinate = `${parent}.${field.name}`;
      const demanded = demands.ofField(parent, field);
      place(coordinate, field.classed, demanded);
      for (const { name, classed } of field.args) place(`${coordinate}(${name}:)`, classed, demanded);
    }
  };
  placeFields('Event', eventFields);
  placeFields('Query', queryFields);
  for (const type of types) {
    const { name } = type;
    if (isFieldsModel(type)) placeFields(name, type.fields);
    else if (type.kind === 'ENUM')
      for (const word of type.words) place(`${name}.${word.name}`, word.classed, demands.ofType(name));
    else if (type.kind === 'INPUT')
      for (const field of type.fields)
        place(`${name}.${field.name}`, field.classed, demands.ofType(field.type));
    else place(name, type.classed, demands.ofType(name));
  }
  return placed;
}
