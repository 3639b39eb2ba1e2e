/**
 * The inside of a backup: named parts one after the other, each followed by its SHA-256, and at the end the list of
 * all of them, so that a part that is changed, missing, moved or doubled shows.
 *
 * A record is one letter, four bytes of length (big-endian), and that many bytes:
 *   P  a part begins: its name, UTF-8
 *   D  a piece of its content, at most 1 MiB
 *   E  the part ends: SHA-256 of its content, 32 bytes
 *   Z  the archive ends: JSON, the list of [name, SHA-256 in hexadecimal] in order
 */
import { createHash } from 'node:crypto';
import { badBackup } from './backup-error.js';

const MOST_BYTES = 1_048_576;
/** of the closing list: some hundred bytes a file */
const MOST_END_BYTES = 64 * MOST_BYTES;

export interface ArchivePart {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
}

function record(kind: 'P' | 'D' | 'E' | 'Z', payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind, 0, 'latin1');
  head.writeUInt32BE(payload.byteLength, 1);
  return Buffer.concat([head, payload]);
}

/** The bytes of an archive, as they are made. */
export async function* writeArchive(parts: AsyncIterable<ArchivePart>): AsyncGenerator<Buffer> {
  const list: [string, string][] = [];
  for await (const { name, content } of parts) {
    yield record('P', Buffer.from(name, 'utf8'));
    const hash = createHash('sha256');
    for await (const piece of content) {
      for (let at = 0; at < piece.byteLength; at += MOST_BYTES) {
        const block = piece.subarray(at, at + MOST_BYTES);
        hash.update(block);
        yield record('D', block);
      }
    }
    const digest = hash.digest();
    list.push([name, digest.toString('hex')]);
    yield record('E', digest);
  }
  yield record('Z', Buffer.from(JSON.stringify(list), 'utf8'));
}

class Records {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #take(bytes: number): Promise<Buffer> {
    const pieces = [this.#held];
    let have = this.#held.byteLength;
    while (have < bytes) {
      const next = await this.#source.next();
      if (next.done === true) throw badBackup('the file ends before its end: it was cut off');
      pieces.push(Buffer.from(next.value));
      have += next.value.byteLength;
    }
    const all = Buffer.concat(pieces);
    this.#held = all.subarray(bytes);
    return all.subarray(0, bytes);
  }

  async next(): Promise<{ kind: string; payload: Buffer }> {
    const head = await this.#take(5);
    const kind = head.toString('latin1', 0, 1);
    const bytes = head.readUInt32BE(1);
    if (!'PDEZ'.includes(kind) || bytes > (kind === 'Z' ? MOST_END_BYTES : MOST_BYTES)) {
      throw badBackup('the file does not have the form of a backup');
    }
    return { kind, payload: await this.#take(bytes) };
  }

  async requireEnd(): Promise<void> {
    for (;;) {
      const next = await this.#source.next();
      if (this.#held.byteLength > 0 || (next.done !== true && next.value.byteLength > 0)) {
        throw badBackup('something follows its end');
      }
      if (next.done === true) return;
    }
  }
}

async function* contentOf(
  records: Records,
  name: string,
  done: (digest: string) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for (;;) {
    const { kind, payload } = await records.next();
    if (kind === 'E') {
      const digest = hash.digest();
      if (!digest.equals(payload)) throw badBackup(`part ${name} was changed`);
      done(digest.toString('hex'));
      return;
    }
    if (kind !== 'D') throw badBackup(`part ${name} does not end`);
    hash.update(payload);
    yield payload;
  }
}

/**
 * The parts of an archive in order. The content of one must be read to its end before the next is asked for; its
 * hash is checked there, the list of all parts after the last.
 *
 * @returns SHA-256 over the closing list: two readings of one backup give the same
 * @throws HubError BACKUP_INVALID
 */
export async function* readArchive(source: AsyncIterable<Uint8Array>): AsyncGenerator<ArchivePart, string> {
  const records = new Records(source);
  const list: [string, string][] = [];
  for (;;) {
    const { kind, payload } = await records.next();
    if (kind === 'Z') {
      if (payload.toString('utf8') !== JSON.stringify(list))
        throw badBackup('its list of parts does not fit');
      await records.requireEnd();
      return createHash('sha256').update(payload).digest('hex');
    }
    if (kind !== 'P') throw badBackup('the file does not have the form of a backup');
    const name = payload.toString('utf8');
    const before = list.length;
    yield { name, content: contentOf(records, name, (digest) => list.push([name, digest])) };
    if (list.length !== before + 1) throw badBackup(`part ${name} was not read`);
  }
}
