/**
 * Admission: before a partner is asked for anything, the hub has read the schema its node serves and found it
 * to be the coalition's contract.
 */
import type { AskPartner } from './ask-partner.js';
import type { PartnerWatch } from './partner-watch.js';

/** Wraps `ask`: no request goes to a partner that the watch has not admitted. */
export function withAdmission(ask: AskPartner, watch: Pick<PartnerWatch, 'admit'>): AskPartner {
  return async (request) => {
    await watch.admit(request.partner);
    return ask(request);
  };
}
