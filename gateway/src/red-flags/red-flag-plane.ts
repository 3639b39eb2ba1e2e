/**
 * The red flags of a hub: raised anew when releases change, and never for a request.
 *
 * Takes the release store, the coalition, detectors and the record of what was done about flags; answers the public
 * `redFlags` connection. Flags live in memory, so they answer while the database is away; what could not be recorded
 * then is recorded at the next look. Judging takes a while after a start with many series: a caller waits for so long,
 * then gets the flags of the releases before, and when there are none yet, is told to come again.
 */
import { HubError } from '@vigil/shared';
import type { Coalition, RedFlagConnection, RedFlagsArguments } from '@vigil/shared';
import { currentReleases, headReleases } from '../releases/current-releases.js';
import type { StoredRelease } from '../releases/stored-release.js';
import type { RedFlagStore } from '../storage/red-flag-store.js';
import type { ComparableSeries } from './comparable-series.js';
import { isRecorded, withLife, type FlagStep, type LivingFlag } from './flag-life.js';
import { compareFlags, flagPage } from './flag-page.js';
import type { Finding, JudgedSeries } from './judge-series.js';
import { raiseFlags } from './raise-flags.js';
import type { RaisedFlag } from './red-flag.js';
import { silencesOf } from './silent-partners.js';

export interface RedFlagPlaneOptions {
  /** `all()` is the same array until something changes */
  readonly store: { all(): readonly StoredRelease[] };
  /** in force; the same object until something changes */
  readonly coalition: () => Pick<Coalition, 'partners'>;
  readonly record: Pick<RedFlagStore, 'stepsAfter' | 'raise'>;
  /** what the detectors find; asked once for a series as long as it stays the same */
  readonly judge: (series: JudgedSeries) => Promise<readonly Finding[]>;
  /** resolves when a caller has waited long enough */
  readonly patience: () => Promise<unknown>;
  readonly log: { error(fields: object, message: string): void };
}

interface Raising {
  readonly releases: readonly StoredRelease[];
  readonly coalition: Pick<Coalition, 'partners'>;
  readonly flags: Promise<readonly RaisedFlag[]>;
}

const NOTHING_YET = { releases: null, coalition: null, flags: null };

export class RedFlagPlane {
  /** of the releases as they are now, finished or not */
  #raising: Raising | null = null;
  /** the newest that is finished */
  #raisedLast: (Pick<Raising, 'releases' | 'coalition'> & { flags: readonly RaisedFlag[] }) | null = null;
  /** of the newest raising: what was said about a series holds as long as the series is the same */
  #findings = new Map<string, readonly Finding[]>();
  readonly #steps = new Map<string, FlagStep[]>();
  #lastStep = 0;
  /** the raising under way, and those that wait for it */
  #working: Promise<void> = Promise.resolve();
  #following: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly options: RedFlagPlaneOptions) {}

  /** @throws HubError BAD_USER_INPUT, LIMIT_EXCEEDED or CURSOR_INVALID; NOT_AVAILABLE while none are judged yet */
  async page(asked: RedFlagsArguments): Promise<RedFlagConnection> {
    return flagPage(this.#living(await this.#raisedInTime()), asked);
  }

  /** Every flag, the newest month first, however long that takes. */
  async flags(): Promise<LivingFlag[]> {
    return this.#living(await this.#raised());
  }

  #living(raised: readonly RaisedFlag[]): LivingFlag[] {
    return raised.map((flag) => withLife(flag, this.#steps.get(flag.id) ?? [])).sort(compareFlags);
  }

  /** Reads what was done about flags, and records what has risen. Never throws: it is called again. */
  follow(): Promise<void> {
    this.#following = this.#following.then(async () => {
      try {
        if (!this.#stopped) await this.record();
      } catch (error) {
        if (this.#stopped) return;
        const reason = error instanceof Error ? error.name : 'unknown';
        this.options.log.error({ reason }, 'red flags were not recorded');
      }
    });
    return this.#following;
  }

  /** The same, once, for whoever wants to hear of a failure. */
  async record(): Promise<void> {
    await this.#readSteps();
    const risen = (await this.#raised()).filter((flag) => !isRecorded(flag, this.#steps.get(flag.id) ?? []));
    if (risen.length === 0) return;
    await this.options.record.raise(
      risen.map(({ id, severity, raisedAt }) => ({ flag: id, severity, at: raisedAt })),
    );
    await this.#readSteps();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#following;
  }

  async #raisedInTime(): Promise<readonly RaisedFlag[]> {
    const raising = this.#raised();
    const { releases, coalition, flags } = this.#raisedLast ?? NOTHING_YET;
    const now = this.#raising;
    if (flags !== null && now !== null && now.releases === releases && now.coalition === coalition)
      return flags;
    await Promise.race([raising, this.options.patience()]);
    if (this.#raisedLast !== null) return this.#raisedLast.flags;
    throw new HubError('NOT_AVAILABLE', 'red flags are being judged; ask again in a minute', 'caller');
  }

  /** Of the releases as they are now. */
  #raised(): Promise<readonly RaisedFlag[]> {
    const releases = this.options.store.all();
    const coalition = this.options.coalition();
    const known = this.#raising;
    if (known?.releases === releases && known.coalition === coalition) return known.flags;
    // One after the other: of releases that come one by one, only the state that is newest by then is judged.
    const work = this.#working.then(() =>
      this.#raising === null || this.#raising === raising ? this.#raise(releases, coalition) : null,
    );
    this.#working = work.then(
      () => undefined,
      () => undefined,
    );
    const flags = work.then((raised) => raised ?? this.#raised());
    const raising: Raising = { releases, coalition, flags };
    this.#raising = raising;
    flags.catch(() => {
      if (this.#raising === raising) this.#raising = null;
    });
    return flags;
  }

  async #raise(
    releases: readonly StoredRelease[],
    coalition: Pick<Coalition, 'partners'>,
  ): Promise<readonly RaisedFlag[]> {
    const used = new Map<string, readonly Finding[]>();
    const flags = await raiseFlags({
      releases: currentReleases(releases, null),
      silences: silencesOf(coalition, headReleases(releases, null)),
      judge: async (series) => {
        const key = findingKey(series);
        const findings = this.#findings.get(key) ?? (await this.options.judge(series));
        this.#findings.set(key, findings);
        used.set(key, findings);
        return findings;
      },
    });
    this.#findings = used;
    this.#raisedLast = { releases, coalition, flags };
    return flags;
  }

  async #readSteps(): Promise<void> {
    for (const step of await this.options.record.stepsAfter(this.#lastStep)) {
      this.#steps.set(step.flag, [...(this.#steps.get(step.flag) ?? []), step]);
      this.#lastStep = step.position;
    }
  }
}

/** All that `judgeSeries` looks at. */
function findingKey({ area, series, judged, newest }: ComparableSeries): string {
  return JSON.stringify([area === null, newest, judged, series.counts, series.noise]);
}
