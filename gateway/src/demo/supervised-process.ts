/**
 * The demonstration's child processes: one-off commands, and servers that say over IPC when they are ready.
 *
 * Takes a command line of Node, gives its outcome. A server holds an IPC channel to us: when we die, however,
 * the channel closes and the server stops itself, its database included.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { HubError } from '@vigil/shared';

export interface Launch {
  /** what to call it in messages, for example a partner id */
  name: string;
  script: string;
  arguments: readonly string[];
}

export interface RunningServer {
  url: string;
  /** resolves when the process has ended, asked or not */
  ended: Promise<void>;
  stop(): Promise<void>;
}

const STOP_GRACE_MILLISECONDS = 20_000;
const KEPT_LINES = 12;

/** Keeps the last lines a child wrote for a person, so that a failure can be shown with its reason. */
function keepTail(child: ChildProcess): () => string {
  const lines: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    // A line that starts with a brace is the log, for machines.
    lines.push(...text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('{')));
    lines.splice(0, Math.max(0, lines.length - KEPT_LINES));
  });
  return () => lines.join('\n');
}

function readyUrl(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { type, url } = message as { type?: unknown; url?: unknown };
  return type === 'ready' && typeof url === 'string' ? url : undefined;
}

/** Starts children and knows all that still run, so that stopping leaves none behind. */
export class Supervisor {
  readonly #running = new Map<ChildProcess, Promise<void>>();
  #stopping = false;

  constructor(
    private readonly cwd: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Was it asked to stop? What ends from now on ends on purpose. */
  isStopping(): boolean {
    return this.#stopping;
  }

  #start(launch: Launch, stdio: 'pipe' | 'ipc'): ChildProcess {
    if (this.#stopping) throw new HubError('USAGE', 'stopped before it was ready', 'operator');
    const child = spawn(process.execPath, [launch.script, ...launch.arguments], {
      cwd: this.cwd,
      env: this.environment,
      stdio: stdio === 'ipc' ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
      // A process group of its own: Ctrl-C in a terminal reaches us alone, and we stop the servers in order.
      detached: process.platform !== 'win32',
    });
    const ended = new Promise<void>((resolve) => {
      child.once('close', () => {
        this.#running.delete(child);
        resolve();
      });
    });
    this.#running.set(child, ended);
    return child;
  }

  async #stop(child: ChildProcess): Promise<void> {
    const ended = this.#running.get(child);
    if (ended === undefined) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MILLISECONDS);
    await ended;
    clearTimeout(timer);
  }

  /**
   * Runs a command to its end.
   *
   * @returns what it wrote on standard output
   * @throws HubError USAGE with the command's own last lines when it exits with anything but 0
   */
  async run(launch: Launch): Promise<string> {
    const child = this.#start(launch, 'pipe');
    const tail = keepTail(child);
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0)
      throw new HubError('USAGE', `${launch.name}: ${tail() || 'the command failed'}`, 'operator');
    return output;
  }

  /**
   * Starts a server and waits until it says `{type: 'ready', url}` over IPC.
   *
   * @throws HubError USAGE with the server's last lines when it ends before that
   */
  async serve(launch: Launch): Promise<RunningServer> {
    const child = this.#start(launch, 'ipc');
    const tail = keepTail(child);
    child.stdout?.resume();
    const ended = this.#running.get(child) ?? Promise.resolve();
    const url = await new Promise<string>((resolve, reject) => {
      child.on('message', (message) => {
        const value = readyUrl(message);
        if (value !== undefined) resolve(value);
      });
      child.once('error', reject);
      void ended.then(() => {
        reject(new HubError('USAGE', `${launch.name}: ${tail() || 'ended before it was ready'}`, 'operator'));
      });
    });
    return { url, ended, stop: () => this.#stop(child) };
  }

  /** Stops whatever still runs and starts nothing any more. */
  async stopAll(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#running.keys()].map((child) => this.#stop(child)));
  }
}
