/** Release documents of every kind, truly drawn and signed, with made-up counts. */
import {
  countingUnitOf,
  definitionVersionOf,
  noisyTable,
  planRelease,
  plannedReleasesOf,
  plannedTables,
  scheduleOf,
  signRelease,
  type PlanInput,
  type PlannedRelease,
  type ReleaseDocument,
  type SignedRelease,
} from '@vigil/shared';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

export interface ExampleKey {
  readonly secret: JWK;
  readonly open: JWK & { kid: string };
}

export async function makeKey(kid = 'release-1'): Promise<ExampleKey> {
  const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
  return {
    secret: { ...(await exportJWK(privateKey)), kid },
    open: { ...(await exportJWK(publicKey)), kid },
  };
}

export const EXAMPLE_PLAN: PlanInput = {
  profile: 'STANDARD',
  unit: 'CASE_FILE',
  reason: 'confidential files',
  indicators: ['KIDNAPPING'],
  coverage: [{ indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-01'], from: '2012-01', to: '2012-03' }],
};

/** The last release of 2012, unless another is named. */
export function exampleDocument(
  change: Partial<PlanInput> = {},
  { stage, part }: PlannedRelease = { stage: 'FINAL', part: '2012' },
): ReleaseDocument {
  const plan = planRelease({ ...EXAMPLE_PLAN, ...change });
  const definitionVersion = definitionVersionOf(plan.indicators);
  return {
    format: 'vigil-release-2',
    id: 'one.2012.1',
    partner: 'one',
    partition: '2012',
    stage,
    part,
    sequence: 1,
    madeAt: '2013-08-01T00:00:00Z',
    definitionVersion,
    synthetic: true,
    plan,
    schedule: scheduleOf(plan, '2012', '2012-01-01T00:00:00Z'),
    tables: plannedTables(plan, '2012', { stage, part }).map((planned) =>
      noisyTable({
        planned,
        countingUnit: countingUnitOf(plan.unit, planned.indicator, planned.counts),
        definitionVersion,
        partition: '2012',
        releaseSequence: 1,
        snapshotDigest: 'a'.repeat(64),
        counts: new Map([['KIDNAPPING|XA|2012-01', 5]]),
        noiseKey: new Uint8Array(32).fill(1),
      }),
    ),
    ledger: { sequence: 1, head: 'b'.repeat(64) },
    methodology: {
      version: '1',
      caseSelection: 'all',
      verificationSteps: ['two sources'],
      limitations: 'none known',
      standardOfProof: 'REASONABLE_GROUNDS',
      changedAt: '2012-01-01',
    },
    fundingStreams: [{ donor: 'one – “Fonds” 𝛼', amountBand: null, period: '2012', restrictions: null }],
  };
}

const MANY: Partial<PlanInput> = {
  indicators: ['KIDNAPPING', 'ASSEMBLY_RESTRICTION'],
  coverage: [
    { indicator: 'KIDNAPPING', country: 'XB', areas: [], from: '2012-11', to: '2013-02' },
    { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-02', 'XA-01'], from: '2011-01', to: '2012-04' },
    { indicator: 'ASSEMBLY_RESTRICTION', country: 'XA', areas: ['XA-03'], from: '2012-01', to: '2012-12' },
  ],
};

/** One of every kind of plan, and every release of the plans that have several. */
export function exampleDocuments(): { readonly name: string; readonly document: ReleaseDocument }[] {
  const kinds: Record<string, Partial<PlanInput>> = {
    'single, standard': {},
    'single, strict, places and indicators': { ...MANY, profile: 'STRICT' },
    'single with both optional tables': { ...MANY, optionalTables: ['LATE', 'CLIPPED'] },
    'single with tables of victims': { ...MANY, victimCap: 3 },
    'single, two releases': { ...MANY, plannedReleases: 2 },
    'multiple, months as they end': { entry: 'multiple', plannedReleases: 2, yearsPerUnit: 3 },
    'persons, months as they end': { unit: 'PERSON', plannedReleases: 2, reason: 'already public' },
    events: { unit: 'EVENT', reason: 'already public' },
  };
  return Object.entries(kinds).flatMap(([name, change]) =>
    plannedReleasesOf(planRelease({ ...EXAMPLE_PLAN, ...change }), '2012').map((release) => ({
      name: `${name}: ${release.stage} ${release.part}`,
      document: exampleDocument(change, release),
    })),
  );
}

export function signed(document: ReleaseDocument, { secret }: ExampleKey): Promise<SignedRelease> {
  return signRelease(document, secret);
}
