/**
 * The indices that answers are made from, one for each state of the store: not one for each request.
 *
 * Takes the store's list of releases, which is another list when anything changed, and what partners declare; keeps
 * what was made of them as long as the list is in use. States of earlier moments (`asOf`) are kept too, the last few
 * that were asked for: what was known then follows from how many releases and revocations counted by then.
 */
import type { Coalition, IndicatorCode } from '@vigil/shared';
import { LRUCache } from 'lru-cache';
import { releasesKnownAt } from '../releases/current-releases.js';
import type { StoredRelease } from '../releases/stored-release.js';
import type { DeclaredAt, Declarations } from './declarations.js';
import { indexIndicator, type IndicatorIndex } from './indicator-index.js';
import { AddressBook } from './published-table.js';

export interface StoreState {
  /** in force for the request: who is not in it answers nothing */
  readonly coalition: Pick<Coalition, 'partners'>;
  readonly declared: DeclaredAt;
  /** everything that is stored */
  readonly stored: readonly StoredRelease[];
  /** RFC 3339; null for everything */
  readonly asOf: string | null;
}

interface Kept {
  /** from when each release and each revocation counts */
  readonly moments: readonly number[];
  readonly known: ReadonlySet<string>;
  readonly addresses: AddressBook;
  readonly now: Map<string, IndicatorIndex>;
  readonly earlier: LRUCache<string, IndicatorIndex>;
}

/** An index of an earlier moment holds about as much as the one of now. */
const EARLIER_KEPT = 8;

export class StatisticsIndices {
  readonly #kept = new WeakMap<readonly StoredRelease[], WeakMap<object, Kept>>();

  /** The index of one indicator in one state; the same object for the same state. */
  of(indicator: IndicatorCode, state: StoreState): IndicatorIndex {
    const { declared, asOf } = state;
    const kept = this.#of(state);
    const limit = asOf === null ? Infinity : Date.parse(asOf);
    const counted = kept.moments.filter((moment) => moment <= limit).length;
    const isNow = counted === kept.moments.length;
    const key = [indicator, counted, declared.countsFrom?.getTime() ?? ''].join(' ');
    const index = isNow ? kept.now.get(key) : kept.earlier.get(key);
    if (index !== undefined) return index;
    const made = indexIndicator(indicator, readable(state, kept.known), kept.addresses);
    if (isNow) kept.now.set(key, made);
    else kept.earlier.set(key, made);
    return made;
  }

  #of({ stored, coalition }: StoreState): Kept {
    const ofList = this.#kept.get(stored) ?? new WeakMap<object, Kept>();
    this.#kept.set(stored, ofList);
    const kept = ofList.get(coalition) ?? {
      moments: stored.flatMap(({ countsFrom, revokedAt }) =>
        revokedAt === null ? [countsFrom.getTime()] : [countsFrom.getTime(), revokedAt.getTime()],
      ),
      known: new Set(coalition.partners.map(({ id }) => id)),
      addresses: new AddressBook(),
      now: new Map<string, IndicatorIndex>(),
      earlier: new LRUCache<string, IndicatorIndex>({ max: EARLIER_KEPT }),
    };
    ofList.set(coalition, kept);
    return kept;
  }
}

/** A partner that joined since a request began is no part of its answer. */
function readable(
  { declared, stored, asOf }: StoreState,
  known: ReadonlySet<string>,
): { declared: Declarations; known: StoredRelease[] } {
  return {
    declared: { partners: declared.partners.filter(({ id }) => known.has(id)) },
    known: releasesKnownAt(stored, asOf).filter(({ document }) => known.has(document.partner)),
  };
}
