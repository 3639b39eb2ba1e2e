/**
 * Which moment a data version belongs to.
 *
 * A data version is a hash of the releases behind an answer, so it does not say when it was. The hub's past is a list
 * of moments; this walks it from its end, a few at a time, and remembers what it has seen as long as the store holds
 * the same. Takes the store, gives moments; no clock.
 */
import { setImmediate as afterOthers } from 'node:timers/promises';
import type { IndicatorCode } from '@vigil/shared';
import {
  releasesKnownAt,
  type Declarations,
  type ReleaseStore,
  type StoredRelease,
} from '../releases/index.js';
import { dataVersionOf, headsAbout } from '../statistics/index.js';

type VersionedStore = Pick<ReleaseStore, 'all' | 'declarations' | 'declarationMoments'>;

/** What was known at a moment, and the version that it has. */
export interface KnownState {
  readonly dataVersion: string;
  readonly declared: Declarations;
  /** the store's list that it was read from */
  readonly stored: readonly StoredRelease[];
  readonly heads: readonly StoredRelease[];
  /** RFC 3339; null for now */
  readonly asOf: string | null;
}

/** How far one indicator's past is walked. */
interface Walked {
  readonly moments: readonly string[];
  next: number;
  readonly byVersion: Map<string, string>;
}

const AT_A_TIME = 20;

export class DataVersions {
  #of: readonly StoredRelease[] | null = null;
  #walked = new Map<IndicatorCode, Walked>();
  #now = new Map<IndicatorCode, KnownState>();

  constructor(private readonly store: VersionedStore) {}

  /** The state of now. */
  current(indicator: IndicatorCode): KnownState {
    this.#renew();
    const state = this.#now.get(indicator) ?? this.#stateAt(indicator, null);
    this.#now.set(indicator, state);
    return state;
  }

  /** The state that a version names; null when there was never such a one. */
  async stateOf(indicator: IndicatorCode, dataVersion: string): Promise<KnownState | null> {
    const now = this.current(indicator);
    if (now.dataVersion === dataVersion) return now;
    const asOf = await this.#momentOf(indicator, dataVersion);
    return asOf === null ? null : this.#stateAt(indicator, asOf);
  }

  /** What was seen is true of one list of releases only: who left the coalition is in none of its states. */
  #renew(): void {
    const all = this.store.all();
    if (all === this.#of) return;
    this.#of = all;
    this.#walked = new Map();
    this.#now = new Map();
  }

  #stateAt(indicator: IndicatorCode, asOf: string | null): KnownState {
    const declared = this.store.declarations(asOf);
    const stored = this.store.all();
    const heads = headsAbout(indicator, declared, releasesKnownAt(stored, asOf));
    return { dataVersion: dataVersionOf(indicator, declared, heads), declared, stored, heads, asOf };
  }

  async #momentOf(indicator: IndicatorCode, dataVersion: string): Promise<string | null> {
    const walked = this.#walked.get(indicator) ?? {
      moments: this.#moments(),
      next: 0,
      byVersion: new Map<string, string>(),
    };
    this.#walked.set(indicator, walked);
    while (!walked.byVersion.has(dataVersion) && walked.next < walked.moments.length) {
      for (const asOf of walked.moments.slice(walked.next, walked.next + AT_A_TIME)) {
        walked.byVersion.set(this.#stateAt(indicator, asOf).dataVersion, asOf);
      }
      walked.next += AT_A_TIME;
      // A long past must not keep other requests waiting.
      await afterOthers();
      if (this.store.all() !== this.#of) return this.stateOf(indicator, dataVersion).then(momentIn);
    }
    return walked.byVersion.get(dataVersion) ?? null;
  }

  /** Every moment at which something came, newest first. */
  #moments(): string[] {
    const moments = this.store
      .all()
      .flatMap(({ countsFrom, revokedAt }) => (revokedAt === null ? [countsFrom] : [countsFrom, revokedAt]));
    const times = [...moments, ...this.store.declarationMoments()].map((moment) => moment.getTime());
    return [...new Set(times)]
      .sort((left, right) => right - left)
      .map((time) => new Date(time).toISOString());
  }
}

function momentIn(state: KnownState | null): string | null {
  return state?.asOf ?? null;
}
