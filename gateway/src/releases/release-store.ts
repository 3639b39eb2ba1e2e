/**
 * The hub's store of releases: every version that a partner signed, with the exact text.
 *
 * Takes signed documents, checks them (`admit-release.ts`), keeps them in PostgreSQL and holds them parsed in
 * memory: answers read memory only, so they hold while partners and even the database are away. What is read
 * back after a restart is verified again; a row that no longer verifies answers nothing.
 */
import { HubError } from '@vigil/shared';
import type { Coalition } from '@vigil/shared';
import { IsNull, MoreThan, Not } from 'typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { admitRelease } from './admit-release.js';
import type { AdmittedRelease } from './admit-release.js';
import { MOST_AHEAD_MILLISECONDS, countsFrom } from './counts-from.js';
import { currentReleases, headReleases } from './current-releases.js';
import type { ReleaseLog } from './release-log.js';
import { ReleaseRecord } from './release-record.js';
import { recalledRelease } from './recalled-release.js';
import { checkSpentPrivacy } from './spent-privacy.js';
import type { StoredRelease } from './stored-release.js';

export interface ReleaseStoreOptions {
  readonly dataSource: DataSource;
  /** as it is now: whose keys are trusted may change while the hub runs */
  readonly coalition: () => Coalition;
  readonly log: ReleaseLog;
}

export interface AsOf {
  /** RFC 3339; null or missing for everything known */
  readonly asOf?: string | null;
}

/** Any number that nothing else in this database locks. */
const RELEASE_LOCK = 7_311_002;

export class ReleaseStore {
  #releases: readonly StoredRelease[] = [];
  /** highest release sequence received of each partner, whether or not it still verifies */
  readonly #received = new Map<string, number>();
  /** why the next release of a partner was refused the last time */
  readonly #refusals = new Map<string, string>();
  #lastPosition = 0;
  #refreshing: Promise<void> = Promise.resolve();

  private constructor(private readonly options: ReleaseStoreOptions) {}

  /** Opens the store on a migrated database and reads what is in it. */
  static async open(options: ReleaseStoreOptions): Promise<ReleaseStore> {
    const store = new ReleaseStore(options);
    await store.refresh();
    return store;
  }

  /** Every version that verifies, in the order of receipt. */
  all(): readonly StoredRelease[] {
    return this.#releases;
  }

  /** The releases that figures are made from: one of each partner and partition, none of them revoked. */
  currentReleases({ asOf = null }: AsOf = {}): StoredRelease[] {
    return currentReleases(this.#releases, asOf);
  }

  /** The same with revoked ones, for coverage. */
  headReleases({ asOf = null }: AsOf = {}): StoredRelease[] {
    return headReleases(this.#releases, asOf);
  }

  /** What to ask a partner for releases after; 0 for none. */
  lastSequence(partner: string): number {
    return this.#received.get(partner) ?? 0;
  }

  /**
   * Verifies and keeps a release. The same document again changes nothing.
   *
   * @param signed - parsed JSON of any shape
   * @param from - the partner that sent it; one partner cannot deliver another's release
   * @throws HubError RELEASE_INVALID; PLAN_INVALID for a unit without a plan
   */
  async store(signed: unknown, from?: string): Promise<'STORED' | 'KNOWN'> {
    const release = await admitRelease(signed, this.options.coalition(), from);
    const outcome = await this.#inOrder((manager) => this.#keep(manager, release));
    this.#refusals.delete(release.document.partner);
    if (outcome === 'STORED') await this.refresh();
    return outcome;
  }

  /** A refused release is fetched and refused again in every round; the log needs to hear of it once. */
  isNewRefusal(partner: string, reason: string): boolean {
    const isNew = this.#refusals.get(partner) !== reason;
    this.#refusals.set(partner, reason);
    return isNew;
  }

  /**
   * Marks a release as revoked. It stays, it stays spent, and answers from before the revocation stay citable.
   *
   * @param stated - when it was revoked; it counts from then, or from after everything that is here already
   * @throws HubError NOT_FOUND for a release that is not here or is revoked already; USAGE for a day to come
   */
  async markRevoked(releaseId: string, stated: Date): Promise<void> {
    await this.#inOrder(async (manager) => {
      if (await isAhead(manager, stated)) throw new HubError('USAGE', 'revoked later than now', 'operator');
      const revokedAt = countsFrom(stated, await newestMoment(manager));
      const result = await manager.update(ReleaseRecord, { releaseId, revokedAt: IsNull() }, { revokedAt });
      if (result.affected !== 1)
        throw new HubError('NOT_FOUND', 'no such release, or it is revoked', 'operator');
    });
    await this.refresh();
  }

  /** Reads what this or another replica has stored since the last time. */
  refresh(): Promise<void> {
    // One after the other: two at once would read the same rows twice.
    this.#refreshing = this.#refreshing.catch(() => undefined).then(() => this.#readNewer());
    return this.#refreshing;
  }

  /** Judges everything that is stored again: partners joined or left, or their keys are others now. */
  recheck(): Promise<void> {
    this.#refreshing = this.#refreshing.catch(() => undefined).then(() => this.#readNewer(true));
    return this.#refreshing;
  }

  async #keep(manager: EntityManager, release: AdmittedRelease): Promise<'STORED' | 'KNOWN'> {
    const { id, partner, partition, sequence, ledger, plan, madeAt } = release.document;
    const known = await manager.findOneBy(ReleaseRecord, { partner, partition, sequence });
    if (known?.digest === release.digest) return 'KNOWN';
    if (known !== null) {
      const evidence = { partner, partition, sequence, digest: known.digest, refusedDigest: release.digest };
      this.options.log.error(evidence, 'a partner signed a second document for one release');
      throw invalid(id, 'another document was received for this partition and sequence');
    }
    const last = await manager.findOne(ReleaseRecord, {
      where: { partner },
      order: { ledgerSequence: 'DESC' },
    });
    if (last !== null && (ledger.sequence <= last.ledgerSequence || sequence <= last.sequence)) {
      throw invalid(id, 'its ledger is behind the last receipt of this hub');
    }
    const earlier = await manager.findBy(ReleaseRecord, { partner, partition });
    checkSpentPrivacy(
      plan,
      earlier.map(({ signedText }) => signedText),
    );
    const stated = new Date(madeAt);
    if (await isAhead(manager, stated)) throw invalid(id, 'it was made later than now');
    await manager.insert(ReleaseRecord, {
      releaseId: id,
      partner,
      partition,
      sequence,
      ledgerSequence: ledger.sequence,
      digest: release.digest,
      signedText: release.signedText,
      countsFrom: countsFrom(stated, await newestMoment(manager)),
      revokedAt: null,
    });
    this.options.log.info({ partner, partition, sequence, digest: release.digest }, 'release stored');
    return 'STORED';
  }

  /** Receipts are compared and written one after the other; commit order is then the order of positions. */
  #inOrder<Result>(write: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.options.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [RELEASE_LOCK]);
      return write(manager);
    });
  }

  async #readNewer(again = false): Promise<void> {
    if (again) this.#lastPosition = 0;
    // One statement: seen in two, a revocation could come to light before a release that counts from earlier.
    const changed = await this.options.dataSource.getRepository(ReleaseRecord).find({
      where: [{ position: MoreThan(this.#lastPosition) }, { revokedAt: Not(IsNull()) }],
      order: { position: 'ASC' },
    });
    const revocations = new Map(changed.map(({ position, revokedAt }) => [position, revokedAt]));
    const verified: StoredRelease[] = [];
    for (const record of changed.filter(({ position }) => position > this.#lastPosition)) {
      const release = await recalledRelease(record, {
        coalition: this.options.coalition(),
        log: this.options.log,
      });
      if (release !== null) verified.push(release);
      this.#received.set(record.partner, Math.max(this.lastSequence(record.partner), record.sequence));
      this.#lastPosition = record.position;
    }
    // Replaced as a whole: whoever answers meanwhile answers from the ones before.
    this.#releases = [...(again ? [] : this.#releases), ...verified].map((release) => ({
      ...release,
      revokedAt: revocations.get(release.position) ?? null,
    }));
  }
}

/** From when the newest thing counts, release or revocation. */
async function newestMoment(manager: EntityManager): Promise<Date | null> {
  const rows: { newest: Date | null }[] = await manager.query(
    'SELECT max(greatest(counts_from, revoked_at)) AS newest FROM partner_release',
  );
  return rows[0]?.newest ?? null;
}

async function isAhead(manager: EntityManager, stated: Date): Promise<boolean> {
  const rows: { now: Date }[] = await manager.query('SELECT clock_timestamp() AS now');
  const now = rows[0]?.now;
  return now === undefined || stated.getTime() > now.getTime() + MOST_AHEAD_MILLISECONDS;
}

function invalid(id: string, message: string): HubError {
  return new HubError('RELEASE_INVALID', `release ${id}: ${message}`, 'operator');
}
