/**
 * The processes of a bench: started, asked, and stopped by their ids whatever happens, Ctrl-C included.
 *
 * A program that is started says `{ type: 'ready', url }` over IPC, as the hub does; `answer-bench.mjs` inside it answers
 * questions.
 */
import { spawn } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const PRELOAD = new URL('answer-bench.mjs', import.meta.url).href;
const READY_MILLISECONDS = 60_000;
const STOP_MILLISECONDS = 20_000;
const KEPT_STDERR = 4_000;

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}

/** A process that is ready. Its questions are answered in any order. */
function speakWith(child, name) {
  const waiting = new Map();
  let asked = 0;
  child.on('message', ({ bench, answer, error }) => {
    const { resolve, reject } = waiting.get(bench) ?? {};
    waiting.delete(bench);
    if (error === undefined) resolve?.(answer);
    else reject?.(new Error(`${name}: ${error}`));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} has ended while it was asked`));
  });
  return (ask, more = {}) =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      child.send({ ...more, bench: asked, ask }, (error) => {
        if (error !== null) reject(new Error(`${name} cannot be asked`));
      });
    });
}

function untilReady(child, { name, said, readyMilliseconds }) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${name} is not ready in time`)), readyMilliseconds);
    const end = (settle, value) => {
      clearTimeout(timer);
      settle(value);
    };
    child.on('message', ({ type, url }) => {
      if (type === 'ready') end(resolve, url);
    });
    child.on('error', () => end(reject, new Error(`${name} cannot be started`)));
    child.on('exit', () => end(reject, new Error(`${name} has ended: ${lastLine(said())}`)));
  });
}

function untilEnd(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
    child.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** Each process is started in an environment of its own: nothing of the caller's but PATH. */
export class RunningProcesses {
  #children = [];
  #cleanUp;
  #onSignal = (signal) => {
    void this.stop().then(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };

  /** @param cleanUp - what else is left when all have ended */
  constructor(cleanUp) {
    this.#cleanUp = cleanUp;
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, this.#onSignal);
  }

  /**
   * @param name - for messages
   * @param script - URL of what is run
   * @returns where it answers, and a way to ask the process
   */
  async start(name, script, { args = [], env = {}, readyMilliseconds = READY_MILLISECONDS } = {}) {
    const child = spawn(process.execPath, ['--import', PRELOAD, fileURLToPath(script), ...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1', ...env },
    });
    this.#children.push(child);
    let stderr = '';
    child.stderr.on('data', (bytes) => {
      stderr = `${stderr}${bytes}`.slice(-KEPT_STDERR);
    });
    const url = await untilReady(child, { name, said: () => stderr, readyMilliseconds });
    return { name, url, pid: child.pid, ask: speakWith(child, name) };
  }

  async stop() {
    await Promise.all(this.#children.map(untilEnd));
    this.#children = [];
    await this.#cleanUp();
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, this.#onSignal);
  }
}
