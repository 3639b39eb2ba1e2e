/**
 * `Query.event`: one event, asked of the partner that its id names and of nobody else.
 *
 * An id that is malformed, names no partner, or names one whose data this caller may not read is answered like
 * an event that is not there: null, without a request.
 */
import { checkEvent, partnerOf } from './check-event.js';
import { own, type CommonsCall, type FieldResult } from './commons-call.js';
import { literalArguments, readArguments } from './event-arguments.js';
import { partnerError, readPartnerErrors } from './partner-errors.js';
import { MERGE_FIELDS, selectForPartner, type PartnerSelection } from './partner-selection.js';

const NOTHING: FieldResult = { value: null, errors: [] };

function planRead(call: CommonsCall, id: string): { partner: string; selection: PartnerSelection } | null {
  const partner = partnerOf(id);
  if (partner === null || !call.options.activePartners().some((active) => active.id === partner)) return null;
  const asked = {
    ...call.field,
    arguments: literalArguments(call.tree, call.field, { id }),
    children: [...(call.field.children ?? []), ...MERGE_FIELDS],
  };
  const selection = selectForPartner(call.tree, asked, { map: call.map, partner });
  return selection === null ? null : { partner, selection };
}

function unavailable(call: CommonsCall, partner: string): FieldResult {
  return { value: null, errors: [partnerError(partner, 'PARTNER_UNAVAILABLE', [call.field.responseKey])] };
}

function readAnswer(
  call: CommonsCall,
  {
    id,
    partner,
    selection,
    answer,
  }: { id: string; partner: string; selection: PartnerSelection; answer: unknown },
): FieldResult {
  const { canonicalKey, children, responseKey } = selection.field;
  const errors = readPartnerErrors(answer);
  const raw = own(own(answer, 'data'), canonicalKey);
  if (raw === null && errors.length === 0) return NOTHING;
  if (raw === null || raw === undefined) {
    const code = errors.find((error) => error.code !== 'PARTNER_UNAVAILABLE')?.code ?? 'PARTNER_UNAVAILABLE';
    return { value: null, errors: [partnerError(partner, code, [responseKey])] };
  }
  const below = errors
    .filter(({ path }) => path[0] === canonicalKey)
    .map(({ code, path }) => partnerError(partner, code, path.slice(1)));
  const fields = (children ?? []).filter((child) => !MERGE_FIELDS.includes(child));
  const event = checkEvent(raw, { tree: call.tree, partner, fields }, below);
  if (event?.key.id !== id) return unavailable(call, partner);
  return {
    value: event.value,
    errors: event.errors.map((error) => ({ ...error, path: [responseKey, ...(error.path ?? [])] })),
  };
}

export async function readEvent(call: CommonsCall): Promise<FieldResult> {
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
    return unavailable(call, partner);
  }
}
