/** What the parts that ask an extension share: one planned operation of one request, and what of it may be asked. */
import { deniedInputs, type PermissionMap, type SelectedField, type SelectionTree } from '@vigil/policies';
import { judgeSealed, type CallerCode, type CheckedExtension } from '@vigil/shared';
import type { Exchange } from '../../exchange.js';
import { cutToView } from './cut-to-view.js';
import { isAsked, type ExtensionPart } from './extension-parts.js';
import { own } from '../partner/own-value.js';
import { partnerError, readPartnerErrors, type PartnerError } from '../partner/partner-errors.js';
import type { PartnerFinding } from '../partner/partner-finding.js';
import type { WrittenQuestion } from '../partner/partner-question.js';
import type { PartnerRequest } from '../partner/partner-request.js';

export interface ExtensionSourceOptions {
  extension: CheckedExtension;
  /** one request under a delegation; gives unchecked JSON or throws */
  ask: (request: PartnerRequest) => Promise<unknown>;
  /** called for every answer with something wrong in it */
  onFinding: (finding: PartnerFinding) => void;
  onError: (error: unknown) => void;
}

export interface ExtensionCall {
  options: ExtensionSourceOptions;
  exchange: Exchange & { caller: NonNullable<Exchange['caller']> };
  map: PermissionMap;
  /** the plan's operation with this request's variables; response keys are the plan's names, canonical keys those
   * towards the partner */
  tree: SelectionTree;
}

/** What is left of a part with the variables of this request: an input that is refused refuses all of it. */
export function allowedNow({ map, tree, options }: ExtensionCall, part: ExtensionPart): ExtensionPart {
  const { partner } = options.extension;
  const denied = deniedInputs({ ...tree, fields: part.fields }, (action, coordinate) =>
    map.allows(action, coordinate, partner),
  );
  if (denied.length === 0) return part;
  const refused = (field: SelectedField): SelectedField => ({
    ...field,
    denied: true,
    children: field.children && [],
  });
  return { fields: part.fields.map(refused), write: null };
}

/** One answer of the partner: its data, unchecked, and its errors, masked; or why there is neither. */
export type ExtensionAnswer =
  | { data: unknown; errors: readonly PartnerError[] }
  | { failed: Exclude<CallerCode, 'INTERNAL_SERVER_ERROR'> };

/** Asks once. Notes the outcome for the record, and for the operator what is wrong as a whole. */
export async function askExtension(
  { options, exchange }: ExtensionCall,
  { body, coordinates, events }: WrittenQuestion & { events: number },
): Promise<ExtensionAnswer> {
  const { partner } = options.extension;
  const outcome = { partner, field: 'extension', events };
  let answer: unknown;
  try {
    answer = await options.ask({ partner, caller: exchange.caller, path: '/extension', body, coordinates });
  } catch {
    exchange.outcomes.push({ ...outcome, outcome: 'UNAVAILABLE' });
    return { failed: 'PARTNER_UNAVAILABLE' };
  }
  exchange.outcomes.push({ ...outcome, outcome: 'ANSWERED' });
  const errors = readPartnerErrors(answer);
  const data = own(answer, 'data');
  if (errors !== null && typeof data === 'object' && data !== null) return { data, errors };
  const code = errors === null ? 'TOO_MANY_ERRORS' : errors.length > 0 ? 'REFUSED' : 'NO_EVENTS';
  options.onFinding({ partner, field: 'extension', code, events, leftOut: events, values: 0 });
  const refusal = errors?.find((error) => error.code !== 'PARTNER_UNAVAILABLE');
  return { failed: refusal?.code ?? 'PARTNER_UNAVAILABLE' };
}

/** The same error at each field that was asked below a place. */
export function failedFields(
  { options }: ExtensionCall,
  code: CallerCode,
  { fields, path }: { fields: readonly SelectedField[]; path: readonly (string | number)[] },
): ReturnType<typeof partnerError>[] {
  return fields
    .filter(isAsked)
    .map(({ responseKey }) => partnerError(options.extension.partner, code, [...path, responseKey]));
}

/**
 * What of an object's values this caller may know of; under canonical names, as the partner gave them.
 *
 * @param given - `record` is the event that the object is, or null where none is known
 */
export function knownValues(
  { exchange, tree, options, map }: ExtensionCall,
  fields: readonly SelectedField[],
  { data, record }: { data: unknown; record: string | null },
): unknown {
  const { classification, partner } = options.extension;
  // Stage 1 has left the view; a call without one shows what the schema shows.
  const view = exchange.operation?.public.schema ?? tree.schema;
  const views = {
    whole: tree.schema,
    view,
    classification,
    obligations: (field: string) => map.obligations(field, partner),
    isSealedFor: (field: string, value: unknown) =>
      judgeSealed(value, { field, record, issuer: partner, now: exchange.receivedAt }),
  };
  return cutToView(views, fields, data);
}
