/**
 * The generations of the graph: the one that new requests begin with, and older ones that requests under way
 * still use.
 *
 * Takes a coalition and the extensions that belong into the graph, makes the next generation beside the requests
 * and puts it into use by one assignment. When it cannot be made, the one in use goes on serving.
 */
import { HubError, type CheckedExtension, type Coalition } from '@vigil/shared';
import type { Logger } from 'pino';
import type { ComposedGraph } from '../composition/compose-supergraph.js';
import type { Exchange, Generation } from '../exchange.js';
import { composeSound, type Compose, type SoundGraph } from './compose-sound.js';
import type { LoadedGraph } from './loaded-graph.js';

/** What a generation is made of. */
export interface Ingredients {
  coalition: Coalition;
  extensions: readonly CheckedExtension[];
}

export interface MadeGeneration {
  generation: Generation;
  graph: Pick<LoadedGraph, 'prepare' | 'stop'>;
  /** once it is chosen, before it goes live: what nobody should have to wait for */
  warm?: () => Promise<void>;
}

export interface GenerationsOptions {
  compose: Compose<ComposedGraph>;
  /** @param before - the one in use, whose compiled parts may be used again; null: this is the first */
  make: (
    input: Ingredients & { number: number; composed: ComposedGraph },
    before: Generation | null,
  ) => Promise<MadeGeneration>;
  /** after a switch, and after a change of what is wrong */
  onSettled: () => void;
  log: Logger;
}

interface Live extends MadeGeneration {
  extensions: readonly CheckedExtension[];
  composed: ComposedGraph;
  /** requests under way */
  users: number;
}

/** A graph that composed and was loaded: only then is it known to be sound. */
interface Built {
  composed: ComposedGraph;
  made: MadeGeneration;
}

type Sound = Pick<SoundGraph<Built>, 'composed' | 'extensions'> & {
  /** null: the extensions are those in use, and what is wrong with others is known */
  leftOut: SoundGraph<Built>['leftOut'] | null;
};

function isSameSet(a: readonly CheckedExtension[], b: readonly CheckedExtension[]): boolean {
  return a.length === b.length && a.every((one, n) => one.partner === b[n]?.partner && one.sdl === b[n].sdl);
}

function reasonOf(error: unknown): string {
  return error instanceof HubError ? error.message : 'the graph could not be made';
}

/** Loading can throw anything, and whatever it throws is about the graph. */
function cannotBeMade(cause: unknown): never {
  throw new HubError('COMPOSITION_FAILED', reasonOf(cause), 'operator', { cause });
}

export class Generations {
  #live: Live | null = null;
  #number = 0;
  /** what the live extensions were chosen from: without a change of it, nothing is composed again */
  #wanted: readonly CheckedExtension[] = [];
  #next: Ingredients | null = null;
  #turning: Promise<void> | null = null;
  #problem: string | null = null;
  #closed = false;
  readonly #users = new Map<Exchange, Live>();
  readonly #old = new Set<Live>();

  private constructor(private readonly options: GenerationsOptions) {}

  /** @throws HubError COMPOSITION_FAILED when there is no graph to begin with */
  static async open(options: GenerationsOptions, ingredients: Ingredients): Promise<Generations> {
    const generations = new Generations(options);
    await generations.#turn(ingredients);
    return generations;
  }

  current(): Generation {
    return this.#inUse().generation;
  }

  /** Why the graph is not what coalition and partners would make it; null: it is. */
  problem(): string | null {
    return this.#problem;
  }

  /** A request begins: it keeps the generation in use now until `leave`. */
  enter(exchange: Exchange): void {
    const live = this.#inUse();
    live.users += 1;
    this.#users.set(exchange, live);
    exchange.generation = live.generation;
  }

  /** The request has ended, however it ended. */
  leave(exchange: Exchange): void {
    const live = this.#users.get(exchange);
    if (live === undefined) return;
    this.#users.delete(exchange);
    live.users -= 1;
    this.#stopWhenUnused(live);
  }

  /** What plans and compiles for a request: the graph of the generation that it began with. */
  graphOf(exchange: Exchange): MadeGeneration['graph'] {
    const live = this.#users.get(exchange);
    if (live === undefined || live.generation !== exchange.generation)
      throw new HubError('INTERNAL_SERVER_ERROR', 'a request has no generation', 'operator');
    return live.graph;
  }

  /**
   * Says what the graph should be made of now. Several in quick succession are one: the newest.
   *
   * @returns when it, or a newer one, is in use or was found unsound
   */
  offer(ingredients: Ingredients): Promise<void> {
    this.#next = ingredients;
    this.#turning ??= this.#turnAll();
    return this.#turning;
  }

  /** Requests under way must be over. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#next = null;
    await this.#turning;
    const all = [...this.#old, ...(this.#live === null ? [] : [this.#live])];
    await Promise.all(all.map(({ graph }) => graph.stop()));
  }

  #inUse(): Live {
    if (this.#live === null) throw new HubError('COMPOSITION_FAILED', 'no graph is loaded', 'operator');
    return this.#live;
  }

  async #turnAll(): Promise<void> {
    // A turn of the event loop first: changes that come together make one generation.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#next !== null && !this.#closed) {
      const ingredients = this.#next;
      this.#next = null;
      await this.#turn(ingredients).catch((error: unknown) => {
        this.#setProblem(reasonOf(error));
      });
    }
    this.#turning = null;
  }

  async #turn(ingredients: Ingredients): Promise<void> {
    const { options } = this;
    const before = this.#live;
    const isSame = before !== null && isSameSet(ingredients.extensions, this.#wanted);
    if (isSame && ingredients.coalition === before.generation.coalition) return;
    const sound = await this.#build(ingredients, isSame ? before : null);
    const { extensions, leftOut } = sound;
    const { composed, made } = sound.composed;
    await made.warm?.();
    this.#number = made.generation.number;
    this.#wanted = ingredients.extensions;
    // The switch: whoever begins from here on begins with the new one.
    this.#live = { ...made, extensions, composed, users: 0 };
    if (before !== null) this.#retire(before);
    const { hash } = made.generation;
    options.log.info(
      { generation: this.#number, hash, extensions: extensions.map(({ partner }) => partner) },
      'graph in use',
    );
    if (leftOut !== null)
      this.#setProblem(
        [...leftOut].map(([partner, reason]) => `extension of ${partner}: ${reason}`).join('; '),
      );
    options.onSettled();
  }

  /**
   * Composes and loads what fits together; without `same`, the one whose extensions are wanted again, everything
   * is composed. An extension that composes and cannot be loaded is left out like one that does not compose.
   */
  async #build({ coalition, extensions: wanted }: Ingredients, same: Live | null): Promise<Sound> {
    const { compose, make } = this.options;
    const before = this.#live;
    const built: Built[] = [];
    const number = this.#number + 1;
    const load = async (composed: ComposedGraph, extensions: readonly CheckedExtension[]): Promise<Built> => {
      const input = { number, coalition, composed, extensions };
      const made = await make(input, before?.generation ?? null).catch(cannotBeMade);
      const one = { composed, made };
      built.push(one);
      return one;
    };
    if (same !== null) {
      const { composed, extensions } = same;
      return { composed: await load(composed, extensions), extensions, leftOut: null };
    }
    let chosen: Built | null = null;
    try {
      const sound = await composeSound(wanted, {
        live: before?.extensions ?? [],
        compose: async (extensions) => load(await compose(extensions), extensions),
      });
      chosen = sound.composed;
      return sound;
    } finally {
      // Tried on the way to the one that is used.
      for (const one of built) if (one !== chosen) this.#stop(one.made);
    }
  }

  /** Once for each change. */
  #setProblem(text: string): void {
    const problem = text === '' ? null : text;
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem !== null)
      this.options.log.error(`the graph is not as it should be, what was sound stays in use: ${problem}`);
    this.options.onSettled();
  }

  #retire(live: Live): void {
    this.#old.add(live);
    this.#stopWhenUnused(live);
  }

  #stopWhenUnused(live: Live): void {
    if (live.users > 0 || !this.#old.delete(live)) return;
    this.#stop(live);
  }

  #stop({ graph, generation }: MadeGeneration): void {
    graph.stop().catch(() => {
      this.options.log.warn({ generation: generation.number }, 'an old graph could not be stopped');
    });
  }
}
