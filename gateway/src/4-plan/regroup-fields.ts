/**
 * Puts together what expansion has taken apart.
 *
 * Takes a selection tree, where an interface or a union is expanded once for each object type behind it, gives the
 * fields to be asked: each field with equal arguments once, and written on an interface again where every type
 * behind it is asked the same. A subgraph that knows only the interface (`@interfaceObject`) can answer that
 * without telling the types, and the text does not grow with the number of types.
 */
import type { SelectedField, SelectionTree } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
} from 'graphql';
import type { AskedField, AskedPart, AskedSet } from './asked-fields.js';
import type { CanonicalVariables } from './canonical-arguments.js';
import { SelectionIdentities, type SameField } from './selection-identities.js';

export interface RegroupOptions {
  readonly tree: SelectionTree;
  readonly variables: CanonicalVariables;
  /** does the caller see every object type behind it? Else what is asked of it would be asked of hidden ones too. */
  readonly isWhole: (type: GraphQLAbstractType) => boolean;
  /** that are written, all together: what several places share is asked at each of them */
  readonly maxFields: number;
}

export interface Regrouped {
  readonly root: AskedSet;
  /** for each place, where each field that is selected there, and not refused, is asked */
  readonly askedFor: ReadonlyMap<AskedSet, ReadonlyMap<SelectedField, AskedField>>;
}

/** The same fields may be selected at several places, and are asked otherwise at each. */
type Asked = Map<SelectedField, AskedField>;

/** What is still to be written of one abstract place: object type -> its fields by text and repetition. */
type Remaining = ReadonlyMap<GraphQLObjectType, Map<string, SameField>>;

export function regroupFields(options: RegroupOptions): Regrouped {
  return new Regrouping(options).run();
}

class Regrouping {
  readonly #askedFor = new Map<AskedSet, Asked>();
  #fieldsLeft: number;
  readonly #identities: SelectionIdentities;

  constructor(private readonly options: RegroupOptions) {
    this.#identities = new SelectionIdentities(options.variables);
    this.#fieldsLeft = options.maxFields;
  }

  run(): Regrouped {
    const { tree } = this.options;
    const type = tree.schema.getType(tree.rootType);
    if (!isObjectType(type)) throw misfit('the root is no object type');
    // At the root of a mutation equal fields are not one: each is run as often as it is written.
    const selections = tree.kind === 'query' ? [tree.fields] : tree.fields.map((field) => [field]);
    const times = new Map<string, number>();
    const asked: Asked = new Map();
    const fields = selections
      .flatMap((selection) => this.#identities.group(selection))
      .map((group) => {
        const repetition = times.get(group.text) ?? 0;
        times.set(group.text, repetition + 1);
        return this.#ask(type, { ...group, repetition }, asked);
      });
    const root = { type, parts: [{ on: type, fields }] };
    this.#askedFor.set(root, asked);
    return { root, askedFor: this.#askedFor };
  }

  #ask(on: GraphQLObjectType | GraphQLInterfaceType, group: SameField, asked: Asked): AskedField {
    if (this.#fieldsLeft <= 0)
      throw new HubError('LIMIT_EXCEEDED', 'the operation is too large to be planned', 'caller');
    this.#fieldsLeft -= 1;
    const { fieldName, selected, repetition, arguments: args } = group;
    const returnType = on.getFields()[fieldName]?.type;
    if (returnType === undefined) throw misfit('a field is asked of a type that does not have it');
    const named = getNamedType(returnType);
    // Object types share what is selected below them: each list is looked at once, not once a type.
    const children = [...new Set(selected.map((field) => field.children ?? []))].flat();
    const field = {
      fieldName,
      arguments: args.nodes,
      printedArguments: args.text,
      repetition,
      returnType,
      children: isCompositeType(named) ? this.#askSet(named, children) : null,
    };
    for (const one of selected) asked.set(one, field);
    return field;
  }

  #askSet(type: GraphQLCompositeType, fields: readonly SelectedField[]): AskedSet {
    const asked: Asked = new Map();
    const parts = isAbstractType(type)
      ? this.#askAbstract(type, fields, asked)
      : [this.#askRest(type, this.#identities.group(fields), asked)];
    const set = { type, parts: parts.filter((part) => part.fields.length > 0) };
    this.#askedFor.set(set, asked);
    return set;
  }

  #askAbstract(type: GraphQLAbstractType, fields: readonly SelectedField[], asked: Asked): AskedPart[] {
    const possible = this.options.tree.schema.getPossibleTypes(type);
    // Some subgraph may know objects of an interface that no object type implements (`@interfaceObject`).
    if (possible.length === 0 && isInterfaceType(type))
      return [this.#askRest(type, this.#identities.group(fields), asked)];
    const remaining: Remaining = new Map(
      possible.map((object) => [
        object,
        bySlot(
          this.#identities.group(
            fields.filter((field) => field.typeConditions?.includes(object.name) ?? true),
          ),
        ),
      ]),
    );
    const lifted = [...(isInterfaceType(type) ? [type] : []), ...this.#interfacesIn(type, fields)]
      .filter((candidate) => this.options.isWhole(candidate))
      .map((candidate) => this.#lift(candidate, remaining, asked));
    return [
      ...lifted,
      ...[...remaining].map(([object, groups]) => this.#askRest(object, [...groups.values()], asked)),
    ];
  }

  /** Other interfaces that the caller wrote fields on; those with the most types behind them first. */
  #interfacesIn(type: GraphQLAbstractType, fields: readonly SelectedField[]): GraphQLInterfaceType[] {
    const { schema } = this.options.tree;
    const names = new Set(
      fields.flatMap(({ abstractCoordinates }) =>
        abstractCoordinates.map((coordinate) => coordinate.slice(0, coordinate.indexOf('.'))),
      ),
    );
    names.delete(type.name);
    const size = (candidate: GraphQLInterfaceType): number => schema.getPossibleTypes(candidate).length;
    return [...names]
      .sort()
      .map((name) => schema.getType(name))
      .filter(isInterfaceType)
      .sort((a, b) => size(b) - size(a));
  }

  /** Takes out of what remains whatever is asked alike of every type behind the interface. */
  #lift(on: GraphQLInterfaceType, remaining: Remaining, asked: Asked): AskedPart {
    const { schema } = this.options.tree;
    const behind = [...remaining].filter(([possible]) => schema.isSubType(on, possible));
    const fields = [...(behind[0]?.[1].keys() ?? [])].flatMap((slot) => {
      const groups = this.#alike(on, slot, behind);
      if (groups === null) return [];
      for (const [, own] of behind) own.delete(slot);
      const [first] = groups;
      const selected = groups.flatMap((group) => group.selected);
      return first ? [this.#ask(on, { ...first, selected }, asked)] : [];
    });
    return { on, fields };
  }

  /** The field's group in every type, if it is the same in all of them and can be written on the interface. */
  #alike(
    on: GraphQLInterfaceType,
    slot: string,
    behind: readonly (readonly [GraphQLObjectType, ReadonlyMap<string, SameField>])[],
  ): SameField[] | null {
    const groups = behind.map(([, own]) => own.get(slot)).filter((group) => group !== undefined);
    const [first] = groups;
    if (first === undefined || groups.length !== behind.length) return null;
    const field = on.getFields()[first.fieldName];
    if (field === undefined) return null;
    const known = new Set(field.args.map(({ name }) => name));
    if (first.arguments.nodes.some(({ name }) => !known.has(name.value))) return null;
    const named = getNamedType(field.type);
    const isSame = behind.every(([possible], index) => {
      const own = possible.getFields()[first.fieldName];
      // A type may narrow what its interface promises; what is selected there need not be on the wider type.
      if (own === undefined || getNamedType(own.type) !== named) return false;
      return groups[index]?.identity === first.identity;
    });
    return isSame ? groups : null;
  }

  #askRest(
    on: GraphQLObjectType | GraphQLInterfaceType,
    groups: readonly SameField[],
    asked: Asked,
  ): AskedPart {
    return { on, fields: groups.map((group) => this.#ask(on, group, asked)) };
  }
}

function bySlot(groups: readonly SameField[]): Map<string, SameField> {
  return new Map(groups.map((group) => [`${group.text}#${group.repetition}`, group]));
}

function misfit(message: string): HubError {
  return new HubError('INTERNAL_SERVER_ERROR', message, 'operator');
}
