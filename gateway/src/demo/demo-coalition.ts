/**
 * The demonstration's coalition file: the hub, a local token issuer, the partners, a few agreements.
 *
 * Takes the public keys that the hub's and the partners' own `init` made, gives a checked coalition.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCoalition, role, type Coalition } from '@vigil/shared';
import type { ManifestPartner } from './partner-manifest.js';

const DEMO_ISSUER = 'https://issuer.demo.vigil.invalid';
const DEMO_AUDIENCE = 'vigil-hub';
export const DEMO_HUB_ID = 'vigil-demo-hub';

export interface DemoKeys {
  delegation: unknown;
  issuer: unknown;
  /** partner id -> public key of its releases */
  releases: ReadonlyMap<string, unknown>;
}

interface PartnerSettingsFile {
  name: string;
  synthetic: boolean;
  publication: { coverage: { country: string }[] };
}

function settingsOf(partner: ManifestPartner): PartnerSettingsFile {
  return JSON.parse(readFileSync(join(partner.folder, partner.settings), 'utf8')) as PartnerSettingsFile;
}

function partnerEntry(partner: ManifestPartner, url: string, keys: DemoKeys): unknown {
  const settings = settingsOf(partner);
  const { coverage } = settings.publication;
  return {
    id: partner.id,
    name: settings.name,
    countries: [...new Set(coverage.map(({ country }) => country))],
    url,
    synthetic: settings.synthetic,
    releaseKeys: { keys: [keys.releases.get(partner.id)] },
    coverage,
  };
}

/** The one partner that shows what an agreement opens, and seals values to the court. */
export function showingPartner(partners: readonly ManifestPartner[]): ManifestPartner | undefined {
  return partners.find((partner) => settingsOf(partner).synthetic);
}

type Classes = Coalition['agreements'][number]['classes'];

function agreement(recipient: string, purpose: string, { id }: ManifestPartner, classes: Classes): unknown {
  return {
    id: `${recipient}-and-${id}`,
    recipient,
    partner: id,
    purposes: [purpose],
    classes,
    validFrom: '2026-01-01',
    validTo: '2099-12-31',
  };
}

/**
 * The regional body has an agreement with the first synthetic partner, the court with all of them: so one caller
 * shows what an agreement limits, the other what a list across partners looks like. With the first one the court's
 * reaches to what is confidential, and to identifying values, which come sealed.
 */
function agreements(partners: readonly ManifestPartner[]): unknown[] {
  const synthetic = partners.filter((partner) => settingsOf(partner).synthetic);
  const first = showingPartner(partners);
  const courts = (partner: ManifestPartner): Classes =>
    partner === first ? ['DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'] : ['DEIDENTIFIED'];
  return [
    ...(first === undefined ? [] : [agreement('regional-body', 'OVERSIGHT', first, ['DEIDENTIFIED'])]),
    ...synthetic.map((partner) => agreement('court', 'LEGAL_PROCEEDINGS', partner, courts(partner))),
  ];
}

/**
 * @param partners - in the order they are listed by the hub
 * @param urls - partner id -> origin of its node
 */
export function demoCoalition(
  partners: readonly ManifestPartner[],
  urls: ReadonlyMap<string, string>,
  keys: DemoKeys,
): Coalition {
  const organisations = [
    { id: 'regional-body', name: 'Regional body of the demonstration' },
    { id: 'secretariat', name: 'Secretariat of the demonstration' },
    { id: 'court', name: 'Court of the demonstration' },
    ...partners.map(({ id }) => ({ id, name: id })),
  ];
  return parseCoalition({
    format: 'vigil-coalition-1',
    id: 'demonstration',
    name: 'Demonstration coalition',
    hub: { id: DEMO_HUB_ID, delegationKeys: { keys: [keys.delegation] } },
    issuers: [
      {
        issuer: DEMO_ISSUER,
        audience: DEMO_AUDIENCE,
        algorithms: ['EdDSA'],
        jwks: { keys: [keys.issuer] },
        // One issuer plays everybody here; in a coalition each organisation has its own.
        organisations: organisations.map(({ id }) => id),
        roles: [...role.options],
      },
    ],
    organisations,
    // Port 9 (discard) until the node has said where it listens.
    partners: partners.map((partner) =>
      partnerEntry(partner, urls.get(partner.id) ?? 'http://127.0.0.1:9', keys),
    ),
    agreements: agreements(partners),
  });
}
