/**
 * One HTTP client for each address of a partner's node. A node that moves gets a new one; the old one is closed
 * once nobody can be waiting for it any more.
 */
import { PartnerClient, type PartnerClientOptions, type PartnerPost } from '../5-fetch/partner-client.js';

export class PartnerClients {
  readonly #clients = new Map<string, PartnerClient>();
  readonly #leaving = new Map<PartnerClient, NodeJS.Timeout>();
  #closed = false;

  constructor(private readonly options: PartnerClientOptions) {}

  /** @throws PartnerFailure for anything but a complete JSON answer in time */
  async post(request: PartnerPost): Promise<unknown> {
    const client = this.#clients.get(request.origin) ?? new PartnerClient(this.options);
    this.#clients.set(request.origin, client);
    // After the end: a client that refuses.
    if (this.#closed) await client.close();
    return client.post(request);
  }

  /** Lets go of every address that is not among these. */
  keepOnly(origins: ReadonlySet<string>): void {
    for (const [origin, client] of this.#clients) {
      if (origins.has(origin)) continue;
      this.#clients.delete(origin);
      const close = (): void => {
        this.#leaving.delete(client);
        void client.close();
      };
      this.#leaving.set(client, setTimeout(close, this.options.deadlineMilliseconds + 1_000).unref());
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
