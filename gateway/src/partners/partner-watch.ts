/**
 * Looks at every partner's schemas, at the start and then again and again, so that a change at a node reaches the
 * graph without a restart.
 *
 * Takes the coalition as it is now, gives the extensions that belong into the graph and says when they changed.
 * No partner is asked for records before its contract was found to be the coalition's (`admit`).
 */
import type { CheckedExtension, Coalition, CoalitionPartner } from '@vigil/shared';
import type { Logger } from 'pino';
import { PartnerFailure } from '../5-fetch/http/partner-failure.js';
import type { WatchSettings } from '../config.js';
import type { PartnerState, PartnerStateStore } from '../storage/partner-state-store.js';
import type { PartnerAsking } from './ask-partner.js';
import { readContractSdl, readExtensionSdl } from './read-schemas.js';
import { WatchedPartner, type WatchedPartnerOptions } from './watched-partner.js';

export interface PartnerWatchOptions {
  /** as it is now, the operator's decisions included */
  coalition: () => Coalition;
  asking: PartnerAsking;
  store: Pick<PartnerStateStore, 'states' | 'saveState'>;
  checkExtension: WatchedPartnerOptions['checkExtension'];
  settings: WatchSettings;
  /** the extensions that belong into the graph are others now */
  onChange: () => void;
  now: () => Date;
  log: Logger;
}

/** A look under way: the contract's part is over before the extension's. */
interface Look {
  contract: Promise<void>;
  done: Promise<void>;
}

export class PartnerWatch {
  readonly #watched = new Map<string, WatchedPartner>();
  readonly #looks = new Map<WatchedPartner, Look>();
  /** what the graph was last told of */
  readonly #told = new Map<string, string | undefined>();
  #timer: NodeJS.Timeout | null = null;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly options: PartnerWatchOptions) {}

  /** Recalls what was sound before, looks at every partner, and goes on looking. */
  async start(): Promise<void> {
    const recalled = new Map((await this.options.store.states()).map((state) => [state.partner, state]));
    for (const partner of this.#active()) this.#watch(partner, recalled.get(partner.id));
    await this.#rounds();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#round;
    await Promise.all([...this.#looks.values()].map(({ done }) => done));
  }

  /** Sound extensions of the partners that take part, in the coalition's order. */
  extensions(): CheckedExtension[] {
    return this.#active().flatMap(({ id }) => this.#watched.get(id)?.extension() ?? []);
  }

  /** One look at every partner; resolves when every one has answered or failed. */
  async lookAtAll(): Promise<void> {
    await Promise.all(this.#active().map(({ id }) => this.look(id)));
  }

  /**
   * After a change of the coalition: forgets who takes no part any more, and looks at who is new or has moved.
   *
   * @returns when these looks are over
   */
  async follow(): Promise<void> {
    const active = new Map(this.#active().map((partner) => [partner.id, partner]));
    for (const id of this.#watched.keys()) {
      if (active.has(id)) continue;
      this.#watched.delete(id);
      this.#told.delete(id);
    }
    const fresh = [...active.values()].filter(({ id, url }) => this.#watched.get(id)?.url !== url);
    for (const partner of fresh) this.#watch(partner, this.#watched.get(partner.id)?.state());
    await Promise.all(fresh.map(({ id }) => this.look(id)));
  }

  /** A look that takes nothing for granted: what was refused or held back is judged again. */
  async lookAgain(id: string): Promise<void> {
    await this.look(id);
    this.#watched.get(id)?.forget();
    await this.look(id);
  }

  /** One look at one partner; several at once are one. */
  look(id: string): Promise<void> {
    return this.#begin(id)?.done ?? Promise.resolve();
  }

  /**
   * Passes when this partner may be asked for records.
   *
   * @throws PartnerFailure when its node does not serve the contract, or does not say what it serves
   */
  async admit(id: string): Promise<void> {
    if (this.#watched.get(id)?.contract === 'UNKNOWN') await this.#begin(id)?.contract;
    const contract = this.#watched.get(id)?.contract;
    if (contract === 'ACCEPTED') return;
    throw new PartnerFailure(contract === 'REFUSED' ? 'its schema is refused' : 'its schema is not known');
  }

  #active(): readonly CoalitionPartner[] {
    return this.options.coalition().partners.filter(({ status }) => status === 'ACTIVE');
  }

  #watch({ id, url }: CoalitionPartner, recalled: PartnerState | undefined): void {
    const { checkExtension, settings, now } = this.options;
    const watched = new WatchedPartner({
      id,
      url,
      checkExtension,
      changesPerHour: settings.changesPerHour,
      keepExtensionSeconds: settings.keepExtensionSeconds,
      now,
    });
    if (recalled !== undefined) watched.recall(recalled);
    this.#watched.set(id, watched);
    this.#told.set(id, watched.extension()?.sdl);
  }

  async #rounds(): Promise<void> {
    this.#round = this.lookAtAll();
    await this.#round;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#rounds(), this.options.settings.partnerSeconds * 1_000);
  }

  #begin(id: string): Look | null {
    const watched = this.#watched.get(id);
    if (watched === undefined || this.#stopped) return null;
    const running = this.#looks.get(watched);
    if (running !== undefined) return running;
    const before = watched.state();
    const contract = this.#lookAtContract(watched);
    const done = contract
      .then(() => this.#lookAtExtension(watched))
      .then(() => this.#finish(watched, before));
    const look = { contract, done };
    this.#looks.set(watched, look);
    return look;
  }

  async #lookAtContract(watched: WatchedPartner): Promise<void> {
    try {
      watched.judgeContract(await readContractSdl(this.options.asking, watched.id));
    } catch (error) {
      this.#expectFailure(error, watched.id);
      watched.away();
    }
  }

  async #lookAtExtension(watched: WatchedPartner): Promise<void> {
    if (watched.contract !== 'ACCEPTED' || !watched.state().reachable) return;
    try {
      watched.judgeExtension(await readExtensionSdl(this.options.asking, watched.id));
    } catch (error) {
      watched.noExtensionAnswer(this.#expectFailure(error, watched.id));
    }
  }

  /** A node's failure is part of life; one of ours is told, and the look is over all the same. */
  #expectFailure(error: unknown, partner: string): string {
    if (error instanceof PartnerFailure) return error.message;
    this.options.log.error(
      { partner, reason: error instanceof Error ? error.name : 'unknown' },
      'a partner could not be looked at',
    );
    return 'it could not be looked at';
  }

  async #finish(watched: WatchedPartner, before: PartnerState): Promise<void> {
    this.#looks.delete(watched);
    // Replaced while it was looked at: the partner has moved, or left.
    if (this.#watched.get(watched.id) !== watched) return;
    const state = watched.state();
    this.#tell(state, before);
    const sdl = watched.extension()?.sdl;
    if (sdl !== this.#told.get(watched.id)) {
      this.#told.set(watched.id, sdl);
      this.options.onChange();
    }
    try {
      await this.options.store.saveState(state);
    } catch {
      this.options.log.warn({ partner: state.partner }, 'what was found at a partner could not be kept');
    }
  }

  /** Once for each change, not once for each look. */
  #tell(state: PartnerState, before: PartnerState): void {
    const { log } = this.options;
    const { partner, contract, contractReason, extension, extensionReason } = state;
    if (contract === 'REFUSED' && contractReason !== before.contractReason)
      log.error({ partner }, `schema of the partner is refused: ${contractReason ?? ''}`);
    if (extensionReason !== null && extensionReason !== before.extensionReason)
      log.error({ partner, extension }, `extension of the partner is not taken: ${extensionReason}`);
    if (contract === 'ACCEPTED' && before.contract !== 'ACCEPTED') log.info({ partner }, 'partner admitted');
  }
}
