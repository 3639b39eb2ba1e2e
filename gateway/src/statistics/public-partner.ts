/**
 * Partners and releases as the public contract shows them.
 *
 * Takes the coalition file, stored releases and the live state of partner nodes; gives objects of the
 * contract. Partners and releases name each other, so the far side is made when it is asked for.
 */
import { HubError } from '@vigil/shared';
import type { Coalition, CoalitionPartner, Partner, PartnerStatus, Release } from '@vigil/shared';
import { statusOf } from '../releases/current-releases.js';
import type { StoredRelease } from '../releases/stored-release.js';

/** Whether the partner's node answers now: the one thing on the statistics plane that is not a release. */
export type PartnerHealth = (partner: string) => Extract<PartnerStatus, 'UP' | 'DEGRADED' | 'DOWN'>;

export interface PublicPartners {
  all(): Partner[];
  /** null for a partner that is not in the coalition */
  find(id: string): Partner | null;
  /** for a partner that figures or releases name */
  get(id: string): Partner;
  release(stored: StoredRelease): Release;
}

/** The last release of each partner that is not revoked, made when it is first asked for. */
function lastReleases(stored: readonly StoredRelease[]): (partner: string) => StoredRelease | undefined {
  let last: ReadonlyMap<string, StoredRelease> | null = null;
  return (partner) => {
    last ??= new Map(
      stored
        .filter(({ revokedAt }) => revokedAt === null)
        .map((release) => [release.document.partner, release]),
    );
    return last.get(partner);
  };
}

export function publicPartners(
  coalition: Pick<Coalition, 'partners'>,
  stored: readonly StoredRelease[],
  health: PartnerHealth,
): PublicPartners {
  const lastOf = lastReleases(stored);
  const made = new Map<string, Partner>();
  const release = (one: StoredRelease): Release => publicRelease(one, { stored, get });

  function find(id: string): Partner | null {
    const known = made.get(id);
    if (known !== undefined) return known;
    const entry = coalition.partners.find((partner) => partner.id === id);
    if (entry === undefined) return null;
    const partner = publicPartner(entry, { lastOf, health, release });
    made.set(id, partner);
    return partner;
  }

  function get(id: string): Partner {
    const partner = find(id);
    if (partner === null) throw new HubError('NOT_FOUND', 'a release names an unknown partner', 'operator');
    return partner;
  }

  return { all: () => coalition.partners.map(({ id }) => get(id)), find, get, release };
}

interface PartnerFacts {
  readonly lastOf: (partner: string) => StoredRelease | undefined;
  readonly health: PartnerHealth;
  readonly release: (stored: StoredRelease) => Release;
}

function publicPartner(partner: CoalitionPartner, { lastOf, health, release }: PartnerFacts): Partner {
  const { id, name, countries } = partner;
  return {
    id,
    name,
    countries: [...countries],
    get status() {
      return partner.status === 'ACTIVE' ? health(id) : partner.status;
    },
    get methodology() {
      return lastOf(id)?.document.methodology ?? null;
    },
    get fundingStreams() {
      return lastOf(id)?.document.fundingStreams ?? [];
    },
    get lastRelease() {
      const last = lastOf(id);
      return last === undefined ? null : release(last);
    },
  };
}

interface ReleaseFacts {
  readonly stored: readonly StoredRelease[];
  readonly get: (partner: string) => Partner;
}

function publicRelease(release: StoredRelease, { stored, get }: ReleaseFacts): Release {
  const { id, partner, partition, stage, part, sequence, madeAt, tables } = release.document;
  return {
    id,
    get partner() {
      return get(partner);
    },
    tables: [...new Set(tables.map((table) => table.id))],
    partition,
    stage,
    part,
    sequence,
    madeAt,
    get status() {
      return statusOf(release, stored);
    },
    revokedAt: release.revokedAt?.toISOString() ?? null,
    document: release.signedText,
  };
}
