/**
 * Collects the fields that a selection set asks of one type.
 *
 * Takes selection sets that are merged, gives the occurrences of every response key in order. Follows
 * CollectFields of the specification; counts every selection and refuses cycles while it walks.
 *
 * @see GraphQL specification, section 6.3.2
 */
import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  getDirectiveValues,
  isAbstractType,
  isCompositeType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { HubError } from '@vigil/shared';
import type { ExpandedPlaces, SelectionSource } from './expanded-places.js';
import { refuseInput } from './refuse-input.js';
import { RESERVED_PREFIX, TYPENAME_KEY } from './selection-tree.js';

/** The state of one expansion; lives as long as the call. */
export interface Expansion {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variableValues: Record<string, unknown>;
  readonly maxDepth: number;
  readonly maxFields: number;
  readonly places: ExpandedPlaces;
  fieldsLeft: number;
  keysGiven: number;
}

export interface FieldOccurrence extends Omit<SelectionSource, 'set'> {
  readonly node: FieldNode;
}

/** One collection: which type it is for, what it has found and which fragments it has been through. */
interface Collection {
  readonly type: GraphQLObjectType | GraphQLInterfaceType;
  readonly occurrences: Map<string, FieldOccurrence[]>;
  readonly visitedFragments: Set<string>;
}

/**
 * @returns response key -> its occurrences, both in the order of the text
 * @throws HubError BAD_USER_INPUT, LIMIT_EXCEEDED
 */
export function collectFields(
  expansion: Expansion,
  type: GraphQLObjectType | GraphQLInterfaceType,
  sources: readonly SelectionSource[],
): ReadonlyMap<string, readonly FieldOccurrence[]> {
  const collection: Collection = { type, occurrences: new Map(), visitedFragments: new Set() };
  for (const source of sources) collectSource(expansion, collection, source);
  return collection.occurrences;
}

function collectSource(expansion: Expansion, collection: Collection, source: SelectionSource): void {
  if (source.depth > expansion.maxDepth) {
    throw new HubError(
      'LIMIT_EXCEEDED',
      `the operation is deeper than ${expansion.maxDepth} levels`,
      'caller',
    );
  }
  for (const selection of source.set.selections) {
    if (expansion.fieldsLeft <= 0) refuseTooMany();
    expansion.fieldsLeft -= 1;
    if (isIncluded(expansion, selection)) collectSelection(expansion, collection, { source, selection });
  }
}

/** @throws HubError LIMIT_EXCEEDED, always */
export function refuseTooMany(): never {
  throw new HubError('LIMIT_EXCEEDED', 'the operation expands to too many fields', 'caller');
}

function collectSelection(
  expansion: Expansion,
  collection: Collection,
  { source, selection }: { source: SelectionSource; selection: SelectionNode },
): void {
  if (selection.kind === Kind.FIELD) {
    addOccurrence(collection, { ...source, node: selection });
    return;
  }
  const inner =
    selection.kind === Kind.INLINE_FRAGMENT
      ? enterInline(expansion, source, selection)
      : enterFragment(expansion, collection, { source, name: selection.name.value });
  if (inner && appliesTo(expansion.schema, inner.writtenOn, collection.type)) {
    collectSource(expansion, collection, inner);
  }
}

function addOccurrence({ occurrences }: Collection, { node, ...place }: FieldOccurrence): void {
  const key = node.alias?.value ?? node.name.value;
  if (key.startsWith(RESERVED_PREFIX) && !isOurTypename(key, node)) {
    refuseInput(`names that begin with ${RESERVED_PREFIX} are reserved`);
  }
  const found = occurrences.get(key);
  const occurrence = {
    node,
    writtenOn: place.writtenOn,
    insideFragments: place.insideFragments,
    depth: place.depth,
  };
  if (found) found.push(occurrence);
  else occurrences.set(key, [occurrence]);
}

/** What `printSelection` writes must be readable at the other end. */
function isOurTypename(key: string, { name }: FieldNode): boolean {
  return key === TYPENAME_KEY && name.value === '__typename';
}

function enterInline(
  expansion: Expansion,
  source: SelectionSource,
  {
    typeCondition,
    selectionSet,
  }: { typeCondition?: NamedTypeNode | undefined; selectionSet: SelectionSetNode },
): SelectionSource {
  const writtenOn = typeCondition ? conditionType(expansion.schema, typeCondition) : source.writtenOn;
  return { ...source, set: selectionSet, writtenOn, depth: source.depth + 1 };
}

function enterFragment(
  expansion: Expansion,
  { visitedFragments }: Collection,
  { source, name }: { source: SelectionSource; name: string },
): SelectionSource | null {
  const fragment = expansion.fragments.get(name);
  if (!fragment) refuseInput('a fragment is used that is not defined');
  // Before the look at what was visited, which would hide a cycle instead of refusing it.
  if (source.insideFragments.includes(name)) refuseInput('a fragment contains itself');
  if (visitedFragments.has(name)) return null;
  visitedFragments.add(name);
  return {
    set: fragment.selectionSet,
    writtenOn: conditionType(expansion.schema, fragment.typeCondition),
    insideFragments: [...source.insideFragments, name],
    depth: source.depth + 1,
  };
}

function conditionType(schema: GraphQLSchema, node: NamedTypeNode): GraphQLCompositeType {
  const type = schema.getType(node.name.value);
  if (!isCompositeType(type)) refuseInput('a fragment is on a type that has no fields');
  return type;
}

function appliesTo(
  schema: GraphQLSchema,
  condition: GraphQLCompositeType,
  type: GraphQLObjectType | GraphQLInterfaceType,
): boolean {
  return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
}

function isIncluded({ variableValues }: Expansion, selection: SelectionNode): boolean {
  const directives = selection.directives ?? [];
  if (directives.length === 0) return true;
  const names = directives.map(({ name }) => name.value);
  if (names.some((name) => name !== 'skip' && name !== 'include'))
    refuseInput('only @skip and @include are known');
  if (new Set(names).size !== names.length) refuseInput('a directive stands twice');
  try {
    const skip = getDirectiveValues(GraphQLSkipDirective, selection, variableValues);
    const include = getDirectiveValues(GraphQLIncludeDirective, selection, variableValues);
    return skip?.['if'] !== true && include?.['if'] !== false;
  } catch (cause) {
    return refuseInput('a condition of @skip or @include is not a Boolean', cause);
  }
}
