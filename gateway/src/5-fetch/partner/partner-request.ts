/** What the fetch stage asks of whoever speaks to partners. */
import type { Caller } from '../../exchange.js';

export interface PartnerRequest {
  partner: string;
  caller: Caller;
  path: '/graphql' | '/extension' | '/releases';
  /** JSON; exactly these bytes are sent and signed for */
  body: string;
  /** schema coordinates that the body uses, sorted */
  coordinates: readonly string[];
}
