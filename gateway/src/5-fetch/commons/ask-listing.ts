/**
 * One partner's part of a listing: asks for a page and judges what comes back, event by event.
 *
 * Takes the call and the partner's keyset, gives a page, or the code that says why there is none.
 */
import type { AnswerError, SelectedField, SelectionTree } from '@vigil/policies';
import type { CallerCode, CoalitionPartner } from '@vigil/shared';
import { isObjectType } from 'graphql';
import { checkEvent, type CheckedEvent, type EventSelection } from './check-event.js';
import { eventSetting, type CommonsCall } from './commons-call.js';
import { literalArguments, whereFor, type ListingArguments } from './event-arguments.js';
import { DEFAULT_ORDER, compareEvents, encodeKeyset, keysetFor, type EventKey } from './event-order.js';
import type { MergeOptions, PartnerPage } from './merge-pages.js';
import { isOwnPlace, ownField } from '../partner/own-field.js';
import { own } from '../partner/own-value.js';
import { readPartnerErrors, type PartnerError } from '../partner/partner-errors.js';
import type { PartnerFinding } from '../partner/partner-finding.js';
import { MERGE_FIELDS, withoutMergeFields, type PartnerSelection } from './partner-selection.js';

const NODES_KEY = 'v0_nodes';

/** One event, as each `nodes` of the selection shows it. */
export interface ListedEvent {
  key: EventKey;
  views: readonly CheckedEvent[];
}

export interface ListingPlan {
  partner: CoalitionPartner;
  selection: PartnerSelection;
  nodes: readonly SelectedField[];
  /** the page that is asked for: one event more than it holds tells whether there are more */
  page: MergeOptions;
}

export type ListingOutcome =
  | { page: PartnerPage<ListedEvent>; spoiled: boolean }
  | { failed: Exclude<CallerCode, 'INTERNAL_SERVER_ERROR'>; partner: string };

function isNodes({ fieldName, kind }: SelectedField): boolean {
  return fieldName === 'nodes' && kind === 'FIELD';
}

/** `nodes` as the caller selected them, each with the fields to merge by; one of ours when there is none. */
function askedNodes(tree: SelectionTree, field: SelectedField): SelectedField[] {
  const selected = (field.children ?? []).filter(isNodes);
  if (selected.length > 0) {
    return selected.map((nodes) => ({ ...nodes, children: [...(nodes.children ?? []), ...MERGE_FIELDS] }));
  }
  const type = tree.schema.getType('EventConnection');
  const nodes = isObjectType(type) ? type.getFields()['nodes'] : undefined;
  return nodes === undefined
    ? []
    : [ownField(NODES_KEY, { parentType: 'EventConnection', fieldName: 'nodes' }, nodes.type, MERGE_FIELDS)];
}

/** Not `hasNextPage`: how many events came is counted, not believed. */
export function askedListing(tree: SelectionTree, field: SelectedField): SelectedField {
  return { ...field, children: askedNodes(tree, field) };
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
  const given = literalArguments(call.tree, call.field, values);
  const selection = call.selections.for({ map: call.map, partner: partner.id }, { tree: call.tree, given });
  const nodes = selection?.field.children?.filter((field) => isNodes(field) && !field.denied) ?? [];
  if (selection === null || nodes.length === 0) return null;
  call.exchange.denied.push(...selection.cut);
  const page = { order: listing.orderBy ?? DEFAULT_ORDER, first: listing.first, after };
  return { partner, selection, nodes, page };
}

/** How many keys lead to an event: the connection, its list, the place in it. */
const EVENT_DEPTH = 3;

function placeOf(path: readonly (string | number)[]): string {
  return JSON.stringify(path.slice(0, EVENT_DEPTH));
}

/** The errors below each event, sorted once; paths begin below the event. */
function errorsByEvent(errors: readonly PartnerError[]): ReadonlyMap<string, readonly AnswerError[]> {
  const sorted = new Map<string, AnswerError[]>();
  for (const { code, path } of errors) {
    if (isOwnPlace(path.slice(EVENT_DEPTH))) continue;
    const below = sorted.get(placeOf(path)) ?? [];
    sorted.set(placeOf(path), below);
    below.push({
      message: 'not authorized to read this field',
      path: path.slice(EVENT_DEPTH),
      // Whatever else a partner says about a field of an event: it gave no value.
      extensions: { code: code === 'UNAUTHORIZED_FIELD_OR_TYPE' ? code : 'INTERNAL_SERVER_ERROR' },
    });
  }
  return sorted;
}

/** The list under each name of `nodes`; null when they are no lists, or not equally long. */
function readLists({ selection, nodes }: ListingPlan, answer: unknown): (readonly unknown[])[] | null {
  const connection = own(own(answer, 'data'), selection.field.canonicalKey);
  const lists = nodes.map(({ canonicalKey }) => own(connection, canonicalKey));
  if (!lists.every((list) => Array.isArray(list))) return null;
  return lists.every(({ length }) => length === lists[0]?.length) ? lists : null;
}

/** @returns null in the place of an event that cannot be used, or that was there before */
function readEvents(
  call: CommonsCall,
  plan: ListingPlan,
  { lists, errors }: { lists: readonly (readonly unknown[])[]; errors: readonly PartnerError[] },
): (ListedEvent | null)[] {
  const below = errorsByEvent(errors);
  const setting = eventSetting(call, plan.partner.id);
  const seen = new Set<string>();
  return (lists[0] ?? []).map((_raw, index) => {
    const views: CheckedEvent[] = [];
    for (const [which, nodes] of plan.nodes.entries()) {
      const fields = withoutMergeFields(nodes.children);
      const selection: EventSelection = { ...setting, fields };
      const place = placeOf([plan.selection.field.canonicalKey, nodes.canonicalKey, index]);
      const view = checkEvent(lists[which]?.[index], selection, below.get(place) ?? []);
      if (view === null || (views[0] !== undefined && views[0].key.id !== view.key.id)) return null;
      views.push(view);
    }
    const [first] = views;
    if (first === undefined || seen.has(first.key.id)) return null;
    seen.add(first.key.id);
    return { key: first.key, views };
  });
}

type FailureCode = Exclude<CallerCode, 'INTERNAL_SERVER_ERROR'>;

function failureCode(errors: readonly PartnerError[]): FailureCode {
  const whole = errors.filter(({ path }) => path.length <= 1);
  return whole.find(({ code }) => code !== 'PARTNER_UNAVAILABLE')?.code ?? 'PARTNER_UNAVAILABLE';
}

/** Values that the partner, not a decision, failed to give. */
function countMisfits(events: readonly ListedEvent[]): number {
  return events
    .flatMap(({ views }) => views.flatMap(({ errors }) => errors))
    .filter(({ extensions }) => extensions.code === 'PARTNER_UNAVAILABLE').length;
}

/** Judges a partner's answer to the question for one page. */
function readPage(call: CommonsCall, plan: ListingPlan, answer: unknown): ListingOutcome {
  const partner = plan.partner.id;
  const { after, first, order } = plan.page;
  const counts = { partner, field: 'events' as const, events: 0, leftOut: 0, values: 0 };
  const fail = (finding: Partial<PartnerFinding> & Pick<PartnerFinding, 'code'>, failed?: FailureCode) => {
    call.options.onFinding({ ...counts, ...finding });
    return { failed: failed ?? 'PARTNER_UNAVAILABLE', partner };
  };
  const errors = readPartnerErrors(answer);
  if (errors === null) return fail({ code: 'TOO_MANY_ERRORS' });
  const lists = readLists(plan, answer);
  if (lists === null) return fail({ code: errors.length > 0 ? 'REFUSED' : 'NO_EVENTS' }, failureCode(errors));
  const events = lists[0]?.length ?? 0;
  if (events > first + 1) return fail({ code: 'TOO_MANY_EVENTS', events });
  const good = readEvents(call, plan, { lists, errors }).filter((event) => event !== null);
  const leftOut = events - good.length;
  // Whoever gives what was read before would give it for ever.
  if (after !== null && good.some(({ key }) => compareEvents(key, after, order) <= 0))
    return fail({ code: 'NOT_BEYOND_CURSOR', events, leftOut });
  const truncated = events > first;
  if (truncated && good.length === 0) return fail({ code: 'NOTHING_USABLE', events, leftOut });
  const values = countMisfits(good);
  if (leftOut + values > 0)
    call.options.onFinding({ ...counts, code: 'PARTLY_UNUSABLE', events, leftOut, values });
  return { page: { partner, events: good, truncated }, spoiled: leftOut > 0 };
}

/** Asks one partner for its page. Never throws: a partner that fails, fails alone. */
export async function askListing(call: CommonsCall, plan: ListingPlan): Promise<ListingOutcome> {
  const partner = plan.partner.id;
  const { body, coordinates } = plan.selection;
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
  return readPage(call, plan, answer);
}
