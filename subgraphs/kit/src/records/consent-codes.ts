/** Code lists of consent (design: public API, "Classes of data"); they stay on the node, so not in the contract. */
export const CONSENT_SCOPES = [
  'INTERNAL_CASEWORK',
  'AGGREGATE_STATISTICS',
  'DEIDENTIFIED_SHARING',
  'NAMED_BODY',
  'LEGAL_PROCEEDINGS',
  'ANONYMOUS_ADVOCACY',
  'NAMED_ADVOCACY',
  'MEDIA',
  'RECONTACT',
  'RESEARCH',
] as const;

export const CONSENT_STATES = ['GRANTED', 'REFUSED', 'WITHDRAWN', 'EXPIRED', 'NOT_ASKED'] as const;

export type ConsentScope = (typeof CONSENT_SCOPES)[number];
export type ConsentState = (typeof CONSENT_STATES)[number];
