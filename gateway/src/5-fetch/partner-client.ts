/**
 * HTTP to partners: kept-alive connections, a deadline, a cap on the answer, no redirects.
 *
 * Takes the bytes of a body and a delegation, gives parsed JSON that nobody has checked yet, or a
 * `PartnerFailure`. The delegation is made elsewhere; this file knows nothing about permissions.
 */
import { Pool } from 'undici';

export interface PartnerClientOptions {
  deadlineMilliseconds: number;
  maxAnswerBytes: number;
  connections: number;
}

export interface PartnerPost {
  /** origin of the partner's node */
  origin: string;
  path: '/graphql' | '/extension' | '/releases';
  body: Uint8Array;
  delegation: string;
}

/** Why a partner gave no usable answer. The reason is for the operator's log: no URL, no value. */
export class PartnerFailure extends Error {
  override readonly name = 'PartnerFailure';
}

function reasonOf(error: unknown): string {
  if (error instanceof PartnerFailure) return error.message;
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError') return 'deadline passed';
  return typeof code === 'string' ? `connection failed (${code})` : 'connection failed';
}

function checkHead(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
  if (status >= 300 && status < 400) throw new PartnerFailure('answered with a redirect');
  if (status !== 200) throw new PartnerFailure(`answered with status ${status}`);
  const type = String(headers['content-type'] ?? '')
    .split(';')[0]
    ?.trim()
    .toLowerCase();
  if (type !== 'application/json' && type !== 'application/graphql-response+json') {
    throw new PartnerFailure('answered with something that is not JSON');
  }
  const encoding = headers['content-encoding'];
  // Compressed bytes would pass the cap and unpack to anything.
  if (encoding !== undefined && encoding !== 'identity')
    throw new PartnerFailure('answered compressed, unasked');
}

async function readCapped(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new PartnerFailure(`answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks, size));
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PartnerFailure('answered with malformed JSON');
  }
}

/** One pool of connections for each partner's origin. */
export class PartnerClient {
  readonly #pools = new Map<string, Pool>();
  #closed = false;

  constructor(private readonly options: PartnerClientOptions) {}

  #pool(origin: string): Pool {
    let pool = this.#pools.get(origin);
    if (pool === undefined) {
      pool = new Pool(origin, { connections: this.options.connections, pipelining: 1 });
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  /** @throws PartnerFailure for anything but a complete JSON answer in time */
  async post(request: PartnerPost): Promise<unknown> {
    if (this.#closed) throw new PartnerFailure('the hub is stopping');
    try {
      const { statusCode, headers, body } = await this.#pool(request.origin).request({
        path: request.path,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'accept-encoding': 'identity',
          authorization: `Bearer ${request.delegation}`,
        },
        body: request.body,
        // One deadline over connecting, waiting and reading.
        signal: AbortSignal.timeout(this.options.deadlineMilliseconds),
      });
      // A body that is given up reports so as an event, and an event that nobody hears ends the process.
      body.on('error', () => undefined);
      try {
        checkHead(statusCode, headers);
        return parseAnswer(await readCapped(body as AsyncIterable<Uint8Array>, this.options.maxAnswerBytes));
      } finally {
        // A connection with unread bytes on it is not used again.
        if (!body.readableEnded) body.destroy();
      }
    } catch (error) {
      throw new PartnerFailure(reasonOf(error), { cause: error });
    }
  }

  /** Requests under way fail at once. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }
}
