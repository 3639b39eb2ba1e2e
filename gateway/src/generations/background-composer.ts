/**
 * Composes supergraphs beside the requests: composition takes hundreds of milliseconds of one processor, and
 * while it runs here the hub answers.
 *
 * Takes checked extensions, gives a composed graph or COMPOSITION_FAILED. The thread is started when it is needed
 * and ends when it was not needed for a while, or when a composition takes too long.
 */
import { Worker } from 'node:worker_threads';
import { HubError, type CheckedExtension } from '@vigil/shared';
import type { ComposedGraph } from '../composition/compose-supergraph.js';
import type { ComposeAnswer, ComposeQuestion } from './compose-message.js';

/** Two folders up from `src/generations` and `dist/generations` alike: a thread runs built code only. */
const WORKER = new URL('../../dist/generations/compose-worker.js', import.meta.url);
const DEADLINE_MILLISECONDS = 60_000;
const IDLE_MILLISECONDS = 30_000;
const MAX_MEGABYTES = 512;

interface Waiting {
  resolve: (composed: ComposedGraph) => void;
  reject: (error: HubError) => void;
  deadline: NodeJS.Timeout;
}

function failed(message: string, cause?: unknown): HubError {
  return new HubError('COMPOSITION_FAILED', message, 'operator', { cause });
}

export class BackgroundComposer {
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #last = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** @throws HubError COMPOSITION_FAILED */
  compose(extensions: readonly CheckedExtension[]): Promise<ComposedGraph> {
    const worker = this.#worker ?? this.#start();
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#last += 1;
    const question: ComposeQuestion = { id: this.#last, extensions };
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#end(failed(`composing takes longer than ${DEADLINE_MILLISECONDS / 1_000} seconds`));
      }, DEADLINE_MILLISECONDS);
      this.#waiting.set(question.id, { resolve, reject, deadline });
      worker.postMessage(question);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#end(failed('the hub is stopping'));
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES } });
    worker.on('message', (answer: ComposeAnswer) => {
      this.#take(answer);
    });
    worker.on('error', (cause: unknown) => {
      if (this.#worker === worker) this.#end(failed('the composing thread ended', cause));
    });
    // A hub that stops does not wait for it.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #take(answer: ComposeAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.id);
    clearTimeout(waiting.deadline);
    if ('composed' in answer) waiting.resolve(answer.composed);
    else waiting.reject(failed(answer.refused));
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => {
      this.#end(failed('the composing thread was not needed'));
    }, IDLE_MILLISECONDS).unref();
  }

  #end(reason: HubError): void {
    const worker = this.#worker;
    this.#worker = null;
    if (this.#idle !== null) clearTimeout(this.#idle);
    for (const { reject, deadline } of this.#waiting.values()) {
      clearTimeout(deadline);
      reject(reason);
    }
    this.#waiting.clear();
    void worker?.terminate();
  }
}
