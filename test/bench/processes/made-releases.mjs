/**
 * Releases of made-up partners for benches: complete, with the cells of their lattice, and signed. Figures are drawn from
 * a fixed stream; nobody's cases are behind them, and the country is one that no state has.
 */
import { createHash } from 'node:crypto';
import {
  canonicalJson,
  countingUnitOf,
  definitionVersionOf,
  planRelease,
  plannedTables,
  releaseDimensionsOf,
  scheduleOf,
} from '@vigil/shared';

const INDICATORS = ['ASSEMBLY_RESTRICTION', 'CENSORSHIP', 'KIDNAPPING', 'UNLAWFUL_DETENTION'];
const LAST_YEAR = 2024;

export function coverageOf({ areas, years }) {
  return INDICATORS.map((indicator) => ({
    indicator,
    country: 'XA',
    areas: Array.from({ length: areas }, (_each, at) => `XA-${String(at + 1).padStart(2, '0')}`),
    from: `${LAST_YEAR - years + 1}-01`,
    to: `${LAST_YEAR}-12`,
  }));
}

export function yearsOf(years) {
  return Array.from({ length: years }, (_each, at) => String(LAST_YEAR - years + 1 + at));
}

/** Small whole numbers that come again in every run. */
function figures() {
  let state = 7;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state % 64) - 4;
  };
}

/** One plan for all: what differs is who released, when and what. */
export function releaseMaker(size) {
  const coverage = coverageOf(size);
  const input = {
    profile: 'STANDARD',
    unit: 'CASE_FILE',
    reason: 'made for a bench',
    indicators: INDICATORS,
  };
  const plan = planRelease({ ...input, coverage });
  const next = figures();
  const tablesOf = (partition) =>
    plannedTables(plan, partition).map(({ id, indicator, counts, sigma2, cells }) => ({
      ...{ id, indicator, sigma2, countingUnit: countingUnitOf(plan.unit, indicator, counts) },
      dimensions: [...releaseDimensionsOf(id)],
      snapshotDigest: '0'.repeat(64),
      cells: cells.map(({ at }) => ({ at: [...at], y: next() })),
    }));
  return ({ partner, partition, sequence }) => ({
    format: 'vigil-release-2',
    id: `${partner}.${partition}.${sequence}`,
    ...{ partner, partition, stage: 'FINAL', part: partition, sequence },
    madeAt: `${Number(partition) + 1}-02-01T00:00:00Z`,
    definitionVersion: definitionVersionOf(plan.indicators),
    ...{ synthetic: true, plan, schedule: scheduleOf(plan, partition, `${partition}-01-01T00:00:00Z`) },
    tables: tablesOf(partition),
    ledger: { sequence: 2 * sequence - 1, head: '0'.repeat(64) },
    methodology: {
      ...{ version: '1', caseSelection: 'made for a bench', verificationSteps: ['none'] },
      ...{ limitations: 'none', standardOfProof: 'REASONABLE_GROUNDS', changedAt: '2015-01-01' },
    },
    fundingStreams: [{ donor: 'a bench', amountBand: null, period: null, restrictions: null }],
  });
}

/** All of them, oldest year first. */
export function* madeReleases({ partners, years, areas }) {
  const make = releaseMaker({ areas, years });
  for (const [at, partition] of yearsOf(years).entries()) {
    for (let partner = 1; partner <= partners; partner += 1)
      yield make({ partner: `partner-${partner}`, partition, sequence: at + 1 });
  }
}

/** As the store keeps one that it has verified; `position` counts from 1. */
export function asStored(document, { position, signature }) {
  return {
    position,
    document,
    signedText: canonicalJson({ document, signature }),
    digest: createHash('sha256').update(canonicalJson(document)).digest('hex'),
    countsFrom: new Date(Date.parse(document.madeAt) + position),
    revokedAt: null,
  };
}
