/**
 * What is taken over from an answer: compiled from the operation that was sent, so that whatever else a partner
 * sends is not even looked at.
 *
 * Takes the document of a fetch and its output rewrites, gives for each type that an object may have the flat
 * list of its fields. A type is compiled when the first object of it turns up; types are those of the supergraph,
 * so their number is bounded. Read by `take-over.ts`, `spoil.ts` and `place-errors.ts`.
 */
import type { FetchDataRewrite } from '@apollo/query-planner';
import { HubError } from '@vigil/shared';
import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { dataObjectConstructor, type NewDataObject } from './data-object.js';
import { placeBelow, placeOf, type MayShare } from './shared-places.js';
import type { SupergraphTypes } from './supergraph-types.js';

export interface TakenField {
  /** in the answer */
  readonly key: string;
  /** in the schema */
  readonly name: string;
  /** in the joined data */
  readonly dataKey: string;
  /** `constructor` and the like: an answer without such a field has it all the same */
  readonly inherited: boolean;
  /** lists around the value */
  readonly depth: number;
  /** null: a leaf */
  readonly selection: TakenSelection | null;
  /** a leaf that is no object, whatever an answer says; other leaves are taken as they are */
  readonly isPlain: boolean;
  /** may equal objects in this place be one? */
  readonly mayShare: boolean;
}

/** The fields of objects of one type. */
export interface TakenObject {
  readonly typeName: string;
  readonly leaves: readonly TakenField[];
  readonly nested: readonly TakenField[];
  /** data keys under which the type's name is kept */
  readonly typenames: readonly string[];
  /** without the names of types */
  readonly byKey: ReadonlyMap<string, TakenField>;
  readonly New: NewDataObject;
}

interface Level {
  readonly node: SelectionSetNode;
  /** the type that its fields are declared on, as far as conditions tell */
  readonly type: string;
}

interface Operation {
  readonly mayShare: MayShare;
  readonly types: SupergraphTypes;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

interface Place {
  readonly declared: string;
  /** as `shared-places.ts` names it */
  readonly place: string;
}

interface Found {
  readonly nodes: FieldNode[];
  readonly parent: string;
}

/** The type of what `_entities` gives; no supergraph has it. */
const ENTITY = '_Entity';

/** One object's worth of a selection, whichever type the object turns out to have. */
export class TakenSelection {
  /** where the answer names the type of its object; null: nowhere */
  readonly typenameKey: string | null;
  /** is it asked of objects of every type? */
  readonly typenameAlways: boolean;
  /** what the schema says: an object type or an abstract one */
  readonly declared: string;
  readonly isConcrete: boolean;
  readonly #byType = new Map<string, TakenObject>();

  constructor(
    private readonly operation: Operation,
    private readonly levels: readonly Level[],
    private readonly standing: Place,
    private readonly rewrites: readonly FetchDataRewrite[],
  ) {
    const { declared } = standing;
    this.declared = declared;
    this.isConcrete = operation.types.isConcrete(declared);
    const always = this.#typenameKey(levels, false);
    this.typenameAlways = always !== null;
    // Whatever entity names another type is another thing, asked or not.
    this.typenameKey =
      always ?? this.#typenameKey(levels, true) ?? (declared === ENTITY ? '__typename' : null);
  }

  #typenameKey(levels: readonly Level[], conditional: boolean): string | null {
    const found = levels
      .flatMap(({ node }) => node.selections)
      .map((selection) => this.#typenameKeyOf(selection, conditional));
    return found.find((key) => key !== null) ?? null;
  }

  #typenameKeyOf(selection: SelectionNode, conditional: boolean): string | null {
    if (selection.kind === Kind.FIELD) {
      return selection.name.value === '__typename' ? responseKeyOf(selection) : null;
    }
    const { node, condition } = this.#fragment(selection);
    if (!conditional && condition !== undefined && condition !== this.declared) return null;
    return this.#typenameKey([{ node, type: this.declared }], conditional);
  }

  #fragment(selection: Exclude<SelectionNode, FieldNode>): {
    node: SelectionSetNode;
    condition: string | undefined;
  } {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return { node: selection.selectionSet, condition: selection.typeCondition?.name.value };
    }
    const fragment = this.operation.fragments.get(selection.name.value);
    if (fragment === undefined) {
      throw new HubError('INTERNAL_SERVER_ERROR', 'a planned fragment is not defined', 'operator');
    }
    return { node: fragment.selectionSet, condition: fragment.typeCondition.name.value };
  }

  /** @param name - of an object type, or of the interface that an interface object stands for */
  forType(name: string): TakenObject {
    let taken = this.#byType.get(name);
    if (taken === undefined) {
      taken = this.#compile(name);
      this.#byType.set(name, taken);
    }
    return taken;
  }

  #compile(typeName: string): TakenObject {
    const found = new Map<string, Found>();
    for (const level of this.levels) this.#collect(level, typeName, found);
    const rewrites = this.#rewritesFor(typeName);
    const typenames: string[] = [];
    const byKey = new Map<string, TakenField>();
    for (const [key, { nodes, parent }] of found) {
      const rename = rewrites.find(
        ({ kind, path }) => kind === 'KeyRenamer' && path.length === 1 && path[0] === key,
      );
      const dataKey = rename?.kind === 'KeyRenamer' ? rename.renameKeyTo : key;
      if (nodes[0]?.name.value === '__typename') typenames.push(dataKey);
      else byKey.set(key, this.#field({ key, dataKey, nodes, parent, typeName }, rewrites));
    }
    const fields = [...byKey.values()];
    return {
      typeName,
      leaves: fields.filter(({ selection }) => selection === null),
      nested: fields.filter(({ selection }) => selection !== null),
      typenames,
      byKey,
      New: dataObjectConstructor(),
    };
  }

  #collect({ node, type }: Level, typeName: string, found: Map<string, Found>): void {
    for (const selection of node.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = responseKeyOf(selection);
        const known = found.get(key);
        if (known === undefined) found.set(key, { nodes: [selection], parent: type });
        else known.nodes.push(selection);
        continue;
      }
      const { node: inner, condition } = this.#fragment(selection);
      if (condition !== undefined && !this.operation.types.satisfies(typeName, condition)) continue;
      this.#collect({ node: inner, type: condition ?? type }, typeName, found);
    }
  }

  #field(
    at: Found & { key: string; dataKey: string; typeName: string },
    rewrites: readonly FetchDataRewrite[],
  ): TakenField {
    const { key, dataKey, nodes, parent, typeName } = at;
    const name = nodes[0]?.name.value ?? '';
    const { types } = this.operation;
    const type = types.fieldType(typeName, name) ?? types.fieldType(parent, name);
    const levels = nodes.flatMap(({ selectionSet }) =>
      selectionSet === undefined ? [] : [{ node: selectionSet, type: type?.name ?? '' }],
    );
    const inherited = key in Object.prototype;
    if (levels.length === 0) {
      const isPlain = type !== null && types.isPlain(type.name);
      const depth = type?.depth ?? 0;
      return { key, name, dataKey, inherited, depth, selection: null, isPlain, mayShare: false };
    }
    if (type === null) {
      throw new HubError('INTERNAL_SERVER_ERROR', 'a planned field is not in the supergraph', 'operator');
    }
    const below = rewrites.flatMap((rewrite) =>
      rewrite.path.length > 1 && rewrite.path[0] === key ? [{ ...rewrite, path: rewrite.path.slice(1) }] : [],
    );
    const place = placeBelow(this.standing.place, dataKey);
    return {
      key,
      name,
      dataKey,
      inherited,
      depth: type.depth,
      isPlain: false,
      selection: new TakenSelection(this.operation, levels, { declared: type.name, place }, below),
      mayShare: this.operation.mayShare(place),
    };
  }

  /** Those that concern objects of this type, the conditions in front taken off. */
  #rewritesFor(typeName: string): FetchDataRewrite[] {
    return this.rewrites.flatMap((rewrite) => {
      const path = withoutConditions(rewrite.path, (condition) =>
        this.operation.types.satisfies(typeName, condition),
      );
      return path === null ? [] : [{ ...rewrite, path }];
    });
  }
}

/** Begins an element of a rewrite's path that is no field. */
export const CONDITION = '... on ';

/** @returns the path behind the conditions it begins with; null: one of them does not hold */
export function withoutConditions(
  path: readonly string[],
  holds: (condition: string) => boolean,
): string[] | null {
  let from = 0;
  for (; path[from]?.startsWith(CONDITION); from += 1) {
    if (!holds(path[from]?.slice(CONDITION.length) ?? '')) return null;
  }
  return path.slice(from);
}

function responseKeyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

export interface TakenOperation {
  readonly types: SupergraphTypes;
  readonly document: DocumentNode;
  readonly rewrites: readonly FetchDataRewrite[];
  /** where what it brings is put */
  readonly path: readonly string[];
  readonly mayShare: MayShare;
}

function readDocument({ types, document, mayShare }: TakenOperation): {
  operation: Operation;
  definition: OperationDefinitionNode;
} {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let definition: OperationDefinitionNode | null = null;
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    if (node.kind === Kind.OPERATION_DEFINITION) definition = node;
  }
  if (definition === null) {
    throw new HubError('INTERNAL_SERVER_ERROR', 'a planned document holds no operation', 'operator');
  }
  return { operation: { types, fragments, mayShare }, definition };
}

/** What a fetch from the root brings. */
export function takenFromRoot(taken: TakenOperation): TakenSelection {
  const { operation, definition } = readDocument(taken);
  const { queryType, mutationType } = taken.types;
  const type = definition.operation === OperationTypeNode.MUTATION ? mutationType : queryType;
  const place = { declared: type, place: placeOf(taken.path) };
  return new TakenSelection(operation, [{ node: definition.selectionSet, type }], place, taken.rewrites);
}

/** What a fetch of entities brings for each of them. */
export function takenFromEntities(taken: TakenOperation): TakenSelection {
  const { operation, definition } = readDocument(taken);
  const levels = definition.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD &&
    selection.name.value === '_entities' &&
    selection.selectionSet !== undefined
      ? [{ node: selection.selectionSet, type: ENTITY }]
      : [],
  );
  const place = { declared: ENTITY, place: placeOf(taken.path) };
  return new TakenSelection(operation, levels, place, taken.rewrites);
}
