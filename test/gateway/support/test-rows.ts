/** Made-up events. Whatever must not travel holds the canary; XA and XB are codes that no state has. */
import type { Event } from '@vigil/shared';

export const CANARY = 'CANARY-';

/** @param date - as callers see it: the first of a month, or null for undated */
export function makeEvent(partner: string, opaque: string, date: string | null, country = 'XA'): Event {
  return {
    id: `${partner}:${opaque}`,
    partner: { id: partner },
    title: `${CANARY}title`,
    startDate: date,
    datePrecision: date === null ? 'UNKNOWN' : 'MONTH',
    country,
    area: `${country}-01`,
    exactLocation: null,
    description: null,
    verification: 'VERIFIED',
    acts: [
      {
        id: `act-${opaque}`,
        type: 'DETENTION',
        method: `${CANARY}method`,
        startDate: date,
        victim: { id: `victim-${opaque}`, sex: 'FEMALE', ageBand: 'A25_34', group: 'JOURNALIST' },
        perpetrators: [{ id: `perpetrator-${opaque}`, type: 'STATE', unit: `${CANARY}unit` }],
      },
    ],
    witnesses: [
      { id: `${CANARY}witness`, connection: `${CANARY}connection`, reliability: `${CANARY}reliability` },
    ],
    evidence: [],
    interventions: [],
  };
}
