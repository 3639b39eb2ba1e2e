/**
 * HTTP to one origin, a partner's node or a plain subgraph: kept-alive connections, one deadline over connecting,
 * waiting and reading, a cap on the answer, no redirects, nothing compressed.
 *
 * Takes the bytes of a body and what stands in its head, gives parsed JSON that nobody has checked yet, or a
 * `PartnerFailure`. What is asked, and on whose behalf, is decided elsewhere.
 */
import { Pool } from 'undici';
import { PartnerFailure } from './partner-failure.js';
import { ReadJson } from './read-json.js';

export interface JsonClientOptions {
  deadlineMilliseconds: number;
  maxAnswerBytes: number;
  connections: number;
}

export interface JsonPost {
  /** with the query, if there is one */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
  isStatus: (status: number) => boolean;
}

export class JsonClient {
  readonly #pool: Pool;
  #closed = false;

  /** @param origin - for example `https://partner.example:8443` */
  constructor(
    origin: string,
    private readonly options: JsonClientOptions,
  ) {
    this.#pool = new Pool(origin, {
      connections: options.connections,
      pipelining: 1,
      connect: { timeout: options.deadlineMilliseconds },
      // The deadline is kept below, over all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** @throws PartnerFailure for anything but a complete JSON answer in time */
  post({ path, headers, body, isStatus }: JsonPost): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new PartnerFailure('the hub is stopping'));
        return;
      }
      const { deadlineMilliseconds, maxAnswerBytes } = this.options;
      const reading = new ReadJson({
        maxAnswerBytes,
        isStatus,
        onEnd: (failure, answer) => {
          clearTimeout(deadline);
          if (failure === null) resolve(answer);
          else reject(failure);
        },
      });
      // A timer of one length for all is far cheaper than a signal for each.
      const deadline = setTimeout(() => {
        reading.giveUp(new PartnerFailure('deadline passed'));
      }, deadlineMilliseconds);
      this.#pool.dispatch({ path, method: 'POST', headers, body }, reading);
    });
  }

  /** Requests under way fail at once. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool.destroy();
  }
}
