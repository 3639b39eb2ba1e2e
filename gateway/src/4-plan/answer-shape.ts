/**
 * What the answer will look like: the caller's names in the caller's order, with the place of each value.
 *
 * Takes a selection tree and where its fields are asked, gives the shape that stage 7 writes by. Equal shapes and
 * equal lists of fields are one object, so that what is compiled from them can be kept by it.
 */
import type { SelectedField, SelectionTree } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import { isAbstractType, type GraphQLAbstractType } from 'graphql';
import type { AnswerShape, ShapeField } from '../execution.js';
import type { AskedField, AskedSet } from './asked-fields.js';

export interface ShapeOptions {
  readonly tree: SelectionTree;
  readonly root: AskedSet;
  readonly askedFor: ReadonlyMap<AskedSet, ReadonlyMap<SelectedField, AskedField>>;
  readonly dataKeys: ReadonlyMap<AskedField, string>;
  /** does the caller see every object type that may stand there? An object of a hidden one must be told apart. */
  readonly isWhole: (type: GraphQLAbstractType) => boolean;
}

export interface ShapedOperation {
  readonly shape: AnswerShape;
  /** the places whose objects must tell their type */
  readonly typed: ReadonlySet<AskedSet>;
}

export function shapeOperation(options: ShapeOptions): ShapedOperation {
  const shaping = new Shaping(options);
  const shape = shaping.shapeOf(options.root, options.tree.fields);
  return { shape, typed: shaping.typed };
}

class Shaping {
  readonly typed = new Set<AskedSet>();
  readonly #fields = new Map<string, ShapeField>();
  readonly #lists = new Map<string, readonly ShapeField[]>();
  readonly #shapes = new Map<string, AnswerShape>();
  readonly #numbers = new Map<object, number>();
  /** What object types share is shaped once a place, not once a type. */
  readonly #known = new Map<AskedSet, Map<readonly SelectedField[], AnswerShape>>();

  constructor(private readonly options: ShapeOptions) {}

  shapeOf(asked: AskedSet, fields: readonly SelectedField[]): AnswerShape {
    const known = once(this.#known, asked, () => new Map<readonly SelectedField[], AnswerShape>());
    return once(known, fields, () => this.#shapeAnew(asked, fields));
  }

  #shapeAnew(asked: AskedSet, fields: readonly SelectedField[]): AnswerShape {
    const { type } = asked;
    const byType = this.#listsByType(asked, fields);
    // An interface without any object type is written by what was asked of the interface itself.
    const lists = byType.size > 0 ? byType.values() : [this.#list(asked, fields)];
    const [first, ...others] = new Set(lists);
    const isUniform =
      first !== undefined &&
      others.length === 0 &&
      first.every(({ kind }) => kind !== 'TYPENAME') &&
      (!isAbstractType(type) || this.options.isWhole(type));
    if (!isUniform && isAbstractType(type)) this.typed.add(asked);
    const numbers = [...byType].map(([name, list]) => `${name}=${this.#number(list)}`);
    const key = [type.name, isUniform ? this.#number(first) : '', ...numbers].join();
    return once(this.#shapes, key, () => ({ type: type.name, byType, uniform: isUniform ? first : null }));
  }

  #listsByType(asked: AskedSet, fields: readonly SelectedField[]): Map<string, readonly ShapeField[]> {
    const { type } = asked;
    if (!isAbstractType(type)) return new Map([[type.name, this.#list(asked, fields)]]);
    return new Map(
      this.options.tree.schema.getPossibleTypes(type).map(({ name }) => [
        name,
        this.#list(
          asked,
          fields.filter((field) => field.typeConditions?.includes(name) ?? true),
        ),
      ]),
    );
  }

  #list(set: AskedSet, fields: readonly SelectedField[]): readonly ShapeField[] {
    const shaped = fields.map((field) => this.#field(set, field));
    return once(this.#lists, shaped.map((field) => this.#number(field)).join(), () => shaped);
  }

  #field(set: AskedSet, field: SelectedField): ShapeField {
    const { kind, responseKey, returnType, denied } = field;
    const asked = kind === 'FIELD' && !denied ? this.#askedFor(set, field) : null;
    const shape = asked?.children ? this.shapeOf(asked.children, field.children ?? []) : null;
    const dataKey = asked ? (this.options.dataKeys.get(asked) ?? '') : dataKeyOf(field);
    const key = [
      kind,
      responseKey,
      dataKey,
      String(returnType),
      denied,
      shape ? this.#number(shape) : '',
    ].join();
    return once(this.#fields, key, () => ({ kind, responseKey, dataKey, returnType, denied, shape }));
  }

  #askedFor(set: AskedSet, field: SelectedField): AskedField {
    const asked = this.options.askedFor.get(set)?.get(field);
    if (asked === undefined)
      throw new HubError(
        'INTERNAL_SERVER_ERROR',
        'a field is to be shown that is asked of nobody',
        'operator',
      );
    return asked;
  }

  #number(object: object): number {
    return once(this.#numbers, object, () => this.#numbers.size);
  }
}

/** Of what is asked of no subgraph. Introspection is answered beside the data, under the caller's own names. */
function dataKeyOf({ kind, fieldName, responseKey }: SelectedField): string {
  return kind === 'INTROSPECTION' ? responseKey : fieldName;
}

function once<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
