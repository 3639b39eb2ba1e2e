/**
 * What the hub holds of one partner's schemas, and what a look at its node changes.
 *
 * Takes SDL texts or the reason why there was none, gives a state. No I/O; who asks is `partner-watch.ts`.
 */
import { HubError, checkPartnerSdl, type CheckedExtension } from '@vigil/shared';
import type { ContractState, ExtensionState, PartnerState } from '../storage/partner-state-store.js';
import { ChangeAllowance } from './change-allowance.js';

export interface WatchedPartnerOptions {
  id: string;
  /** where the node was when it was looked at */
  url: string;
  checkExtension: (input: { partner: string; sdl: string }) => CheckedExtension;
  /** changes of the extension that are taken in an hour */
  changesPerHour: number;
  keepExtensionSeconds: number;
  now: () => Date;
}

interface Judgement<State> {
  state: State;
  reason: string | null;
}

function refusal(error: unknown): string {
  if (!(error instanceof HubError)) throw error;
  return error.message;
}

export class WatchedPartner {
  #contract: Judgement<ContractState> = { state: 'UNKNOWN', reason: null };
  #extension: Judgement<ExtensionState> = { state: 'UNKNOWN', reason: null };
  /** judged already: the same text is not judged twice */
  #contractSdl: string | null = null;
  #refusedSdl: string | null = null;
  /** the newest sound one */
  #sound: CheckedExtension | null = null;
  #seenAt: Date | null = null;
  #checkedAt: Date;
  #reachable = false;
  #allowance: ChangeAllowance;

  constructor(private readonly options: WatchedPartnerOptions) {
    this.#checkedAt = options.now();
    this.#allowance = new ChangeAllowance(options.changesPerHour, this.#checkedAt);
  }

  get id(): string {
    return this.options.id;
  }

  get url(): string {
    return this.options.url;
  }

  get contract(): ContractState {
    return this.#contract.state;
  }

  /** The extension that belongs into the graph now. */
  extension(): CheckedExtension | null {
    if (this.#contract.state === 'REFUSED' || this.#sound === null || this.#seenAt === null) return null;
    const age = this.options.now().getTime() - this.#seenAt.getTime();
    return age <= this.options.keepExtensionSeconds * 1_000 ? this.#sound : null;
  }

  /** What was sound before a restart of the hub stays, as if the partner had only been away. */
  recall({ extensionSdl, extensionSeenAt }: Pick<PartnerState, 'extensionSdl' | 'extensionSeenAt'>): void {
    if (extensionSdl === null) return;
    try {
      this.#sound = this.options.checkExtension({ partner: this.id, sdl: extensionSdl });
      this.#seenAt = extensionSeenAt;
    } catch (error) {
      this.#extension = { state: 'REFUSED', reason: refusal(error) };
    }
  }

  /** The node is another one, or the operator wants a fresh look: nothing is taken for granted. */
  forget(): void {
    this.#contract = { state: 'UNKNOWN', reason: null };
    this.#contractSdl = null;
    this.#refusedSdl = null;
    this.#allowance = new ChangeAllowance(this.options.changesPerHour, this.options.now());
  }

  away(): void {
    this.#checkedAt = this.options.now();
    this.#reachable = false;
  }

  judgeContract(sdl: string): ContractState {
    this.#checkedAt = this.options.now();
    this.#reachable = true;
    if (sdl === this.#contractSdl) return this.#contract.state;
    this.#contractSdl = sdl;
    try {
      checkPartnerSdl(sdl);
      this.#contract = { state: 'ACCEPTED', reason: null };
    } catch (error) {
      this.#contract = { state: 'REFUSED', reason: refusal(error) };
    }
    return this.#contract.state;
  }

  /** @param sdl - null: the partner says that it has none */
  judgeExtension(sdl: string | null): void {
    if (sdl === null) {
      this.#sound = null;
      this.#seenAt = null;
      this.#refusedSdl = null;
      this.#extension = { state: 'NONE', reason: null };
    } else if (sdl === this.#sound?.sdl) {
      this.#seenAt = this.options.now();
      this.#extension = { state: 'ACCEPTED', reason: null };
    } else if (sdl !== this.#refusedSdl) {
      this.#judgeChanged(sdl);
    }
  }

  noExtensionAnswer(reason: string): void {
    this.#extension = { state: this.#sound === null ? 'UNKNOWN' : this.#extension.state, reason };
  }

  #judgeChanged(sdl: string): void {
    const now = this.options.now();
    if (!this.#allowance.take(now)) {
      const reason = `it changed more than ${this.options.changesPerHour} times an hour; later, or \`vigil-hub partners admit\``;
      this.#extension = { state: 'HELD_BACK', reason };
      return;
    }
    try {
      this.#sound = this.options.checkExtension({ partner: this.id, sdl });
      this.#seenAt = now;
      this.#refusedSdl = null;
      this.#extension = { state: 'ACCEPTED', reason: null };
    } catch (error) {
      this.#refusedSdl = sdl;
      this.#extension = { state: 'REFUSED', reason: refusal(error) };
    }
  }

  state(): PartnerState {
    return {
      partner: this.id,
      checkedAt: this.#checkedAt,
      reachable: this.#reachable,
      contract: this.#contract.state,
      contractReason: this.#contract.reason,
      extension: this.#contract.state === 'REFUSED' ? 'UNKNOWN' : this.#extension.state,
      extensionReason: this.#extension.reason,
      extensionSdl: this.#sound?.sdl ?? null,
      extensionSeenAt: this.#seenAt,
    };
  }
}
