/**
 * Judges series beside the requests: a model of three years takes milliseconds a month, a hub may have hundreds of
 * series of a hundred months, and while they are judged here the hub answers.
 *
 * Takes series, gives findings. The thread is started when it is needed and ends when it was not needed for a while;
 * one that broke is started anew for the next series.
 */
import { Worker } from 'node:worker_threads';
import type { Finding, JudgedSeries } from './judge-series.js';

export interface JudgeQuestion {
  readonly id: number;
  readonly series: JudgedSeries;
}

export interface JudgeAnswer {
  readonly id: number;
  readonly findings: readonly Finding[];
}

/** Two folders up from `src/red-flags` and `dist/red-flags` alike: a thread runs built code only. */
const WORKER = new URL('../../dist/red-flags/judge-worker.js', import.meta.url);
const IDLE_MILLISECONDS = 30_000;
const MAX_MEGABYTES = 256;

interface Waiting {
  resolve: (findings: readonly Finding[]) => void;
  reject: (error: Error) => void;
}

export class BackgroundJudge {
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #last = 0;
  readonly #waiting = new Map<number, Waiting>();

  judge({ area, series, judged, newest }: JudgedSeries): Promise<readonly Finding[]> {
    const worker = this.#worker ?? this.#start();
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#last += 1;
    const question: JudgeQuestion = { id: this.#last, series: { area, series, judged, newest } };
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.id, { resolve, reject });
      worker.postMessage(question);
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#end(new Error('stopped'));
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES } });
    worker.on('message', (answer: JudgeAnswer) => {
      this.#take(answer);
    });
    worker.on('error', (cause: unknown) => {
      if (this.#worker === worker) this.#end(new Error('the judging thread ended', { cause }));
    });
    // A hub that stops does not wait for it.
    worker.unref();
    this.#worker = worker;
    return worker;
  }

  #take({ id, findings }: JudgeAnswer): void {
    this.#waiting.get(id)?.resolve(findings);
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => {
      this.#end(new Error('the judging thread was not needed'));
    }, IDLE_MILLISECONDS).unref();
  }

  #end(reason: Error): void {
    const worker = this.#worker;
    this.#worker = null;
    if (this.#idle !== null) clearTimeout(this.#idle);
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
    void worker?.terminate();
  }
}
