/**
 * What one partner is asked of a root field: only what it lets this caller read, under names of the hub's own.
 *
 * Takes the planned field and a permission map, gives a body with the coordinates it uses, or nothing when the
 * partner is not to be asked at all. The refused parts stay in `tree`, where shaping finds them again.
 */
import {
  deniedInputs,
  expandOperation,
  filterSelection,
  printSelection,
  usedCoordinates,
  type PermissionMap,
  type SelectedField,
  type SelectionTree,
} from '@vigil/policies';
import { GraphQLID, GraphQLNonNull, GraphQLString, parse, type GraphQLOutputType } from 'graphql';

/** Names of the hub's own fields in a partner's answer; canonical names are numbered from 1. */
export const ID_KEY = 'v0_id';
export const DATE_KEY = 'v0_date';
const TYPENAME = '__typename';

export interface PartnerSelection {
  body: string;
  coordinates: readonly string[];
  /** the root field with what this partner must not be asked marked */
  field: SelectedField;
}

/** A field that the hub asks for itself. */
export function ownField(
  key: string,
  { parentType, fieldName }: { parentType: string; fieldName: string },
  returnType: GraphQLOutputType,
  children: readonly SelectedField[] | null = null,
): SelectedField {
  return {
    kind: 'FIELD',
    responseKey: key,
    canonicalKey: key,
    fieldName,
    coordinate: `${parentType}.${fieldName}`,
    abstractCoordinates: [],
    parentType,
    returnType,
    arguments: [],
    typeConditions: null,
    children,
    denied: false,
  };
}

/** By these events of several partners are merged, whatever the caller selected. */
export const MERGE_FIELDS: readonly SelectedField[] = [
  ownField(ID_KEY, { parentType: 'Event', fieldName: 'id' }, new GraphQLNonNull(GraphQLID)),
  ownField(DATE_KEY, { parentType: 'Event', fieldName: 'startDate' }, GraphQLString),
];

const TYPE_ONLY = ownField(
  TYPENAME,
  { parentType: 'Event', fieldName: TYPENAME },
  new GraphQLNonNull(GraphQLString),
);

/** A selection of which nothing is left still says which objects are there. */
function keepAlive(field: SelectedField): SelectedField {
  if (field.children === null || field.denied) return field;
  const children = field.children.filter(({ kind, denied }) => kind === 'FIELD' && !denied).map(keepAlive);
  return { ...field, children: children.length > 0 ? children : [TYPE_ONLY] };
}

/**
 * @param asked - the root field as it is sent to this partner: with its arguments, and the fields to merge by
 * @returns null: this partner's data is not for this caller
 */
export function selectForPartner(
  tree: SelectionTree,
  asked: SelectedField,
  { map, partner }: { map: PermissionMap; partner: string },
): PartnerSelection | null {
  const allows = (coordinate: string): boolean => map.allows('select', coordinate, partner);
  // Without id and date there is nothing to merge by, so nothing to ask for.
  if (![asked.coordinate, 'Event.id', 'Event.startDate'].every(allows)) return null;
  const filtered = filterSelection({ ...tree, fields: [asked] }, allows);
  if (deniedInputs(filtered, (action, coordinate) => map.allows(action, coordinate, partner)).length > 0)
    return null;
  const [field] = filtered.fields;
  if (field === undefined) return null;
  const { query, variables } = printSelection({ ...tree, fields: [keepAlive(field)] });
  // Counted on the text that is sent, as the partner will count it.
  const sent = expandOperation({
    schema: tree.schema,
    document: parse(query),
    variables,
    maxFields: Infinity,
  });
  return { body: JSON.stringify({ query, variables }), coordinates: usedCoordinates(sent), field };
}
