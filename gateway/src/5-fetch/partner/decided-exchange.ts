/** A partner is asked on behalf of somebody, and only what was decided. */
import type { PermissionMap } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import type { Exchange } from '../../exchange.js';

export interface DecidedExchange {
  exchange: Exchange & { caller: NonNullable<Exchange['caller']> };
  map: PermissionMap;
}

/** @throws HubError INTERNAL_SERVER_ERROR when nobody has decided yet */
export function decidedExchange(exchange: Exchange): DecidedExchange {
  const { caller, decision } = exchange;
  if (caller === null || decision === null) {
    throw new HubError(
      'INTERNAL_SERVER_ERROR',
      'a partner was to be asked before it was decided',
      'operator',
    );
  }
  // The same object: what becomes of the request is noted in it.
  return { exchange: Object.assign(exchange, { caller }), map: decision.map };
}
