/** What the parts of the fan-out share: one root field of one request, and whom it may be asked of. */
import type { AnswerError, PermissionMap, SelectedField, SelectionTree } from '@vigil/policies';
import type { CoalitionPartner } from '@vigil/shared';
import type { Exchange } from '../exchange.js';
import type { CursorSeal } from './cursor.js';
import type { PartnerRequest } from './partner-request.js';

/** What a partner did wrong, for the operator: codes and counts, never a value. */
export interface PartnerFinding {
  partner: string;
  field: 'events' | 'event' | 'extension';
  code:
    | 'REFUSED'
    | 'NO_EVENTS'
    | 'TOO_MANY_EVENTS'
    | 'TOO_MANY_ERRORS'
    | 'NOT_BEYOND_CURSOR'
    | 'NOTHING_USABLE'
    | 'OTHER_EVENT'
    | 'PARTLY_UNUSABLE';
  /** events in the answer */
  events: number;
  /** of these, left out */
  leftOut: number;
  /** values in the others that do not fit, or that the partner failed to give */
  values: number;
}

export interface CommonsOptions {
  /** partners that are asked now */
  activePartners: () => readonly CoalitionPartner[];
  /** ids of all partners, in the coalition's order */
  partnerIds: readonly string[];
  /** one request under a delegation; gives unchecked JSON or throws */
  ask: (request: PartnerRequest) => Promise<unknown>;
  cursors: CursorSeal;
  /** called for every answer with something wrong in it */
  onFinding: (finding: PartnerFinding) => void;
  policyVersion: string;
}

export interface CommonsCall {
  options: CommonsOptions;
  exchange: Exchange & { caller: NonNullable<Exchange['caller']> };
  map: PermissionMap;
  tree: SelectionTree;
  field: SelectedField;
}

/** A root field's value with the errors that belong to it; paths begin at the root, in the plan's names. */
export interface FieldResult {
  value: unknown;
  errors: readonly AnswerError[];
}

/** A property that JSON gave, never one that every object has. */
export function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
