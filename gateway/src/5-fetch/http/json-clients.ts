/**
 * One HTTP client for each origin. A server that moves gets a new one; the old one is closed once nobody can be
 * waiting for it any more.
 */
import { JsonClient, type JsonClientOptions, type JsonPost } from './json-client.js';
import { PartnerFailure } from './partner-failure.js';

export interface OriginPost extends JsonPost {
  origin: string;
}

/** After the deadline a client has nobody waiting; a moment more for whoever is being told. */
const GRACE_MILLISECONDS = 1_000;

export class JsonClients {
  readonly #clients = new Map<string, JsonClient>();
  readonly #leaving = new Map<JsonClient, NodeJS.Timeout>();
  #closed = false;

  constructor(private readonly options: JsonClientOptions) {}

  /** @throws PartnerFailure for anything but a complete JSON answer in time */
  async post(request: OriginPost): Promise<unknown> {
    if (this.#closed) throw new PartnerFailure('the hub is stopping');
    let client = this.#clients.get(request.origin);
    if (client === undefined) {
      client = new JsonClient(request.origin, this.options);
      this.#clients.set(request.origin, client);
    }
    return client.post(request);
  }

  /** Lets go of every origin that is not among these. */
  keepOnly(origins: ReadonlySet<string>): void {
    for (const [origin, client] of this.#clients) {
      if (origins.has(origin)) continue;
      this.#clients.delete(origin);
      const close = (): void => {
        this.#leaving.delete(client);
        void client.close();
      };
      const waiting = this.options.deadlineMilliseconds + GRACE_MILLISECONDS;
      this.#leaving.set(client, setTimeout(close, waiting).unref());
    }
  }

  /** Requests under way fail at once. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    const clients = [...this.#clients.values(), ...this.#leaving.keys()];
    this.#clients.clear();
    this.#leaving.clear();
    await Promise.all(clients.map((client) => client.close()));
  }
}
