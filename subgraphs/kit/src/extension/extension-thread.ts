/**
 * The thread that runs a partner's `resolvers.mjs`, seen from the node.
 *
 * Takes the module's text and calls of its functions; gives plain JSON values, or an error that says nothing of
 * what the module said. A call that does not come back in time ends the thread, also when the module spins; those
 * that ran beside it are tried once more, each in a thread of its own, and the next call starts another. A thread
 * has no environment and no streams of the node, and a limit of memory.
 */
import { HubError } from '@vigil/shared';
import { Worker } from 'node:worker_threads';

/** A member of the module's `resolvers`. */
export interface ResolverMember {
  readonly type: string;
  readonly field: string;
  readonly callable: boolean;
}

export interface ExtensionCaller {
  readonly organisation: string | null;
  readonly roles: readonly string[];
  readonly purpose: string;
}

export interface ResolverCall {
  readonly type: string;
  readonly field: string;
  /** the events of a batch, or one parent */
  readonly parents: unknown;
  readonly args: unknown;
  readonly caller: ExtensionCaller;
  readonly now: Date;
}

export interface CallOptions {
  /** runs SQL of the module inside the request's own transaction */
  readonly query: (text: string, values: readonly unknown[]) => Promise<unknown[]>;
  /** milliseconds that are left of the request */
  readonly leftMs: () => number;
}

/** What a call came to; `characters` is the length of its JSON text. */
export interface ResolverAnswer {
  readonly value: unknown;
  readonly characters: number;
}

type FromThread =
  | { kind: 'loaded'; members: ResolverMember[] | null }
  | { kind: 'failed'; reason: string }
  | { kind: 'query'; call: number; query: number; text: string; values: unknown[] }
  | { kind: 'answer'; call: number; json: string }
  | { kind: 'spoiled'; call: number; why: string; at: string | null };

interface Pending {
  readonly options: CallOptions;
  readonly resolve: (answer: ResolverAnswer) => void;
  readonly reject: (error: Error) => void;
}

interface RunningThread {
  readonly worker: Worker;
  readonly members: Promise<readonly ResolverMember[]>;
  readonly pending: Map<number, Pending>;
}

/** Plain JavaScript beside `vigil-partner.mjs`: the same path from `src` and from `dist`. */
const THREAD = new URL('../../bin/extension-worker.mjs', import.meta.url);
const START_DEADLINE_MS = 10_000;
const MEMORY_MB = 256;
/** JSON text of one call's value; about what one answer to the hub may hold altogether. */
const MAX_CHARACTERS = 2 * 1024 * 1024;

/** So many calls that died with somebody else's thread are tried again; more of them would be too many threads. */
const MAX_TRIED_AGAIN = 8;

/** Why a field of an extension has no value; the message is for the node's log. */
export class ResolverFailure extends Error {
  override readonly name = 'ResolverFailure';
}

/** The thread ended under a call; `together` of them were running. */
class ThreadEnded extends ResolverFailure {
  constructor(
    why: string,
    readonly together: number,
  ) {
    super(why);
  }
}

/** One thread at a time, started when it is needed. */
export class ExtensionThread {
  #running: RunningThread | null = null;
  #calls = 0;

  /** @param source - text of `resolvers.mjs` */
  constructor(private readonly source: string) {}

  /**
   * What the module exports as `resolvers`.
   *
   * @throws HubError EXTENSION_INVALID when it cannot be loaded or exports no such object
   */
  members(): Promise<readonly ResolverMember[]> {
    return this.#start().members;
  }

  /**
   * Calls one function.
   *
   * @throws ResolverFailure when it throws, answers too much, or does not answer in time
   */
  async call(call: ResolverCall, options: CallOptions): Promise<ResolverAnswer> {
    try {
      // half of the time: what dies beside somebody else's spinning still has the other half
      return await this.#try(call, options, options.leftMs() / 2);
    } catch (error) {
      const again = error instanceof ThreadEnded && error.together > 1 && error.together <= MAX_TRIED_AGAIN;
      if (!again) throw error;
      const alone = new ExtensionThread(this.source);
      try {
        return await alone.#try(call, options, options.leftMs());
      } finally {
        await alone.close();
      }
    }
  }

  async #try(call: ResolverCall, options: CallOptions, deadlineMs: number): Promise<ResolverAnswer> {
    const running = this.#start();
    await running.members;
    this.#calls += 1;
    const number = this.#calls;
    const answered = new Promise<ResolverAnswer>((resolve, reject) => {
      running.pending.set(number, { options, resolve, reject });
    });
    const deadline = setTimeout(
      () => {
        this.#end(running, 'an extension did not answer in time');
      },
      Math.max(1, deadlineMs),
    );
    try {
      running.worker.postMessage({
        kind: 'call',
        call: number,
        type: call.type,
        field: call.field,
        parents: JSON.stringify(call.parents),
        args: JSON.stringify(call.args),
        caller: call.caller,
        now: call.now.getTime(),
      });
      return await answered;
    } finally {
      clearTimeout(deadline);
      running.pending.delete(number);
    }
  }

  /** Ends the thread; calls that run fail. A later call starts another. */
  async close(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    this.#end(running, 'the node stopped');
    await running.worker.terminate();
  }

  #start(): RunningThread {
    if (this.#running !== null) return this.#running;
    const worker = new Worker(THREAD, {
      workerData: { source: this.source, maxCharacters: MAX_CHARACTERS },
      // The node's environment names its database; the module's output could hold what it read there.
      env: {},
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const pending = new Map<number, Pending>();
    const running: RunningThread = { worker, members: this.#loaded(worker), pending };
    this.#running = running;
    worker.on('message', (message: FromThread) => {
      receive(running, message);
    });
    worker.on('error', () => {
      this.#end(running, 'the thread of the extension failed');
    });
    worker.on('exit', () => {
      this.#end(running, 'the thread of the extension ended');
    });
    return running;
  }

  #loaded(worker: Worker): Promise<readonly ResolverMember[]> {
    const loaded = new Promise<readonly ResolverMember[]>((resolve, reject) => {
      const refuse = (why: string): void => {
        reject(new HubError('EXTENSION_INVALID', `resolvers.mjs ${why}`, 'operator'));
      };
      const deadline = setTimeout(() => {
        refuse(`was not loaded within ${START_DEADLINE_MS / 1000} seconds; leave waiting to the resolvers`);
      }, START_DEADLINE_MS);
      worker.on('message', (message: FromThread) => {
        clearTimeout(deadline);
        if (message.kind === 'failed') refuse(`cannot be loaded: ${message.reason}`);
        else if (message.kind !== 'loaded') return;
        else if (message.members === null) refuse('exports no object named resolvers');
        else resolve(message.members);
      });
      worker.once('exit', () => {
        clearTimeout(deadline);
        refuse('ended its thread while it was loaded');
      });
    });
    loaded.catch(() => {
      const running = this.#running;
      if (running?.worker === worker) this.#end(running, 'the extension was not loaded');
    });
    return loaded;
  }

  #end(running: RunningThread, why: string): void {
    if (this.#running === running) this.#running = null;
    const together = running.pending.size;
    for (const { reject } of running.pending.values()) reject(new ThreadEnded(why, together));
    running.pending.clear();
    void running.worker.terminate();
  }
}

function receive({ worker, pending }: RunningThread, message: FromThread): void {
  if (message.kind === 'loaded' || message.kind === 'failed') return;
  const asked = pending.get(message.call);
  if (message.kind === 'query') {
    const { query, text, values } = message;
    void answerQuery(asked, text, values).then((reply) => {
      worker.postMessage({ ...reply, query });
    });
  } else if (message.kind === 'answer') {
    asked?.resolve({ value: JSON.parse(message.json) as unknown, characters: message.json.length });
  } else {
    const { why, at } = message;
    asked?.reject(new ResolverFailure(at === null ? why : `${why} at ${at}`));
  }
}

type QueryReply = { kind: 'rows'; rows: unknown[] } | { kind: 'refused'; reason: string };

/** The database's own words stay inside the partner's code, which knows its data anyway. */
async function answerQuery(
  asked: Pending | undefined,
  text: string,
  values: readonly unknown[],
): Promise<QueryReply> {
  try {
    if (asked === undefined) return { kind: 'refused', reason: 'the request is over' };
    return { kind: 'rows', rows: await asked.options.query(text, values) };
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : 'the query failed' };
  }
}
