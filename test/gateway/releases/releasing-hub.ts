/** A test hub whose partners are listed with release keys and coverage. It hears of releases when it is told. */
import { ALPHA, fixtureCoalition, type FixtureCoalition, type FixturePartner } from './release-fixture.js';
import { startTestHub, type TestHub } from '../support/test-hub.js';
import type { TestPartner } from '../support/test-partner.js';

export interface ReleasingHub {
  readonly fixture: FixtureCoalition;
  readonly hub: TestHub;
  readonly alpha: TestPartner;
}

/** @param others - beside alpha */
export async function startReleasingHub(...others: readonly FixturePartner[]): Promise<ReleasingHub> {
  const fixture = await fixtureCoalition(ALPHA, ...others);
  const published = new Map(fixture.coalition.partners.map((partner) => [partner.id, partner]));
  const hub = await startTestHub({
    rows: Object.fromEntries([...published.keys()].map((id) => [id, []])),
    coalition: (coalition) => ({
      ...coalition,
      partners: coalition.partners.map((partner) => ({
        ...partner,
        releaseKeys: published.get(partner.id)?.releaseKeys,
        coverage: published.get(partner.id)?.coverage,
      })),
    }),
    environment: { VIGIL_HUB_RELEASE_SYNC_SECONDS: '3600' },
  });
  const { alpha } = hub.partners;
  if (alpha === undefined) throw new Error('no partner');
  return { fixture, hub, alpha };
}
