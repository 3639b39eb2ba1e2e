/**
 * One partner's part of a listing: asks for a page and judges what comes back, event by event.
 *
 * Takes the call and the partner's keyset, gives a page, or the code that says why there is none.
 */
import type { AnswerError, SelectedField } from '@vigil/policies';
import type { CallerCode, CoalitionPartner } from '@vigil/shared';
import { GraphQLBoolean, GraphQLNonNull, isObjectType } from 'graphql';
import { checkEvent, type CheckedEvent, type EventSelection } from './check-event.js';
import { own, type CommonsCall } from './commons-call.js';
import { literalArguments, whereFor, type ListingArguments } from './event-arguments.js';
import { encodeKeyset, keysetFor, type EventKey } from './event-order.js';
import type { PartnerPage } from './merge-pages.js';
import { readPartnerErrors, type PartnerError } from './partner-errors.js';
import { MERGE_FIELDS, ownField, selectForPartner, type PartnerSelection } from './partner-selection.js';

const NODES_KEY = 'v0_nodes';
const PAGE_KEY = 'v0_page';
const MORE_KEY = 'v0_more';

/** One event, as each `nodes` of the selection shows it. */
export interface ListedEvent {
  key: EventKey;
  views: readonly CheckedEvent[];
}

export interface ListingPlan {
  partner: CoalitionPartner;
  selection: PartnerSelection;
  nodes: readonly SelectedField[];
}

export type ListingOutcome =
  | { page: PartnerPage<ListedEvent>; spoiled: boolean }
  | { failed: Exclude<CallerCode, 'INTERNAL_SERVER_ERROR'>; partner: string };

function isNodes({ fieldName, kind }: SelectedField): boolean {
  return fieldName === 'nodes' && kind === 'FIELD';
}

/** `nodes` as the caller selected them, each with the fields to merge by; one of ours when there is none. */
function askedNodes(call: CommonsCall): SelectedField[] {
  const selected = (call.field.children ?? []).filter(isNodes);
  if (selected.length > 0) {
    return selected.map((field) => ({ ...field, children: [...(field.children ?? []), ...MERGE_FIELDS] }));
  }
  const type = call.tree.schema.getType('EventConnection');
  const nodes = isObjectType(type) ? type.getFields()['nodes'] : undefined;
  return nodes === undefined
    ? []
    : [ownField(NODES_KEY, { parentType: 'EventConnection', fieldName: 'nodes' }, nodes.type, MERGE_FIELDS)];
}

function askedPageInfo(call: CommonsCall): SelectedField[] {
  const type = call.tree.schema.getType('PageInfo');
  if (!isObjectType(type)) return [];
  const more = ownField(
    MORE_KEY,
    { parentType: 'PageInfo', fieldName: 'hasNextPage' },
    new GraphQLNonNull(GraphQLBoolean),
  );
  return [ownField(PAGE_KEY, { parentType: 'EventConnection', fieldName: 'pageInfo' }, type, [more])];
}

/** @returns null: there is nothing at this partner that is asked for, or nothing that this caller may read */
export function planListing(
  call: CommonsCall,
  listing: ListingArguments,
  { partner, after }: { partner: CoalitionPartner; after: EventKey | null },
): ListingPlan | null {
  const where = whereFor(listing.where, partner);
  if (where === null) return null;
  const values = {
    where: listing.where === null ? null : where,
    orderBy: listing.orderBy,
    first: listing.first + 1,
    after: after === null ? null : encodeKeyset(keysetFor(partner.id, after)),
  };
  const asked: SelectedField = {
    ...call.field,
    arguments: literalArguments(call.tree, call.field, values),
    children: [...askedNodes(call), ...askedPageInfo(call)],
  };
  const selection = selectForPartner(call.tree, asked, { map: call.map, partner: partner.id });
  const nodes = selection?.field.children?.filter((field) => isNodes(field) && !field.denied) ?? [];
  return selection === null || nodes.length === 0 ? null : { partner, selection, nodes };
}

function errorsBelow(errors: readonly PartnerError[], above: readonly (string | number)[]): AnswerError[] {
  return errors
    .filter(({ path }) => above.every((key, index) => path[index] === key))
    .map(({ code, path }) => ({
      message: 'not authorized to read this field',
      path: path.slice(above.length),
      // Whatever else a partner says about a field of an event: it gave no value.
      extensions: { code: code === 'UNAUTHORIZED_FIELD_OR_TYPE' ? code : 'INTERNAL_SERVER_ERROR' },
    }));
}

function readEvents(call: CommonsCall, plan: ListingPlan, answer: unknown): (ListedEvent | null)[] | null {
  const { field } = plan.selection;
  const errors = readPartnerErrors(answer);
  const connection = own(own(answer, 'data'), field.canonicalKey);
  const lists = plan.nodes.map(({ canonicalKey }) => own(connection, canonicalKey));
  const [keys] = lists;
  if (!Array.isArray(keys)) return null;
  return keys.map((_raw, index) => {
    const views: CheckedEvent[] = [];
    for (const [which, nodes] of plan.nodes.entries()) {
      const fields = (nodes.children ?? []).filter((child) => !MERGE_FIELDS.includes(child));
      const selection: EventSelection = { tree: call.tree, partner: plan.partner.id, fields };
      const list: unknown = lists[which];
      const raw: unknown = Array.isArray(list) ? list[index] : null;
      const view = checkEvent(
        raw,
        selection,
        errorsBelow(errors, [field.canonicalKey, nodes.canonicalKey, index]),
      );
      if (view === null || (views[0] !== undefined && views[0].key.id !== view.key.id)) return null;
      views.push(view);
    }
    return views[0] === undefined ? null : { key: views[0].key, views };
  });
}

function failureCode(answer: unknown): Exclude<CallerCode, 'INTERNAL_SERVER_ERROR'> {
  const errors = readPartnerErrors(answer).filter(({ path }) => path.length <= 1);
  return errors.find(({ code }) => code !== 'PARTNER_UNAVAILABLE')?.code ?? 'PARTNER_UNAVAILABLE';
}

/** Asks one partner for its page. Never throws: a partner that fails, fails alone. */
export async function askListing(call: CommonsCall, plan: ListingPlan): Promise<ListingOutcome> {
  const partner = plan.partner.id;
  const { body, coordinates, field } = plan.selection;
  let answer: unknown;
  try {
    answer = await call.options.ask({
      partner,
      caller: call.exchange.caller,
      path: '/graphql',
      body,
      coordinates,
    });
  } catch {
    // Whoever spoke to the partner has logged why.
    return { failed: 'PARTNER_UNAVAILABLE', partner };
  }
  const events = readEvents(call, plan, answer);
  if (events === null) return { failed: failureCode(answer), partner };
  const good = events.filter((event) => event !== null);
  const truncated = own(own(own(own(answer, 'data'), field.canonicalKey), PAGE_KEY), MORE_KEY) === true;
  // "There is more" without anything to go on from would be asked for ever.
  if (truncated && good.length === 0) return { failed: 'PARTNER_UNAVAILABLE', partner };
  return { page: { partner, events: good, truncated }, spoiled: good.length < events.length };
}
