/** What the parts of the fan-out share: one root field of one request, and whom it may be asked of. */
import type { AnswerError, Obligations, SelectedField, SelectionTree } from '@vigil/policies';
import type { CoalitionPartner } from '@vigil/shared';
import type { DecidedExchange } from '../partner/decided-exchange.js';
import type { PartnerFinding } from '../partner/partner-finding.js';
import type { PartnerRequest } from '../partner/partner-request.js';
import type { CursorSeal } from './cursor.js';
import type { PartnerSelections } from './partner-selection.js';

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

export interface CommonsCall extends DecidedExchange {
  options: CommonsOptions;
  /** with the variables of this request */
  tree: SelectionTree;
  field: SelectedField;
  selections: PartnerSelections;
}

/** What an event of this partner is judged by, whatever was asked of it. */
export function eventSetting({ tree, map, exchange }: CommonsCall, partner: string) {
  const obligations = (coordinate: string): Obligations => map.obligations(coordinate, partner);
  return { tree, partner, obligations, now: exchange.receivedAt };
}

/** How one root field of the contract is read. */
export interface FieldReader {
  /** the field as partners are asked for it: with the fields to merge by */
  asked: (tree: SelectionTree, field: SelectedField) => SelectedField;
  read: (call: CommonsCall) => Promise<FieldResult>;
}

/** A root field's value with the errors that belong to it; paths begin at the root, in the plan's names. */
export interface FieldResult {
  value: unknown;
  errors: readonly AnswerError[];
}
