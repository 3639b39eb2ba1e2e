/**
 * The arguments of `Query.events`: read once for all partners, then cut to what concerns one of them.
 *
 * A partner sees of the caller's filter only what is about itself: not which other partners or countries
 * somebody is interested in.
 */
import { HubError, PARTNER_ID, type CoalitionPartner } from '@vigil/shared';
import {
  astFromValue,
  getArgumentValues,
  getVariableValues,
  isObjectType,
  Kind,
  type ArgumentNode,
  type GraphQLField,
} from 'graphql';
import type { SelectedField, SelectionTree } from '@vigil/policies';
import type { EventOrder } from './event-order.js';

export type EventWhere = Readonly<Record<string, unknown>>;

export interface ListingArguments {
  where: EventWhere | null;
  /** null: not written, so the contract's own default holds */
  orderBy: EventOrder | null;
  first: number;
  after: string | null;
}

const DEFAULT_FIRST = 20;
const MAX_FIRST = 100;

function definitionOf(tree: SelectionTree, field: SelectedField): GraphQLField<unknown, unknown> {
  const type = tree.schema.getType(field.parentType);
  const definition = isObjectType(type) ? type.getFields()[field.fieldName] : undefined;
  if (definition === undefined)
    throw new HubError('INTERNAL_SERVER_ERROR', 'an unknown field is planned', 'operator');
  return definition;
}

/** Arguments of a root field with variables and defaults put in. */
export function readArguments(tree: SelectionTree, field: SelectedField): Record<string, unknown> {
  const { coerced } = getVariableValues(tree.schema, tree.variableDefinitions, tree.variables);
  if (coerced === undefined)
    throw new HubError('BAD_USER_INPUT', 'a variable does not fit its type', 'caller');
  const node = {
    kind: Kind.FIELD,
    name: { kind: Kind.NAME, value: field.fieldName },
    arguments: field.arguments,
  } as const;
  return getArgumentValues(definitionOf(tree, field), node, coerced);
}

function readFirst(value: unknown): number {
  const first = typeof value === 'number' ? value : DEFAULT_FIRST;
  if (first < 1) throw new HubError('BAD_USER_INPUT', 'first must be at least 1', 'caller');
  if (first > MAX_FIRST) throw new HubError('LIMIT_EXCEEDED', `first may be ${MAX_FIRST} at most`, 'caller');
  return first;
}

/** What each text of the filter must look like; whether there is such a place or partner is not asked here. */
const FORMS: readonly (readonly [name: string, fits: (text: string) => boolean])[] = [
  ['countries', (text) => /^[A-Z]{2}$/.test(text)], // ISO 3166-1 alpha-2
  ['areas', (text) => /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(text)], // ISO 3166-2
  ['partners', (text) => PARTNER_ID.test(text)],
  ['from', isPeriod],
  ['to', isPeriod],
];

function isPeriod(text: string): boolean {
  // There is no year 0.
  return /^(?!0000)\d{4}(-(0[1-9]|1[0-2]))?$/.test(text);
}

/** Here and not at the partners: what a caller wrote wrongly is no partner's failure. */
function checkWhere(where: EventWhere): void {
  for (const [name, fits] of FORMS) {
    const value = where[name] ?? [];
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!texts.every((text) => typeof text === 'string' && fits(text)))
      throw new HubError('BAD_USER_INPUT', `where.${name} is not in its form`, 'caller');
  }
}

/** @throws HubError BAD_USER_INPUT, LIMIT_EXCEEDED */
export function readListing(tree: SelectionTree, field: SelectedField): ListingArguments {
  const { where: given, orderBy, first, after } = readArguments(tree, field);
  const where = typeof given === 'object' ? (given as EventWhere | null) : null;
  if (where !== null) checkWhere(where);
  const ordered = field.arguments.some(({ name }) => name.value === 'orderBy');
  return {
    where,
    orderBy: ordered && (orderBy === 'START_DATE_ASC' || orderBy === 'START_DATE_DESC') ? orderBy : null,
    first: readFirst(first),
    after: typeof after === 'string' ? after : null,
  };
}

/** A list of the filter cut to what passes; undefined: the filter says nothing about it. */
function cutList(where: EventWhere, name: string, passes: (item: string) => boolean): string[] | undefined {
  const list = where[name];
  if (!Array.isArray(list)) return undefined;
  const kept = list.filter((item): item is string => typeof item === 'string' && passes(item));
  return [...new Set(kept)];
}

/**
 * @returns the filter as far as it concerns this partner; null: nothing that is asked for can be there
 */
export function whereFor(where: EventWhere | null, partner: CoalitionPartner): EventWhere | null {
  if (where === null) return {};
  const its = new Set(partner.countries);
  const cut = {
    partners: cutList(where, 'partners', (id) => id === partner.id),
    countries: cutList(where, 'countries', (country) => its.has(country)),
    areas: cutList(where, 'areas', (area) => its.has(area.slice(0, 2))),
    actTypes: cutList(where, 'actTypes', () => true),
    verification: cutList(where, 'verification', () => true),
  };
  if (Object.values(cut).some((list) => list?.length === 0)) return null;
  // Which partners were asked for says nothing to one of them.
  return { ...where, ...cut, partners: undefined };
}

/** Values as literals, so that the partner's request stands for itself. */
export function literalArguments(
  tree: SelectionTree,
  field: SelectedField,
  values: Readonly<Record<string, unknown>>,
): ArgumentNode[] {
  return definitionOf(tree, field).args.flatMap(({ name, type }) => {
    if (!Object.hasOwn(values, name) || values[name] === undefined || values[name] === null) return [];
    const value = astFromValue(values[name], type);
    return value ? [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: name }, value }] : [];
  });
}
