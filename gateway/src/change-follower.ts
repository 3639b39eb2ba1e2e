/**
 * Follows what changes while the hub runs: the coalition file, the keys and the operator's decisions.
 *
 * Takes whoever looks at them, tells the generations, the releases and the partners. What was seen and could not
 * be followed to its end, because the database was away, is followed at the next look.
 */
import type { Coalition } from '@vigil/shared';
import type { Logger } from 'pino';
import type { Generations } from './generations/generations.js';
import type { LiveCoalition } from './partners/live-coalition.js';
import type { Partners } from './partners/open-partners.js';
import type { ReleaseStore } from './releases/index.js';
import type { PartnerStateStore } from './storage/partner-state-store.js';

/** What is looked at, and who is told. */
export interface Followed {
  live: LiveCoalition;
  state: PartnerStateStore;
  partners: Partners;
  releases: ReleaseStore;
  generations: Generations;
}

/** What decides whether a stored release answers. */
function trustedKeys({ partners }: Coalition): string {
  return JSON.stringify(partners.map(({ id, releaseKeys }) => [id, releaseKeys]));
}

/** What decides which silence an answer speaks of. */
function declaredCoverage({ partners }: Coalition): string {
  return JSON.stringify(partners.map(({ id, coverage }) => [id, coverage]));
}

/** Waits for work that was begun and that nobody else waits for. */
export class Background {
  readonly #running = new Set<Promise<unknown>>();

  constructor(private readonly log: Logger) {}

  run(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.log.error(
          { reason: error instanceof Error ? error.name : 'unknown' },
          'a change was not followed',
        );
      })
      .finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}

export class ChangeFollower {
  #trusted: string;
  #declared: string;
  /** seen in the files, and not followed yet: a database that is away must not make it forgotten */
  #behind = false;
  readonly #decided = new Set<string>();

  constructor(
    private readonly parts: Followed,
    readonly background: Background,
  ) {
    this.#trusted = trustedKeys(parts.live.current());
    this.#declared = declaredCoverage(parts.live.current());
  }

  offer(): Promise<void> {
    const { generations, live, partners } = this.parts;
    return generations.offer({ coalition: live.current(), extensions: partners.watch.extensions() });
  }

  /** The coalition in force, the registry and what may be asked have followed when this resolves. */
  async look(): Promise<void> {
    const { live, partners } = this.parts;
    this.#behind = live.lookAtFiles() || this.#behind;
    for (const id of await live.lookAtDecisions()) this.#decided.add(id);
    if (!this.#behind && this.#decided.size === 0) return;
    await this.#tellReleases();
    const decided = [...this.#decided];
    this.#behind = false;
    this.#decided.clear();
    partners.tidy();
    // Beside: a partner that does not answer must not keep the next change waiting.
    this.background.run(this.offer());
    this.background.run(
      partners.watch.follow().then(() => Promise.all(decided.map((id) => partners.watch.lookAgain(id)))),
    );
    this.saveState();
  }

  async #tellReleases(): Promise<void> {
    const { live, releases } = this.parts;
    const trusted = trustedKeys(live.current());
    if (trusted !== this.#trusted) {
      await releases.recheck();
      this.#trusted = trusted;
    }
    const declared = declaredCoverage(live.current());
    if (declared !== this.#declared) {
      await releases.noteDeclarations();
      this.#declared = declared;
    }
  }

  saveState(): void {
    const { live, generations, state } = this.parts;
    const { number, hash } = generations.current();
    this.background.run(
      state.saveHubState({
        generation: number,
        supergraphHash: hash,
        coalitionHash: live.hash(),
        coalitionProblem: live.problem(),
        compositionProblem: generations.problem(),
        since: new Date(),
      }),
    );
  }
}
