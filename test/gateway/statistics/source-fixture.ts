/** A statistics source over releases that a test holds in memory: no key, no database. */
import { createStatisticsSource } from '@vigil/gateway';
import type { StoredRelease } from '@vigil/gateway';
import type { Coalition, StatisticsSource } from '@vigil/shared';

export function sourceOver(coalition: Coalition, stored: readonly StoredRelease[]): StatisticsSource {
  return createStatisticsSource({
    store: { all: () => stored },
    coalition,
    partnerStatus: () => 'UP',
    viewer: () => ({
      organisation: null,
      roles: ['PUBLIC_ANALYST'],
      purpose: 'STATISTICS',
      policyVersion: 'test',
      readable: [],
    }),
  });
}
