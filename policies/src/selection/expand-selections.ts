/**
 * Builds the tree of selected fields from collected selections, down to the leaves.
 *
 * Takes an expansion and the root's selection set, gives fields. An interface or a union is expanded once for
 * each object type behind it, so that every field is judged on the type that really answers. What is below is the
 * same for most of these types: it is expanded once and shared, or an interface below an interface would multiply
 * the types with each level.
 */
import {
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  print,
  type ArgumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, refuseTooMany, type Expansion, type FieldOccurrence } from './collect-fields.js';
import type { ExpandedPlace, PlaceOrigin } from './expanded-places.js';
import { refuseInput } from './refuse-input.js';
import type { SelectedField, SelectionKind } from './selection-tree.js';

/** The type whose fields are collected: an object type, or an interface that has none behind it. */
type FieldedType = GraphQLObjectType | GraphQLInterfaceType;

/** `insideAbstract`: below an interface or a union, where keys must be unique, or two of them may clash */
interface FieldPlace extends Omit<PlaceOrigin, 'type' | 'sources'> {
  readonly type: FieldedType;
  readonly typeConditions: readonly string[] | null;
  readonly responseKey: string;
  readonly canonicalKey: string;
}

/** @throws HubError BAD_USER_INPUT, LIMIT_EXCEEDED */
export function expandSelections(
  expansion: Expansion,
  { type, set }: { type: GraphQLObjectType; set: SelectionSetNode },
): readonly SelectedField[] {
  const sources = [{ set, writtenOn: type, insideFragments: [], depth: 1 }];
  return expandPlace(expansion, { type, sources, introspection: false, insideAbstract: false });
}

function expandPlace(expansion: Expansion, place: PlaceOrigin): readonly SelectedField[] {
  return expansion.places.once(place, () => expandAnew(expansion, place)).fields;
}

function expandAnew(expansion: Expansion, place: PlaceOrigin): ExpandedPlace {
  const { type } = place;
  if (isObjectType(type)) return expandType(expansion, { ...place, type }, null);
  const possible = expansion.schema.getPossibleTypes(type);
  // In a federated graph a subgraph may hold objects of an interface that no object type implements.
  if (possible.length === 0 && isInterfaceType(type)) return expandType(expansion, { ...place, type }, null);
  const expanded = possible.map((object) =>
    expandType(expansion, { ...place, type: object, insideAbstract: true }, [object.name]),
  );
  return {
    fields: expanded.flatMap(({ fields }) => fields),
    weight: expanded.reduce((heaviest, { weight }) => Math.max(heaviest, weight), 0),
  };
}

function expandType(
  expansion: Expansion,
  place: PlaceOrigin & { readonly type: FieldedType },
  typeConditions: readonly string[] | null,
): ExpandedPlace {
  const before = expansion.fieldsLeft;
  const collected = [...collectFields(expansion, place.type, place.sources)];
  // Without a limit nothing is counted, and no weight is asked for.
  let weight = Number.isFinite(before) ? before - expansion.fieldsLeft : 0;
  const named = new Set(
    collected.flatMap(([, occurrences]) => occurrences.map(({ node }) => node.name.value)),
  );
  const taken = new Set<string>();
  const fields = collected.map(([responseKey, occurrences]) => {
    const fieldName = occurrences[0]?.node.name.value ?? '';
    const canonicalKey = giveKey(expansion, fieldName, {
      plain: !place.insideAbstract && !taken.has(fieldName),
      isFree: (key) => !named.has(key),
    });
    taken.add(canonicalKey);
    const field = expandField(
      expansion,
      { ...place, typeConditions, responseKey, canonicalKey },
      occurrences,
    );
    weight += expansion.places.weightOf(field.children);
    if (weight > expansion.maxFields) refuseTooMany();
    return field;
  });
  return { fields, weight };
}

function giveKey(
  expansion: Expansion,
  fieldName: string,
  { plain, isFree }: { plain: boolean; isFree: (key: string) => boolean },
): string {
  if (plain) return fieldName;
  for (;;) {
    // The number is given once in a whole tree, so no two keys are the same.
    expansion.keysGiven += 1;
    const key = `v${expansion.keysGiven}_${fieldName}`;
    if (isFree(key)) return key;
  }
}

function expandField(
  expansion: Expansion,
  place: FieldPlace,
  occurrences: readonly FieldOccurrence[],
): SelectedField {
  const [first, ...others] = occurrences;
  if (!first) return refuseInput('a selection is empty');
  for (const other of others) requireMergeable(first, other);
  const fieldName = first.node.name.value;
  const { field, kind } = findField(expansion, place, fieldName);
  const args = first.node.arguments ?? [];
  requireKnownArguments(field, args);
  return {
    kind,
    responseKey: place.responseKey,
    canonicalKey: place.canonicalKey,
    fieldName,
    coordinate: `${place.type.name}.${fieldName}`,
    abstractCoordinates: kind === 'FIELD' ? abstractCoordinates(occurrences, fieldName) : [],
    parentType: place.type.name,
    returnType: field.type,
    arguments: args,
    typeConditions: place.typeConditions,
    children: expandChildren(
      expansion,
      { ...place, introspection: kind === 'INTROSPECTION' },
      { field, occurrences },
    ),
    denied: false,
  };
}

function expandChildren(
  expansion: Expansion,
  place: FieldPlace,
  { field, occurrences }: { field: GraphQLField<unknown, unknown>; occurrences: readonly FieldOccurrence[] },
): readonly SelectedField[] | null {
  const type = getNamedType(field.type);
  const composite = isCompositeType(type) ? type : null;
  if (occurrences.some(({ node }) => (node.selectionSet !== undefined) !== (composite !== null))) {
    refuseInput('an object needs a selection, and a scalar takes none');
  }
  if (!composite) return null;
  const sources = occurrences.flatMap(({ node, writtenOn, insideFragments, depth }) =>
    node.selectionSet
      ? [
          {
            set: node.selectionSet,
            writtenOn: promisedType(writtenOn, field.name) ?? composite,
            insideFragments,
            depth: depth + 1,
          },
        ]
      : [],
  );
  return expandPlace(expansion, {
    type: composite,
    sources,
    introspection: place.introspection,
    insideAbstract: place.insideAbstract,
  });
}

/** What a field gives by the type that it is written on; the type that really answers may give something narrower. */
function promisedType(writtenOn: GraphQLCompositeType, fieldName: string): GraphQLCompositeType | null {
  const fields = isInterfaceType(writtenOn) ? writtenOn.getFields() : {};
  const field = Object.hasOwn(fields, fieldName) ? fields[fieldName] : undefined;
  const type = field && getNamedType(field.type);
  return isCompositeType(type) ? type : null;
}

function findField(
  { schema }: Expansion,
  { type, introspection }: FieldPlace,
  name: string,
): { field: GraphQLField<unknown, unknown>; kind: SelectionKind } {
  if (name === TypeNameMetaFieldDef.name) return { field: TypeNameMetaFieldDef, kind: 'TYPENAME' };
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return { field: SchemaMetaFieldDef, kind: 'INTROSPECTION' };
    if (name === TypeMetaFieldDef.name) return { field: TypeMetaFieldDef, kind: 'INTROSPECTION' };
  }
  const fields = type.getFields();
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) return refuseInput('a field is selected that does not exist');
  return { field, kind: introspection ? 'INTROSPECTION' : 'FIELD' };
}

/** A field written on an interface is judged there too, and must exist there. */
function abstractCoordinates(occurrences: readonly FieldOccurrence[], fieldName: string): string[] {
  const coordinates = new Set<string>();
  for (const { writtenOn } of occurrences) {
    if (isObjectType(writtenOn)) continue;
    if (!isInterfaceType(writtenOn) || !Object.hasOwn(writtenOn.getFields(), fieldName)) {
      refuseInput('a field is selected that does not exist');
    }
    coordinates.add(`${writtenOn.name}.${fieldName}`);
  }
  return [...coordinates].sort();
}

function requireMergeable(first: FieldOccurrence, other: FieldOccurrence): void {
  const same =
    first.node.name.value === other.node.name.value &&
    printArguments(first.node.arguments) === printArguments(other.node.arguments);
  if (!same) refuseInput('one response name stands for two different selections');
}

function printArguments(args: readonly ArgumentNode[] = []): string {
  return [...args]
    .sort((a, b) => (a.name.value < b.name.value ? -1 : 1))
    .map((argument) => print({ kind: Kind.ARGUMENT, name: argument.name, value: argument.value }))
    .join();
}

function requireKnownArguments(field: GraphQLField<unknown, unknown>, args: readonly ArgumentNode[]): void {
  const known = new Set(field.args.map(({ name }) => name));
  const given = args.map(({ name }) => name.value);
  if (given.some((name) => !known.has(name))) refuseInput('an argument is given that does not exist');
  if (new Set(given).size !== given.length) refuseInput('an argument is given twice');
}
