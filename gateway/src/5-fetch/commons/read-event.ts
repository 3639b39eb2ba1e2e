/**
 * `Query.event`: one event, asked of the partner that its id names and of nobody else.
 *
 * An id that is malformed, names no partner, or names one whose data this caller may not read is answered like
 * an event that is not there: null, without a request.
 */
import type { CallerCode } from '@vigil/shared';
import { checkEvent, partnerOf } from './check-event.js';
import { eventSetting, type CommonsCall, type FieldReader, type FieldResult } from './commons-call.js';
import { literalArguments, readArguments } from './event-arguments.js';
import { isOwnPlace } from '../partner/own-field.js';
import { own } from '../partner/own-value.js';
import { partnerError, readPartnerErrors, type PartnerError } from '../partner/partner-errors.js';
import type { PartnerFinding } from '../partner/partner-finding.js';
import { MERGE_FIELDS, withoutMergeFields, type PartnerSelection } from './partner-selection.js';

const NOTHING: FieldResult = { value: null, errors: [] };

function planRead(call: CommonsCall, id: string): { partner: string; selection: PartnerSelection } | null {
  const partner = partnerOf(id);
  if (partner === null || !call.options.activePartners().some((active) => active.id === partner)) return null;
  const given = literalArguments(call.tree, call.field, { id });
  const selection = call.selections.for({ map: call.map, partner }, { tree: call.tree, given });
  if (selection === null) return null;
  call.exchange.denied.push(...selection.cut);
  return { partner, selection };
}

interface Answered {
  id: string;
  partner: string;
  selection: PartnerSelection;
  answer: unknown;
}

/** Tells the operator what is wrong, and the caller that the partner failed. */
function fail(
  call: CommonsCall,
  partner: string,
  finding: Pick<PartnerFinding, 'code' | 'events'>,
  code: CallerCode = 'PARTNER_UNAVAILABLE',
): FieldResult {
  call.options.onFinding({ partner, field: 'event', leftOut: finding.events, values: 0, ...finding });
  return { value: null, errors: [partnerError(partner, code, [call.field.responseKey])] };
}

function readAnswer(call: CommonsCall, { id, partner, selection, answer }: Answered): FieldResult {
  const errors = readPartnerErrors(answer);
  if (errors === null) return fail(call, partner, { code: 'TOO_MANY_ERRORS', events: 0 });
  const raw = own(own(answer, 'data'), selection.field.canonicalKey);
  if (raw === null && errors.length === 0) return NOTHING;
  if (raw === null || raw === undefined) {
    const refusal = errors.find(({ code }) => code !== 'PARTNER_UNAVAILABLE');
    const code = errors.length > 0 ? 'REFUSED' : 'NO_EVENTS';
    return fail(call, partner, { code, events: 0 }, refusal?.code);
  }
  return readOne(call, { id, partner, selection, answer: raw }, errors);
}

/** @param answered - `answer` is the event itself */
function readOne(
  call: CommonsCall,
  { id, partner, selection, answer }: Answered,
  errors: readonly PartnerError[],
): FieldResult {
  const { canonicalKey, children, responseKey } = selection.field;
  const below = errors
    .filter(({ path }) => path[0] === canonicalKey && !isOwnPlace(path.slice(1)))
    .map(({ code, path }) => partnerError(partner, code, path.slice(1)));
  const fields = withoutMergeFields(children);
  const event = checkEvent(answer, { ...eventSetting(call, partner), fields }, below);
  if (event?.key.id !== id)
    return fail(call, partner, { code: event === null ? 'NOTHING_USABLE' : 'OTHER_EVENT', events: 1 });
  const values = event.errors.filter(({ extensions }) => extensions.code === 'PARTNER_UNAVAILABLE').length;
  if (values > 0)
    call.options.onFinding({
      partner,
      field: 'event',
      code: 'PARTLY_UNUSABLE',
      events: 1,
      leftOut: 0,
      values,
    });
  return {
    value: event.value,
    errors: event.errors.map((error) => ({ ...error, path: [responseKey, ...(error.path ?? [])] })),
  };
}

async function read(call: CommonsCall): Promise<FieldResult> {
  const { id } = readArguments(call.tree, call.field);
  if (typeof id !== 'string') return NOTHING;
  const plan = planRead(call, id);
  if (plan === null) return NOTHING;
  const { partner, selection } = plan;
  const outcome = { partner, field: 'event', outcome: 'ANSWERED' as const, events: 0 };
  try {
    const { body, coordinates } = selection;
    const answer = await call.options.ask({
      partner,
      caller: call.exchange.caller,
      path: '/graphql',
      body,
      coordinates,
    });
    call.exchange.outcomes.push(outcome);
    return readAnswer(call, { id, partner, selection, answer });
  } catch {
    call.exchange.outcomes.push({ ...outcome, outcome: 'UNAVAILABLE' });
    return { value: null, errors: [partnerError(partner, 'PARTNER_UNAVAILABLE', [call.field.responseKey])] };
  }
}

export const readEvent: FieldReader = {
  asked: (_tree, field) => ({ ...field, children: [...(field.children ?? []), ...MERGE_FIELDS] }),
  read,
};
