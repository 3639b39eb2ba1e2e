/**
 * `Query.events`: asks the partners concerned, all at once, and merges their pages into one.
 *
 * A partner that fails is announced, fails alone, and stays out of the listing's later pages: a partner that
 * came back in the middle would put events before ones that were already read.
 */
import type { AnswerError, SelectedField } from '@vigil/policies';
import { canonicalJson } from '@vigil/shared';
import {
  askListing,
  askedListing,
  planListing,
  type ListedEvent,
  type ListingOutcome,
  type ListingPlan,
} from './ask-listing.js';
import type { CommonsCall, FieldReader, FieldResult } from './commons-call.js';
import type { CursorBinding, CursorPlace } from './cursor.js';
import { readListing, type ListingArguments } from './event-arguments.js';
import { DEFAULT_ORDER } from './event-order.js';
import { mergePages, type MergedPage, type PartnerPage } from './merge-pages.js';
import { partnerError } from '../partner/partner-errors.js';

function bindingOf({ options, exchange }: CommonsCall, listing: ListingArguments): CursorBinding {
  const { caller } = exchange;
  return {
    filter: canonicalJson({ where: listing.where ?? {}, orderBy: listing.orderBy ?? DEFAULT_ORDER }),
    caller: JSON.stringify([caller.issuer, caller.id, caller.class]),
    policyVersion: options.policyVersion,
    partners: options.partnerIds,
  };
}

function planAll(call: CommonsCall, listing: ListingArguments, place: CursorPlace | null): ListingPlan[] {
  return call.options
    .activePartners()
    .filter(({ id }) => !place?.excluded.includes(id))
    .map((partner) => planListing(call, listing, { partner, after: place?.last ?? null }))
    .filter((plan) => plan !== null);
}

function note(call: CommonsCall, outcomes: readonly ListingOutcome[]): void {
  for (const outcome of outcomes) {
    call.exchange.outcomes.push(
      'failed' in outcome
        ? { partner: outcome.partner, field: 'events', outcome: 'UNAVAILABLE', events: 0 }
        : {
            partner: outcome.page.partner,
            field: 'events',
            outcome: 'ANSWERED',
            events: outcome.page.events.length,
          },
    );
  }
}

function announcements(
  key: string,
  outcomes: readonly ListingOutcome[],
  excluded: readonly string[],
): AnswerError[] {
  const failed = outcomes.flatMap((outcome) => {
    if ('failed' in outcome) return [partnerError(outcome.partner, outcome.failed, [key])];
    return outcome.spoiled ? [partnerError(outcome.page.partner, 'PARTNER_UNAVAILABLE', [key])] : [];
  });
  return [...excluded.map((partner) => partnerError(partner, 'PARTNER_UNAVAILABLE', [key])), ...failed];
}

function eventErrors(field: SelectedField, events: readonly ListedEvent[]): AnswerError[] {
  const nodes = (field.children ?? []).filter(({ fieldName }) => fieldName === 'nodes');
  return nodes.flatMap(({ responseKey }, view) =>
    events.flatMap(({ views }, index) =>
      (views[view]?.errors ?? []).map((error) => ({
        ...error,
        path: [field.responseKey, responseKey, index, ...(error.path ?? [])],
      })),
    ),
  );
}

function connectionValue(
  field: SelectedField,
  merged: MergedPage<ListedEvent>,
  endCursor: string | null,
): Record<string, unknown> {
  const value = Object.create(null) as Record<string, unknown>;
  let view = 0;
  for (const child of field.children ?? []) {
    if (child.kind === 'TYPENAME') value[child.responseKey] = 'EventConnection';
    else if (child.fieldName === 'nodes') {
      const which = view;
      value[child.responseKey] = merged.events.map(({ views }) => views[which]?.value ?? null);
      view += 1;
    } else if (child.fieldName === 'pageInfo') {
      value[child.responseKey] = pageInfoValue(child, merged.hasNextPage, endCursor);
    }
  }
  return value;
}

function pageInfoValue(
  field: SelectedField,
  hasNextPage: boolean,
  endCursor: string | null,
): Record<string, unknown> {
  const values: Record<string, unknown> = { hasNextPage, endCursor, __typename: 'PageInfo' };
  return Object.fromEntries(
    (field.children ?? []).map(({ responseKey, fieldName }) => [responseKey, values[fieldName]]),
  );
}

/** @throws HubError BAD_USER_INPUT, LIMIT_EXCEEDED, CURSOR_INVALID before anybody is asked */
async function read(call: CommonsCall): Promise<FieldResult> {
  const { options, field, tree } = call;
  const listing = readListing(tree, field);
  const binding = bindingOf(call, listing);
  const place = listing.after === null ? null : options.cursors.open(listing.after, binding);
  const outcomes = await Promise.all(planAll(call, listing, place).map((plan) => askListing(call, plan)));
  note(call, outcomes);
  const pages: PartnerPage<ListedEvent>[] = outcomes.flatMap((outcome) =>
    'page' in outcome ? [outcome.page] : [],
  );
  const merged = mergePages(pages, {
    order: listing.orderBy ?? DEFAULT_ORDER,
    first: listing.first,
    after: place?.last ?? null,
  });
  const failed = outcomes.flatMap((outcome) => ('failed' in outcome ? [outcome.partner] : []));
  const last = merged.events.at(-1)?.key;
  const excluded = [...(place?.excluded ?? []), ...failed];
  const endCursor = last === undefined ? null : options.cursors.seal({ last, excluded }, binding);
  return {
    value: connectionValue(field, merged, endCursor),
    errors: [
      ...announcements(field.responseKey, outcomes, place?.excluded ?? []),
      ...eventErrors(field, merged.events),
    ],
  };
}

export const listEvents: FieldReader = { asked: askedListing, read };
