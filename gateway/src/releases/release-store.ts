/**
 * The hub's store of releases: every version that a partner signed, with the exact text, and what became of it.
 *
 * Takes signed documents and revocations, checks them (`admit-release.ts`, `admit-revocation.ts`), keeps them in
 * PostgreSQL and holds them parsed in memory: answers read memory only, so they hold while partners and even the
 * database are away. What is read back after a restart is verified again; a row that no longer verifies answers
 * nothing.
 */
import type { Coalition } from '@vigil/shared';
import type { DataSource } from 'typeorm';
import { admitRelease } from './admit-release.js';
import { admitRevocation, claimedRelease } from './admit-revocation.js';
import { currentReleases, headReleases } from './current-releases.js';
import { declarationsAt, noteDeclared, readDeclaration, type Declarations } from './declared-coverage.js';
import { keepRelease } from './keep-release.js';
import { keepRevocation, type RevocationOutcome } from './keep-revocation.js';
import { newestSeen, type LedgerSeen } from './ledger-seen.js';
import { inOrder } from './moments.js';
import { readKept, readTo, type KeptRows, type ReadTo } from './read-kept.js';
import { recalledRelease, recalledRevocation, type RecalledRevocation } from './recalled-release.js';
import type { ReleaseLog } from './release-log.js';
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

const FROM_THE_START: ReadTo = { releases: 0, revocations: 0, declarations: 0 };

export class ReleaseStore {
  #releases: readonly StoredRelease[] = [];
  /** by release */
  #revocations: ReadonlyMap<string, RecalledRevocation> = new Map();
  #declarations: readonly Declarations[] = [];
  /** highest release sequence received of each partner, whether or not it still verifies */
  readonly #received = new Map<string, number>();
  /** newest ledger entry of each partner, by a release or a revocation, whether or not that still verifies */
  #ledgers: ReadonlyMap<string, LedgerSeen> = new Map();
  /** ids of the releases that are in the database, whether or not they still verify */
  readonly #ids = new Set<string>();
  /** why the next release of a partner was refused the last time */
  readonly #refusals = new Map<string, string>();
  #readTo = FROM_THE_START;
  #refreshing: Promise<void> = Promise.resolve();

  private constructor(private readonly options: ReleaseStoreOptions) {}

  /** Opens the store on a migrated database and reads what is in it. */
  static async open(options: ReleaseStoreOptions): Promise<ReleaseStore> {
    const store = new ReleaseStore(options);
    await store.refresh();
    return store;
  }

  /**
   * Every version that verifies, in the order of receipt. The same array as long as nothing has changed, declarations
   * included: what is made from it can be kept beside it.
   */
  all(): readonly StoredRelease[] {
    return this.#releases;
  }

  /** The releases that figures are made from, none of them revoked. */
  currentReleases({ asOf = null }: AsOf = {}): StoredRelease[] {
    return currentReleases(this.#releases, asOf);
  }

  /** The same with revoked ones, for coverage. */
  headReleases({ asOf = null }: AsOf = {}): StoredRelease[] {
    return headReleases(this.#releases, asOf);
  }

  /** What partners of the coalition declared to watch, now or at an earlier moment. */
  declarations(asOf: string | null = null): Declarations {
    return declarationsAt(this.#declarations, this.options.coalition(), asOf);
  }

  /** From when each change of the declarations counts. */
  declarationMoments(): Date[] {
    return this.#declarations.flatMap(({ countsFrom }) => (countsFrom === null ? [] : [countsFrom]));
  }

  /** The revocation as its partner signed it, canonical JSON; null when there is none, or it verifies no more. */
  revocationOf(releaseId: string): string | null {
    return this.#revocations.get(releaseId)?.signedText ?? null;
  }

  /** What to ask a partner for releases after; 0 for none. */
  lastSequence(partner: string): number {
    return this.#received.get(partner) ?? 0;
  }

  /** The last entry of a partner's ledger that a release or a revocation has shown here; null for none. */
  lastLedger(partner: string): LedgerSeen | null {
    return this.#ledgers.get(partner) ?? null;
  }

  /**
   * Verifies and keeps a release. The same document again changes nothing.
   *
   * @param signed - parsed JSON of any shape
   * @param from - the partner that sent it; one partner cannot deliver another's release
   * @throws HubError RELEASE_INVALID; PLAN_INVALID for a unit without a plan
   */
  async store(signed: unknown, from?: string): Promise<'STORED' | 'KNOWN'> {
    const { dataSource, coalition, log } = this.options;
    const release = await admitRelease(signed, coalition(), from);
    const outcome = await inOrder(dataSource, (manager) => keepRelease(manager, release, log));
    const { partner, sequence } = release.document;
    this.#refusals.delete(partner);
    // Known to the database and not here: another replica has stored it.
    if (outcome === 'STORED' || this.lastSequence(partner) < sequence) await this.refresh();
    return outcome;
  }

  /**
   * Verifies and keeps the revocation of a release. It counts from the day it states, or from after everything that
   * is here already. A partner sends all of its own every time: those that change nothing cost neither a signature nor
   * the lock that every partner's releases wait for.
   *
   * @throws HubError RELEASE_INVALID
   */
  async storeRevocation(signed: unknown, from?: string): Promise<RevocationOutcome> {
    const { dataSource, coalition, log } = this.options;
    const claimed = claimedRelease(signed);
    if (claimed !== null && this.#revocations.has(claimed)) return 'KNOWN';
    if (claimed !== null && !this.#ids.has(claimed)) return 'EARLY';
    const admitted = await admitRevocation(signed, coalition(), from);
    const outcome = await inOrder(dataSource, (manager) => keepRevocation(manager, admitted, log));
    if (outcome !== 'EARLY') await this.refresh();
    return outcome;
  }

  /** Notes what the coalition file in force declares, so that earlier answers keep the declarations of their day. */
  async noteDeclarations(): Promise<void> {
    const { dataSource, coalition } = this.options;
    await inOrder(dataSource, (manager) => noteDeclared(manager, coalition()));
    await this.refresh();
  }

  /** What is refused is fetched and refused again in every round; the log needs to hear of it once. */
  isNewRefusal(subject: string, reason: string): boolean {
    const isNew = this.#refusals.get(subject) !== reason;
    this.#refusals.set(subject, reason);
    return isNew;
  }

  /** Reads what this or another replica has stored since the last time. */
  refresh(): Promise<void> {
    // One after the other: two at once would read the same rows twice.
    this.#refreshing = this.#refreshing.catch(() => undefined).then(() => this.#read(this.#readTo));
    return this.#refreshing;
  }

  /** Judges everything that is stored again: partners joined or left, or their keys are others now. */
  recheck(): Promise<void> {
    this.#refreshing = this.#refreshing.catch(() => undefined).then(() => this.#read(FROM_THE_START));
    return this.#refreshing;
  }

  async #read(after: ReadTo): Promise<void> {
    const rows = await readKept(this.options.dataSource, after);
    const anew = after === FROM_THE_START;
    const releases = [...(anew ? [] : this.#releases), ...(await this.#recall(rows))];
    const revocations = new Map(anew ? [] : this.#revocations);
    for (const record of rows.revocations)
      revocations.set(record.releaseId, await recalledRevocation(record, this.#recalling()));
    for (const { releaseId, partner, sequence } of rows.releases) {
      this.#ids.add(releaseId);
      this.#received.set(partner, Math.max(this.lastSequence(partner), sequence));
    }
    this.#ledgers = newestSeen(this.#ledgers, [...rows.releases, ...rows.revocations]);
    this.#declarations = [
      ...(anew ? [] : this.#declarations),
      ...rows.declarations.map((record) => readDeclaration(record)),
    ];
    this.#readTo = readTo(after, rows);
    if (!anew && isEmpty(rows)) return;
    this.#revocations = revocations;
    // Replaced as a whole: whoever answers meanwhile answers from the ones before.
    this.#releases = releases.map((release) => ({
      ...release,
      revokedAt: revocations.get(release.document.id)?.countsFrom ?? null,
    }));
  }

  async #recall({ releases }: KeptRows): Promise<StoredRelease[]> {
    const recalled: StoredRelease[] = [];
    for (const record of releases) {
      const release = await recalledRelease(record, this.#recalling());
      if (release !== null) recalled.push(release);
    }
    return recalled;
  }

  #recalling() {
    return { coalition: this.options.coalition(), log: this.options.log };
  }
}

function isEmpty({ releases, revocations, declarations }: KeptRows): boolean {
  return releases.length + revocations.length + declarations.length === 0;
}
