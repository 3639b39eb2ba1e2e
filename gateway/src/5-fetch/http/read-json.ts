/**
 * Reads one answer as it arrives: judges its head, collects its bytes up to a cap, and gives parsed JSON that
 * nobody has checked yet.
 *
 * undici calls the handler for each request; nobody waits for a stream to be turned into another.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import type { Dispatcher } from 'undici';
import { failureOf, PartnerFailure } from './partner-failure.js';

export interface ReadJsonOptions {
  maxAnswerBytes: number;
  /** which status an answer may have: partners say whatever they say with 200 */
  isStatus: (status: number) => boolean;
  /** called once, with a value or a failure; what comes later is nobody's */
  onEnd: (failure: PartnerFailure | null, answer: unknown) => void;
}

type Handler = Required<
  Pick<
    Dispatcher.DispatchHandler,
    'onRequestStart' | 'onResponseStart' | 'onResponseData' | 'onResponseEnd' | 'onResponseError'
  >
>;
type Controller = Parameters<Handler['onRequestStart']>[0];
type Headers = Parameters<Handler['onResponseStart']>[2];

const JSON_TYPE = /^\s*application\/(?:graphql-response\+)?json\s*(?:;|$)/i;
const BYTE_ORDER_MARK = 0xfeff;

function checkHead(status: number, headers: Headers, { isStatus, maxAnswerBytes }: ReadJsonOptions): void {
  if (status >= 300 && status < 400) throw new PartnerFailure('answered with a redirect');
  if (!isStatus(status)) throw new PartnerFailure(`answered with status ${status}`);
  if (!JSON_TYPE.test(String(headers['content-type'] ?? '')))
    throw new PartnerFailure('answered with something that is not JSON');
  const encoding = headers['content-encoding'];
  // Compressed bytes would pass the cap and unpack to anything.
  if (encoding !== undefined && encoding !== 'identity')
    throw new PartnerFailure('answered compressed, unasked');
  if (Number(headers['content-length'] ?? 0) > maxAnswerBytes) throw tooLong(maxAnswerBytes);
}

function tooLong(maxAnswerBytes: number): PartnerFailure {
  return new PartnerFailure(`answered more than ${maxAnswerBytes} bytes`);
}

/** Texts of one byte a character are read fastest as what they are. */
function decode(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new PartnerFailure('answered with bytes that are not UTF-8');
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PartnerFailure('answered with malformed JSON');
  }
}

export class ReadJson implements Handler {
  #controller: Controller | null = null;
  /** set as soon as the answer is given or given up */
  #ended: PartnerFailure | 'GIVEN' | null = null;
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(private readonly options: ReadJsonOptions) {}

  /** Gives the answer up, whether the request is waiting for a connection or under way. */
  giveUp(failure: PartnerFailure): void {
    if (this.#ended !== null) return;
    this.#ended = failure;
    this.#chunks = [];
    this.#controller?.abort(failure);
    this.options.onEnd(failure, undefined);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    // Given up while it was waiting for a connection: never sent.
    if (this.#ended instanceof PartnerFailure) controller.abort(this.#ended);
  }

  onResponseStart(_controller: Controller, status: number, headers: Headers): void {
    // What comes before an answer is none.
    if (status < 200) return;
    this.#attempt(() => {
      checkHead(status, headers, this.options);
    });
  }

  onResponseData(_controller: Controller, chunk: Buffer): void {
    if (this.#ended !== null) return;
    this.#size += chunk.byteLength;
    if (this.#size > this.options.maxAnswerBytes) this.giveUp(tooLong(this.options.maxAnswerBytes));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#ended !== null) return;
    this.#attempt(() => {
      const [first] = this.#chunks;
      const bytes =
        first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
      const answer = parse(decode(bytes));
      this.#ended = 'GIVEN';
      this.#chunks = [];
      this.options.onEnd(null, answer);
    });
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.giveUp(failureOf(error));
  }

  #attempt(read: () => void): void {
    try {
      read();
    } catch (error) {
      this.giveUp(failureOf(error));
    }
  }
}
