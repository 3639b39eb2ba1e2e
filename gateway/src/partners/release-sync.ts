/**
 * Fetches partners' new releases and revocations: at the start, then again and again, and when a partner says that
 * there is something new.
 *
 * A partner that is away is asked again next time; one partner's trouble never keeps another's releases. However
 * many ask for it at once, a partner is asked by one run at a time, and at most once more after it.
 */
import { HubError } from '@vigil/shared';
import type { Logger } from 'pino';
import { syncReleases, type ReleaseStore } from '../releases/index.js';
import { PartnerFailure } from '../5-fetch/http/partner-failure.js';
import type { AskPartner } from './ask-partner.js';
import { HUB_CALLER } from './hub-caller.js';
import type { PartnerRegistry } from './partner-registry.js';

export interface ReleaseSyncOptions {
  registry: Pick<PartnerRegistry, 'active'>;
  ask: AskPartner;
  store: Pick<ReleaseStore, 'lastSequence' | 'lastLedger' | 'store' | 'storeRevocation' | 'isNewRefusal'>;
  everySeconds: number;
  log: Logger;
}

/** A partner gives a few releases at a time; one that never comes to its end goes on in the next round. */
const MAX_PAGES_A_ROUND = 100;
const RELEASE_COORDINATES = ['Query.releases'];

/** Messages of other errors may hold what was to be stored. */
function reasonOf(error: unknown): string {
  if (error instanceof HubError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}

/** A run under way; what is asked for meanwhile may be newer than what it has read. */
interface Run {
  again: boolean;
  done: Promise<void>;
}

/** Others set it while this one waits. */
function asksAgain(run: Run): boolean {
  return run.again;
}

/** Runs until stopped; no two rounds at once. */
export class ReleaseSync {
  readonly #runs = new Map<string, Run>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly options: ReleaseSyncOptions) {}

  /** @returns when the first round is over: every partner has answered or failed by its deadline */
  start(): Promise<void> {
    return this.#round();
  }

  /** One round over all partners; resolves when every one has answered or failed. */
  async runOnce(): Promise<void> {
    const { registry } = this.options;
    await Promise.all(registry.active().map(({ id }) => this.pull(id)));
  }

  /** Asks one partner now; resolves when what it had at this moment is here, or it has failed. */
  pull(partner: string): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    const running = this.#runs.get(partner);
    if (running !== undefined) {
      running.again = true;
      return running.done;
    }
    const run: Run = { again: false, done: Promise.resolve() };
    this.#runs.set(partner, run);
    run.done = this.#run(partner, run);
    return run.done;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
    await Promise.all([...this.#runs.values()].map(({ done }) => done));
  }

  async #round(): Promise<void> {
    this.#running = this.runOnce();
    await this.#running;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#round(), this.options.everySeconds * 1_000);
  }

  async #run(partner: string, run: Run): Promise<void> {
    do {
      run.again = false;
      await this.#sync(partner);
    } while (asksAgain(run) && !this.#stopped);
    this.#runs.delete(partner);
  }

  /** @returns whether there may be more: this page took the hub further than it was */
  async #syncPage(partner: string): Promise<boolean> {
    const { ask, store, log } = this.options;
    const before = store.lastSequence(partner);
    const { stored, refused } = await syncReleases({
      partner,
      store,
      log,
      post: (path, body) =>
        ask({
          partner,
          caller: HUB_CALLER,
          path,
          body: JSON.stringify(body),
          coordinates: RELEASE_COORDINATES,
        }),
    });
    return stored > 0 && refused === 0 && store.lastSequence(partner) > before;
  }

  /** A partner that has just answered, and fails once, was kept waiting: by the hub's own work on what it gave. */
  async #syncNextPage(partner: string): Promise<boolean> {
    try {
      return await this.#syncPage(partner);
    } catch (error) {
      if (!(error instanceof PartnerFailure)) throw error;
      return this.#syncPage(partner);
    }
  }

  async #sync(partner: string): Promise<void> {
    const { log } = this.options;
    try {
      let more = await this.#syncPage(partner);
      for (let pages = 1; more && !this.#stopped && pages < MAX_PAGES_A_ROUND; pages += 1)
        more = await this.#syncNextPage(partner);
    } catch (error) {
      // Whoever spoke to the partner has logged that it did not answer.
      if (error instanceof PartnerFailure) return;
      log.error({ partner, reason: reasonOf(error) }, 'releases were not fetched');
    }
  }
}
