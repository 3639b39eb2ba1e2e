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
