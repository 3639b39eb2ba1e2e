/**
 * What of the extensions a caller knows of: worked out from what was drawn, beginning with everything that may be
 * used and taking away, until nothing changes, what would lead nowhere without something that was taken away.
 *
 * Takes drawn extensions and rights, gives names of types and coordinates that are there for this caller.
 */
import type { Action } from '@vigil/policies';
import {
  isRequired,
  namedTypeOf,
  type ExtensionModel,
  type FieldModel,
  type InputModel,
  type TypeModel,
} from './extension-model.js';
import type { Rights } from './rights.js';

/** In an order a word orders, everywhere else it narrows. */
function actionOf(name: string, inherited: Action): Action {
  return name === 'orderBy' ? 'orderBy' : inherited;
}

interface Parent {
  readonly name: string;
  readonly fields: readonly FieldModel[];
}

class Visible {
  /** types and coordinates */
  readonly there = new Set<string>();
  readonly #types: ReadonlyMap<string, TypeModel>;
  readonly #parents: readonly Parent[];

  constructor(
    private readonly extension: ExtensionModel,
    private readonly rights: Rights,
  ) {
    const { types, eventFields, queryFields } = extension;
    this.#types = new Map(types.map((type) => [type.name, type]));
    this.#parents = [
      { name: 'Event', fields: eventFields },
      { name: 'Query', fields: queryFields },
      ...types.filter((type) => 'interfaces' in type),
    ];
  }

  find(): ReadonlySet<string> {
    this.#begin();
    let before = -1;
    while (before !== this.there.size) {
      before = this.there.size;
      for (const parent of this.#parents) for (const field of parent.fields) this.#look(parent, field);
      for (const type of this.extension.types) this.#lookAt(type);
    }
    this.#forgetUnreached();
    return this.there;
  }

  /** Everything that may be used. */
  #begin(): void {
    const { partner, types } = this.extension;
    const { rights, there } = this;
    const begin = (coordinate: string, isUsable: boolean): void => {
      if (isUsable) there.add(coordinate);
    };
    for (const { name, fields } of this.#parents)
      for (const field of fields) {
        const coordinate = `${name}.${field.name}`;
        const needed = field.requires.map((required) => `Event.${required}`);
        begin(
          coordinate,
          [coordinate, ...needed].every((one) => rights.readable(one, partner)),
        );
        for (const arg of field.args) {
          const place = `${coordinate}(${arg.name}:)`;
          begin(place, rights.usable(actionOf(arg.name, 'filterBy'), place, partner));
        }
      }
    for (const type of types) this.#beginType(type, begin);
  }

  #beginType(type: TypeModel, begin: (coordinate: string, isUsable: boolean) => void): void {
    const { partner } = this.extension;
    const { rights } = this;
    const { name } = type;
    if (type.kind === 'UNION' || type.kind === 'SCALAR') begin(name, rights.readable(name, partner));
    else this.there.add(name);
    if (type.kind === 'ENUM') {
      const action = ({ OUTPUT: 'select', FILTER: 'filterBy', ORDER: 'orderBy' } as const)[type.use];
      for (const word of type.words)
        begin(`${name}.${word.name}`, rights.usable(action, `${name}.${word.name}`, partner));
    }
    if (type.kind === 'INPUT')
      for (const field of type.fields) {
        const place = `${name}.${field.name}`;
        begin(place, rights.usable(actionOf(field.name, 'filterBy'), place, partner));
      }
  }

  #isGone(type: string): boolean {
    const name = namedTypeOf(type);
    return this.#types.has(name) && !this.there.has(name);
  }

  #look({ name }: Parent, field: FieldModel): void {
    const coordinate = `${name}.${field.name}`;
    this.#lookAtInputs(field.args, (arg) => `${coordinate}(${arg.name}:)`);
    const lacks = field.args.some((arg) => isRequired(arg) && !this.there.has(`${coordinate}(${arg.name}:)`));
    if (lacks || this.#isGone(field.type)) this.there.delete(coordinate);
  }

  #lookAtInputs(inputs: readonly InputModel[], placeOf: (input: InputModel) => string): void {
    for (const input of inputs) if (this.#isGone(input.type)) this.there.delete(placeOf(input));
  }

  #lookAt(type: TypeModel): void {
    const { name } = type;
    if (type.kind === 'INTERFACE') this.#lookAtInterface(type);
    if (type.kind === 'INPUT') this.#lookAtInputs(type.fields, (field) => `${name}.${field.name}`);
    if (this.#isEmpty(type)) this.there.delete(name);
  }

  /** It promises what each of its types has: what one of them lacks, it cannot promise. */
  #lookAtInterface({ name, fields }: Parent): void {
    for (const implementor of this.#implementors(name))
      for (const field of fields) {
        if (!this.there.has(`${implementor}.${field.name}`)) this.there.delete(`${name}.${field.name}`);
        for (const arg of field.args)
          if (!this.there.has(`${implementor}.${field.name}(${arg.name}:)`))
            this.there.delete(`${name}.${field.name}(${arg.name}:)`);
      }
  }

  #implementors(name: string): string[] {
    return this.extension.types
      .filter((type) => type.kind === 'OBJECT' && type.interfaces.includes(name) && this.there.has(type.name))
      .map((type) => type.name);
  }

  #isEmpty(type: TypeModel): boolean {
    const has = (member: { name: string }): boolean => this.there.has(`${type.name}.${member.name}`);
    switch (type.kind) {
      case 'OBJECT':
        return !type.fields.some(has);
      case 'INTERFACE':
        return !type.fields.some(has) || this.#implementors(type.name).length === 0;
      case 'INPUT':
        return !type.fields.some(has) || type.fields.some((field) => isRequired(field) && !has(field));
      case 'ENUM':
        return !type.words.some(has);
      case 'UNION':
        return !type.members.some((member) => this.there.has(member));
      case 'SCALAR':
        return false;
    }
  }

  /** A type that no visible field of `Event` or `Query` leads to is not there. */
  #forgetUnreached(): void {
    const reached = new Set<string>();
    const visit = (type: string): void => {
      const name = namedTypeOf(type);
      if (!this.#types.has(name) || !this.there.has(name) || reached.has(name)) return;
      reached.add(name);
      for (const next of this.#leadsTo(name)) visit(next);
    };
    for (const root of ['Event', 'Query']) for (const next of this.#leadsTo(root)) visit(next);
    for (const name of this.#types.keys()) if (!reached.has(name)) this.there.delete(name);
  }

  #leadsTo(name: string): string[] {
    const parent = this.#parents.find((one) => one.name === name);
    const type = this.#types.get(name);
    const fields = (parent?.fields ?? []).filter((field) => this.there.has(`${name}.${field.name}`));
    const args = fields.flatMap((field) =>
      field.args.filter((arg) => this.there.has(`${name}.${field.name}(${arg.name}:)`)),
    );
    const inputs =
      type?.kind === 'INPUT' ? type.fields.filter((field) => this.there.has(`${name}.${field.name}`)) : [];
    return [
      ...[...fields, ...args, ...inputs].map((one) => one.type),
      ...(type?.kind === 'UNION' ? type.members : []),
      ...(type?.kind === 'OBJECT' ? type.interfaces : []),
      ...(type?.kind === 'INTERFACE' ? this.#implementors(name) : []),
    ];
  }
}

export function visibleParts(extensions: readonly ExtensionModel[], rights: Rights): ReadonlySet<string> {
  return new Set(extensions.flatMap((extension) => [...new Visible(extension, rights).find()]));
}
