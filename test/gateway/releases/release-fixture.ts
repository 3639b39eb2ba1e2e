/**
 * SYNTHETIC partners, their keys and their releases, with figures that a test writes down.
 *
 * XA and XB are ISO 3166-1 codes that no state has. Releases are complete and signed as a partner would sign
 * them; the figures are noise-free integers of the test's choice, so that sums can be counted by hand.
 */
import { createHash } from 'node:crypto';
import {
  canonicalJson,
  countingUnitOf,
  definitionVersionOf,
  parseCoalition,
  planRelease,
  releaseDimensionsOf,
  scheduleOf,
  plannedTables,
  signRelease,
} from '@vigil/shared';
import type {
  Coalition,
  DeclaredCoverage,
  PlanInput,
  PlannedRelease,
  ReleaseDocument,
  SignedRelease,
} from '@vigil/shared';
import { countsFrom } from '@vigil/gateway';
import type { StoredRelease } from '@vigil/gateway';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';

export interface FixturePartner {
  readonly id: string;
  readonly unit?: 'CASE_FILE' | 'PERSON';
  readonly coverage: readonly DeclaredCoverage[];
}

/** Kidnapping in one country. */
export function kidnapping(country: string, areas: string[], from: string, to: string): DeclaredCoverage {
  return { indicator: 'KIDNAPPING', country, areas, from, to };
}

/** alpha and beta overlap in XA-01, gamma is declared and never reports. */
export const ALPHA: FixturePartner = {
  id: 'alpha',
  coverage: [kidnapping('XA', ['XA-01', 'XA-02'], '2012-01', '2013-12')],
};
export const BETA: FixturePartner = {
  id: 'beta',
  coverage: [kidnapping('XA', ['XA-01'], '2012-01', '2012-12')],
};
export const GAMMA: FixturePartner = {
  id: 'gamma',
  coverage: [kidnapping('XA', ['XA-02'], '2012-01', '2012-12')],
};

export interface ReleaseTexts {
  readonly partner: FixturePartner;
  readonly partition: string;
  readonly sequence: number;
  readonly madeAt?: string;
  readonly profile?: 'STANDARD' | 'STRICT';
  /** figures by `L3 XA-01 2012`; every other cell is 0 */
  readonly figures?: Readonly<Record<string, number>>;
  /** number of the ledger entry that reserved it; 2 x sequence - 1 without it */
  readonly ledger?: number;
  /** which planned release; the last one of the year without it */
  readonly planned?: PlannedRelease;
  /** what else the partner declares of its plan */
  readonly input?: Partial<PlanInput>;
}

/** A release document, unsigned. */
export function documentOf(texts: ReleaseTexts): ReleaseDocument {
  const { partner, partition, sequence, figures = {} } = texts;
  const coverage = partner.coverage.map((declared) => ({ ...declared, areas: [...declared.areas] }));
  const input = {
    profile: texts.profile ?? 'STANDARD',
    unit: partner.unit ?? ('CASE_FILE' as const),
    reason: 'made for a test',
    indicators: [...new Set(coverage.map(({ indicator }) => indicator))],
    coverage,
  };
  const plan = planRelease({ ...input, ...texts.input });
  const planned = texts.planned ?? { stage: 'FINAL' as const, part: partition };
  const madeAt = texts.madeAt ?? `${Number(partition) + 1}-02-01T00:00:00Z`;
  return {
    format: 'vigil-release-2',
    id: `${partner.id}.${partition}.${sequence}`,
    partner: partner.id,
    partition,
    ...planned,
    sequence,
    madeAt,
    definitionVersion: definitionVersionOf(plan.indicators),
    synthetic: true,
    plan,
    schedule: scheduleOf(plan, partition, `${partition}-01-01T00:00:00Z`),
    tables: plannedTables(plan, partition, planned).map(({ id, indicator, counts, sigma2, cells }) => ({
      id,
      indicator,
      countingUnit: countingUnitOf(plan.unit, indicator, counts),
      dimensions: [...releaseDimensionsOf(id)],
      sigma2,
      snapshotDigest: '0'.repeat(64),
      cells: cells.map(({ at }) => ({ at: [...at], y: figures[[id, ...at].join(' ')] ?? 0 })),
    })),
    ledger: { sequence: texts.ledger ?? 2 * sequence - 1, head: '0'.repeat(64) },
    methodology: {
      version: '1',
      caseSelection: 'made for a test',
      verificationSteps: ['none'],
      limitations: 'synthetic',
      standardOfProof: 'REASONABLE_GROUNDS',
      changedAt: '2012-01-01',
    },
    fundingStreams: [{ donor: 'a test', amountBand: null, period: null, restrictions: null }],
  };
}

/** As the store holds releases that came in this order; for pure functions, which take them for verified. */
export function storedReleases(...documents: readonly ReleaseDocument[]): StoredRelease[] {
  let newest: Date | null = null;
  return documents.map((document, index) => {
    newest = countsFrom(new Date(document.madeAt), newest);
    return storedRelease(document, index + 1, newest);
  });
}

export function storedRelease(document: ReleaseDocument, position: number, moment: Date): StoredRelease {
  return {
    position,
    document,
    signedText: canonicalJson({ document, signature: 'not looked at' }),
    digest: createHash('sha256').update(canonicalJson(document)).digest('hex'),
    countsFrom: moment,
    revokedAt: null,
  };
}

export interface FixtureCoalition {
  readonly coalition: Coalition;
  /** private release keys by partner */
  readonly keys: ReadonlyMap<string, JWK>;
  sign(texts: ReleaseTexts): Promise<SignedRelease>;
}

export async function fixtureCoalition(...partners: readonly FixturePartner[]): Promise<FixtureCoalition> {
  const keys = new Map<string, JWK>();
  const published: Record<string, unknown>[] = [];
  for (const partner of partners) {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const kid = `${partner.id}-release`;
    keys.set(partner.id, { ...(await exportJWK(privateKey)), kid });
    published.push(publicEntry(partner, { ...(await exportJWK(publicKey)), kid }));
  }
  return {
    coalition: coalitionOf(published),
    keys,
    sign: (texts) => signRelease(documentOf(texts), keys.get(texts.partner.id) ?? {}),
  };
}

/** A coalition for pure functions, whose keys nobody uses. */
export function unsignedCoalition(...partners: readonly FixturePartner[]): Coalition {
  return coalitionOf(partners.map((partner) => publicEntry(partner, RFC_KEY)));
}

/** Public key of RFC 8037, appendix A.2. */
const RFC_KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  kid: 'rfc-8037',
};

function publicEntry(partner: FixturePartner, key: JWK): Record<string, unknown> {
  return {
    id: partner.id,
    name: `Partner ${partner.id}`,
    countries: ['XA', 'XB'],
    url: 'http://127.0.0.1:1',
    status: 'ACTIVE',
    synthetic: true,
    releaseKeys: { keys: [key] },
    coverage: partner.coverage,
  };
}

function coalitionOf(partners: readonly Record<string, unknown>[]): Coalition {
  return parseCoalition({
    format: 'vigil-coalition-1',
    id: 'test',
    name: 'Test coalition',
    hub: { id: 'test-hub', delegationKeys: { keys: [RFC_KEY] } },
    issuers: [],
    organisations: [],
    partners,
    agreements: [],
  });
}
