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

export function publicPartners(
  coalition: Pick<Coalition, 'partners'>,
  stored: readonly StoredRelease[],
  health: PartnerHealth,
): PublicPartners {
  const made = new Map(coalition.partners.map((partner) => [partner.id, makePartner(partner)]));

  function makePartner(partner: CoalitionPartner): Partner {
    const { id, name, countries } = partner;
    const own = stored.filter(({ document, revokedAt }) => document.partner === id && revokedAt === null);
    const last = own.at(-1);
    return {
      id,
      name,
      countries: [...countries],
      get status() {
        return partner.status === 'ACTIVE' ? health(id) : partner.status;
      },
      methodology: last?.document.methodology ?? null,
      fundingStreams: last?.document.fundingStreams ?? [],
      get lastRelease() {
        return last === undefined ? null : makeRelease(last);
      },
    };
  }

  function makeRelease(release: StoredRelease): Release {
    const { id, partner, partition, sequence, madeAt, tables } = release.document;
    return {
      id,
      get partner() {
        return get(partner);
      },
      tables: [...new Set(tables.map((table) => table.id))],
      partition,
      sequence,
      madeAt,
      get status() {
        return statusOf(release, stored);
      },
      document: release.signedText,
    };
  }

  function get(id: string): Partner {
    const partner = made.get(id);
    if (partner === undefined)
      throw new HubError('NOT_FOUND', 'a release names an unknown partner', 'operator');
    return partner;
  }

  return { all: () => [...made.values()], find: (id) => made.get(id) ?? null, get, release: makeRelease };
}
