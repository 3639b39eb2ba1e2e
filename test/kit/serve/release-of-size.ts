/** A release document of the shape that the contract names, as long as a case wants it; its figures mean nothing. */
import type { ReleaseDocument } from '@vigil/shared';

/** `{"at":["XA","2012"],"y":3},` */
const CELL_BYTES = 27;

/** @param bytes - length of the cells that fill it; the rest adds less than 2 000 */
export function releaseOfSize(sequence: number, bytes: number): ReleaseDocument {
  const partition = String(2000 + sequence);
  const coverage = {
    indicator: 'KIDNAPPING' as const,
    country: 'XA',
    areas: [],
    from: '2012-01',
    to: '2012-12',
  };
  return {
    format: 'vigil-release-2',
    id: `synthetic-one.${partition}.${sequence}`,
    partner: 'synthetic-one',
    partition,
    stage: 'FINAL',
    part: partition,
    sequence,
    madeAt: '2014-01-01T00:00:00Z',
    definitionVersion: '1',
    synthetic: true,
    plan: {
      id: 'plan',
      profile: 'STANDARD',
      unit: 'CASE_FILE',
      reason: 'a test',
      entry: 'single',
      pairs: 1,
      yearIndicators: 1,
      victimCap: 1,
      yearsPerUnit: null,
      plannedReleases: 1,
      tables: [{ id: 'L4', stage: 'FINAL', counts: 'UNIT', sigma2: '8', cells: 1, cap: 1 }],
      indicators: ['KIDNAPPING'],
      coverage: [coverage],
      rho: '1/8',
      bestGuess: 0.7,
      epsilon: 2,
      delta: 0.000001,
    },
    schedule: {
      signedAt: '2012-01-01T00:00:00Z',
      dates: [{ stage: 'FINAL', part: partition, on: '2014-01-01' }],
    },
    tables: [
      {
        id: 'L4',
        indicator: 'KIDNAPPING',
        countingUnit: 'CASE_FILE',
        dimensions: ['COUNTRY', 'YEAR'],
        sigma2: '8',
        snapshotDigest: '0'.repeat(64),
        cells: Array.from({ length: Math.ceil(bytes / CELL_BYTES) }, () => ({ at: ['XA', '2012'], y: 3 })),
      },
    ],
    ledger: { sequence: 2 * sequence, head: '0'.repeat(64) },
    methodology: {
      version: '1',
      caseSelection: 'none',
      verificationSteps: [],
      limitations: 'none',
      standardOfProof: 'REASONABLE_GROUNDS',
      changedAt: '2012-01-01',
    },
    fundingStreams: [],
  };
}
