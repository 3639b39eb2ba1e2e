/** A test hub whose one partner, alpha, is listed with a release key and its coverage. It hears of releases when told. */
import { ALPHA, fixtureCoalition, type FixtureCoalition } from './release-fixture.js';
import { startTestHub, type TestHub } from '../support/test-hub.js';
import type { TestPartner } from '../support/test-partner.js';

export interface ReleasingHub {
  readonly fixture: FixtureCoalition;
  readonly hub: TestHub;
  readonly alpha: TestPartner;
}

export async function startReleasingHub(): Promise<ReleasingHub> {
  const fixture = await fixtureCoalition(ALPHA);
  const [published] = fixture.coalition.partners;
  const hub = await startTestHub({
    rows: { alpha: [] },
    coalition: (coalition) => ({
      ...coalition,
      partners: coalition.partners.map((partner) => ({
        ...partner,
        releaseKeys: published?.releaseKeys,
        coverage: published?.coverage,
      })),
    }),
    environment: { VIGIL_HUB_RELEASE_SYNC_SECONDS: '3600' },
  });
  const { alpha } = hub.partners;
  if (alpha === undefined) throw new Error('no partner');
  return { fixture, hub, alpha };
}
