/**
 * Hears of changes that were made beside the running hub: LISTEN/NOTIFY, and a look every few seconds, because a
 * connection that broke has told nothing.
 *
 * Takes the database's address and what to do, gives a listener that reconnects until it is closed.
 */
import { describeDatabaseError } from '@vigil/shared';
import pg from 'pg';
import type { Logger } from 'pino';
import { CHANGE_CHANNEL, type Change } from './partner-state-store.js';

export interface ChangeListenerOptions {
  url: string;
  /** a look without being told */
  everySeconds: number;
  /** must not throw; called again while it runs, it is called once more afterwards */
  onChange: (change: Change | 'look') => Promise<void>;
  log: Logger;
}

const FIRST_WAIT_MILLISECONDS = 250;
const MAX_WAIT_MILLISECONDS = 15_000;
const CONNECT_MILLISECONDS = 5_000;

export class ChangeListener {
  #client: pg.Client | null = null;
  #looking: NodeJS.Timeout | null = null;
  #reconnecting: NodeJS.Timeout | null = null;
  #wait = FIRST_WAIT_MILLISECONDS;
  #closed = false;
  #working: Promise<void> = Promise.resolve();

  constructor(private readonly options: ChangeListenerOptions) {}

  async start(): Promise<void> {
    await this.#connect();
    this.#looking = setInterval(() => {
      this.#tell('look');
    }, this.options.everySeconds * 1_000);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#looking !== null) clearInterval(this.#looking);
    if (this.#reconnecting !== null) clearTimeout(this.#reconnecting);
    await this.#client?.end().catch(() => undefined);
    await this.#working;
  }

  #tell(change: Change | 'look'): void {
    if (this.#closed) return;
    this.#working = this.#working.then(() => (this.#closed ? undefined : this.options.onChange(change)));
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.url,
      connectionTimeoutMillis: CONNECT_MILLISECONDS,
      keepAlive: true,
    });
    // Reported as an event, and an event that nobody hears ends the process.
    client.on('error', (error: unknown) => {
      this.#broken(client, error);
    });
    client.on('end', () => {
      this.#broken(client, null);
    });
    client.on('notification', ({ payload }) => {
      if (payload === 'partners' || payload === 'coalition' || payload === 'flags') this.#tell(payload);
    });
    this.#client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANGE_CHANNEL}`);
      this.#wait = FIRST_WAIT_MILLISECONDS;
    } catch (error) {
      this.#broken(client, error);
    }
  }

  #broken(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = null;
    void client.end().catch(() => undefined);
    const code = error === null ? undefined : describeDatabaseError(error).code;
    this.options.log.warn({ code }, 'the hub does not hear of changes at once; it looks for them meanwhile');
    this.#reconnecting = setTimeout(() => {
      // What was announced meanwhile is lost: look, once it listens again.
      this.#connect().then(
        () => {
          this.#tell('look');
        },
        () => undefined,
      );
    }, this.#wait);
    this.#wait = Math.min(this.#wait * 2, MAX_WAIT_MILLISECONDS);
  }
}
