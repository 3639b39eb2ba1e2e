/** Who the hub is when it asks a partner for itself: somebody without any privilege. */
import type { Caller } from '../exchange.js';

export const HUB_CALLER: Caller = {
  issuer: null,
  id: 'hub',
  class: { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' },
};
