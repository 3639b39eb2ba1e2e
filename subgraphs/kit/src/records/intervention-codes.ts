/**
 * Code lists of interventions: terms of the HURIDOCS micro-thesauri 20 (types) and 45 (status), code -> term.
 *
 * Closed, because both fields answer everybody who may see de-identified events: in free text somebody would
 * one day write a name.
 */
export const INTERVENTION_TYPES = {
  FOR_VICTIM: '01',
  FINANCIAL_ASSISTANCE: '0101',
  LEGAL_AID: '0102',
  MEDICAL_AID: '0103',
  PUBLICITY_ABOUT_VICTIM: '0104',
  CONFIDENTIAL_CONTACTS: '0105',
  REQUEST_FOR_ASSISTANCE: '0106',
  FOR_EVENT: '02',
  DEMAND_FOR_INVESTIGATION: '0201',
  PETITION_TO_OVERTURN: '0202',
  PUBLICITY_ABOUT_EVENT: '0203',
  OTHER: '90',
} as const;

export const INTERVENTION_STATUSES = {
  SIGNIFICANT_ACTION_CONTINUING: '01',
  SOME_ACTION_CONTINUING: '02',
  TOKEN_ACTION: '03',
  ACTION_NOT_CONTINUING: '04',
  ACTION_PENDING: '05',
  NO_ACTION: '06',
  CLOSED: '07',
} as const;

export type InterventionType = keyof typeof INTERVENTION_TYPES;
export type InterventionStatus = keyof typeof INTERVENTION_STATUSES;
