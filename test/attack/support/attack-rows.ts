/** Events of the attacked partners: whatever a caller without a right must not see holds the canary. */
import type { Event } from '@vigil/shared';
import { CANARY } from '../../gateway/support/test-rows.js';

/** Looks like a compact JWE (RFC 7516) and opens with no key at all; what must not travel sealed either. */
function sealedLike(what: string): string {
  const header = Buffer.from(
    JSON.stringify({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', CANARY: what }),
  ).toString('base64url');
  return `${header}.AA.AA.AA.AA`;
}

export interface AttackRow {
  readonly partner: string;
  readonly opaque: string;
  readonly date: string | null;
  readonly country?: string;
}

export function attackRow({ partner, opaque, date, country = 'XA' }: AttackRow): Event {
  const secret = (what: string): string => `${CANARY}${what}`;
  return {
    id: `${partner}:${opaque}`,
    partner: { id: partner },
    title: secret('title'),
    startDate: date,
    datePrecision: 'MONTH',
    country,
    area: `${country}-01`,
    exactLocation: sealedLike('place'),
    description: sealedLike('description'),
    verification: 'VERIFIED',
    acts: [
      {
        id: `act-${opaque}`,
        type: 'DETENTION',
        method: secret('method'),
        startDate: date,
        victim: {
          ...{ id: `victim-${opaque}`, sex: 'FEMALE', ageBand: 'A25_34', group: 'JOURNALIST' },
          ...{ legalName: sealedLike('victim'), contact: sealedLike('telephone') },
        },
        perpetrators: [
          {
            ...{ id: `perpetrator-${opaque}`, type: 'STATE', unit: secret('unit') },
            legalName: sealedLike('perpetrator'),
          },
        ],
      },
    ],
    witnesses: [
      {
        ...{ id: secret('witness'), connection: secret('connection'), reliability: secret('reliability') },
        ...{ legalName: sealedLike('witness'), contact: sealedLike('telephone') },
        testimony: sealedLike('testimony'),
      },
    ],
    evidence: [
      {
        ...{ id: secret('evidence'), kind: secret('kind'), sha256: secret('sha256') },
        ...{ collectedAt: '2012-01-01', content: sealedLike('content') },
      },
    ],
    interventions: [{ id: `intervention-${opaque}`, type: 'LEGAL_AID', date, status: 'DONE' }],
  };
}
