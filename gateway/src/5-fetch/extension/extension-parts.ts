/**
 * What of a planned operation one permission map lets be asked of an extension: found once a map, since neither
 * changes from request to request.
 *
 * Takes the operation's tree, gives its own root fields together, and each `_entities` by itself.
 */
import {
  extensionCoordinates,
  filterSelection,
  type PermissionMap,
  type SelectedField,
  type SelectionTree,
} from '@vigil/policies';
import type { CheckedExtension } from '@vigil/shared';
import { GraphQLID, GraphQLNonNull, Kind } from 'graphql';
import { ID_KEY, ownField } from '../partner/own-field.js';
import { partnerQuestion } from '../partner/partner-question.js';

export interface ExtensionPart {
  /** refused ones marked */
  fields: readonly SelectedField[];
  /** null: nothing is left to be asked */
  write: ReturnType<typeof partnerQuestion> | null;
}

export interface EntityPart extends ExtensionPart {
  /** the root field `_entities` */
  field: SelectedField;
}

export interface ExtensionParts {
  /** null: no root field of its own is asked for */
  roots: ExtensionPart | null;
  entities: readonly EntityPart[];
}

const ENTITIES = 'Query._entities';
const OWN_ID: SelectedField = {
  ...ownField(ID_KEY, { parentType: 'Event', fieldName: 'id' }, new GraphQLNonNull(GraphQLID)),
  typeConditions: ['Event'],
};

export function isAsked({ kind, denied }: SelectedField): boolean {
  return kind === 'FIELD' && !denied;
}

interface Setting {
  extension: Pick<CheckedExtension, 'partner' | 'requires'>;
  map: PermissionMap;
  tree: SelectionTree;
}

/** Marks what this caller may not ask of this partner: a second look at what stage 3 has decided. */
function allowedFields(
  { extension, map, tree }: Setting,
  fields: readonly SelectedField[],
): readonly SelectedField[] {
  const { partner, requires } = extension;
  const allows = (coordinate: string): boolean =>
    [coordinate, ...(requires.get(coordinate) ?? [])].every((needed) => map.mayRead(needed, partner));
  return filterSelection({ ...tree, fields }, allows).fields;
}

function rootPart(setting: Setting, roots: readonly SelectedField[]): ExtensionPart {
  const fields = allowedFields(setting, roots);
  const asked = fields.filter(isAsked);
  return { fields, write: asked.length === 0 ? null : writer(setting, asked, null) };
}

function entityPart(setting: Setting, field: SelectedField): EntityPart {
  const { extension, map } = setting;
  const children = (field.children ?? []).filter(({ kind }) => kind !== 'INTROSPECTION');
  const fields = allowedFields(setting, children);
  const asked = fields.filter(isAsked);
  // Without ids nobody could tell whose answer is whose.
  const mayAsk = asked.length > 0 && map.mayRead('Event.id', extension.partner);
  const list = listOf(field);
  const sent = [{ ...field, children: [...asked, OWN_ID] }];
  return { field, fields, write: mayAsk && list !== null ? writer(setting, sent, list) : null };
}

function writer({ tree }: Setting, fields: readonly SelectedField[], list: string | null) {
  return partnerQuestion({ tree, fields, list, coordinatesOf: extensionCoordinates });
}

/** The variable that takes an `_entities`' representations. */
function listOf({ arguments: given }: SelectedField): string | null {
  const value = given.find(({ name }) => name.value === 'representations')?.value;
  return value?.kind === Kind.VARIABLE ? value.name.value : null;
}

export function planExtension(setting: Setting): ExtensionParts {
  const fields = setting.tree.fields.filter(({ kind }) => kind === 'FIELD');
  const roots = fields.filter(({ coordinate }) => coordinate !== ENTITIES);
  const entities = fields.filter(({ coordinate }) => coordinate === ENTITIES);
  return {
    roots: roots.length === 0 ? null : rootPart(setting, roots),
    entities: entities.map((field) => entityPart(setting, field)),
  };
}
