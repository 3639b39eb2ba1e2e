/**
 * The text of a file, piece by piece, strictly decoded.
 *
 * Takes a path and an encoding; a byte order mark is left out. A byte that the encoding does not have refuses the
 * file by its line, as does a NUL character: a file with one is damaged, or its encoding is another one.
 */
import { createReadStream } from 'node:fs';
import type { TextEncoding } from '../file-section.js';
import { refuseFile, unreadable } from '../refuse-file.js';

export interface DecodedText {
  readonly text: string;
  /** of the file, up to the end of this text */
  readonly bytesRead: number;
}

/** hears every byte, in order, before it is decoded */
export type Tap = (bytes: Uint8Array) => void;

const PIECE_BYTES = 65_536;
/** What single-byte encodings give for bytes they do not have; no table holds such characters. */
const UNASSIGNED = /[\u0080-\u009f]/;

export async function* decodeFile(
  path: string,
  encoding: TextEncoding,
  tap?: Tap,
  remedy = "save the file as UTF-8, or name its encoding in the mapping's file section",
): AsyncGenerator<DecodedText> {
  const decoder = strictDecoder(encoding);
  const lines = new LineCount();
  let bytesRead = 0;
  for await (const bytes of readBytes(path)) {
    tap?.(bytes);
    let text: string;
    try {
      text = decoder(bytes);
    } catch {
      throw refuseFile(
        `line ${await lineOfMisfit(path, encoding, bytesRead)} is not ${nameOf(encoding)}; ${remedy}`,
      );
    }
    bytesRead += bytes.length;
    const nul = text.indexOf('\0');
    if (nul !== -1) {
      throw refuseFile(
        `line ${lines.at(text.slice(0, nul))} holds a NUL character: the file is damaged, or its encoding is not ${encoding}`,
      );
    }
    lines.add(text);
    if (text !== '') yield { text, bytesRead };
  }
  try {
    decoder(null);
  } catch {
    throw refuseFile(`line ${lines.at('')} is not ${nameOf(encoding)}: the file ends inside a character`);
  }
}

/** The bytes of a file, for readers that do not want text. */
export async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(path, { highWaterMark: PIECE_BYTES });
  try {
    for await (const bytes of source as AsyncIterable<Buffer>) yield bytes;
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    source.destroy();
  }
}

/** Decodes as a stream; `null` ends it. Throws at a byte that does not fit. */
function strictDecoder(encoding: TextEncoding): (bytes: Uint8Array | null) => string {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const everyByteIsOne = !/^(?:utf|gb|shift|euc)/.test(encoding);
  return (bytes) => {
    // some versions of Node decode windows-1252 as Latin-1 unless they are told that it is a stream
    const text = bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
    if (everyByteIsOne && UNASSIGNED.test(text)) throw new TypeError('unassigned byte');
    return text;
  };
}

/** Counts lines by LF, CRLF and CR, whatever the pieces. */
class LineCount {
  private lines = 1;
  private endsInReturn = false;

  add(text: string): void {
    this.lines = this.at(text);
    if (text !== '') this.endsInReturn = text.endsWith('\r');
  }

  /** the line after this text */
  at(text: string): number {
    const split = this.endsInReturn && text.startsWith('\n') ? 1 : 0;
    return this.lines + countBreaks(text) - split;
  }
}

/** Line breaks in a text: LF, CR, or both as one. */
export function countBreaks(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks += 1;
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) {
    if (text[at + 1] !== '\n') breaks += 1;
  }
  return breaks;
}

const nameOf = (encoding: string): string => (encoding.startsWith('utf') ? encoding.toUpperCase() : encoding);

/** The line of the first byte that does not fit: byte by byte in the piece that failed, so it costs one piece. */
async function lineOfMisfit(path: string, encoding: TextEncoding, pieceStart: number): Promise<number> {
  const decoder = strictDecoder(encoding);
  const lines = new LineCount();
  let read = 0;
  for await (const bytes of readBytes(path)) {
    const step = read < pieceStart ? bytes.length : 1;
    for (let at = 0; at < bytes.length; at += step) {
      try {
        lines.add(decoder(bytes.subarray(at, at + step)));
      } catch {
        return lines.at('');
      }
    }
    read += bytes.length;
  }
  return lines.at('');
}
