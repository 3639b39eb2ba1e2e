/**
 * Which encoding a text file has: its byte order mark, else UTF-8 if every byte fits, else a guess.
 *
 * Takes a path, gives the encoding and how sure that is. No file says its single-byte encoding, so such an answer is
 * a guess by letters, and is told as one.
 */
import { analyse } from 'chardet';
import { TEXT_ENCODINGS, type TextEncoding } from '../file-section.js';
import { refuseFile } from '../refuse-file.js';
import { readBytes } from './decode-file.js';

export interface DetectedEncoding {
  readonly encoding: TextEncoding;
  /** `mark`: the file says so; `fits`: every byte fits UTF-8; `ascii`: nothing tells it apart; `guess` */
  readonly evidence: 'mark' | 'fits' | 'ascii' | 'guess';
  /** characters beyond ASCII, when `evidence` is `fits` */
  readonly beyondAscii: number;
}

const LARGEST_SAMPLE = 65_536;
const MARKS: readonly (readonly [TextEncoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** chardet's names of families that the Windows encodings extend. */
const SAME_AS: Readonly<Record<string, TextEncoding>> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-9': 'windows-1254',
};

export async function detectEncoding(path: string): Promise<DetectedEncoding> {
  let empty = true;
  const scan = new Utf8Scan();
  const sample = new HighBytes();
  for await (const bytes of readBytes(path)) {
    const early = empty ? (byMark(bytes) ?? byZeros(bytes)) : null;
    if (early !== null) return early;
    empty = false;
    sample.add(bytes);
    scan.add(bytes);
    if (!scan.fits && sample.full) break;
  }
  if (empty) throw refuseFile('line 1: the file is empty');
  scan.end();
  const { beyondAscii } = scan;
  if (scan.fits) return { encoding: 'utf-8', evidence: beyondAscii === 0 ? 'ascii' : 'fits', beyondAscii };
  return { encoding: guess(sample.bytes()), evidence: 'guess', beyondAscii: 0 };
}

/** Does everything fit UTF-8, and how much of it is not plain ASCII? */
class Utf8Scan {
  fits = true;
  beyondAscii = 0;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  add(bytes: Uint8Array): void {
    if (!this.fits) return;
    try {
      const text = this.decoder.decode(bytes, { stream: true });
      this.beyondAscii += text.match(/\P{ASCII}/gu)?.length ?? 0;
    } catch {
      this.fits = false;
    }
  }

  end(): void {
    try {
      if (this.fits) this.decoder.decode();
    } catch {
      this.fits = false;
    }
  }
}

function byMark(bytes: Uint8Array): DetectedEncoding | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe && bytes[2] === 0 && bytes[3] === 0) {
    throw refuseFile('the file is UTF-32; save it as UTF-8');
  }
  const found = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte));
  return found === undefined ? null : { encoding: found[0], evidence: 'mark', beyondAscii: 0 };
}

/** In UTF-16 every second byte of plain letters and digits is zero. */
function byZeros(bytes: Uint8Array): DetectedEncoding | null {
  const sample = bytes.subarray(0, 4_096);
  const zeros = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const half = sample.length / 2;
  const [even = 0, odd = 0] = zeros;
  if (odd > half * 0.4 && even < half * 0.05) {
    return { encoding: 'utf-16le', evidence: 'guess', beyondAscii: 0 };
  }
  if (even > half * 0.4 && odd < half * 0.05) {
    return { encoding: 'utf-16be', evidence: 'guess', beyondAscii: 0 };
  }
  return null;
}

/** Bytes beyond ASCII with a few neighbours: a long file may begin with pages of plain letters. */
class HighBytes {
  private readonly parts: Uint8Array[] = [];
  private size = 0;

  get full(): boolean {
    return this.size >= LARGEST_SAMPLE;
  }

  add(bytes: Uint8Array): void {
    let at = 0;
    while (!this.full && at < bytes.length) {
      const high = bytes.subarray(at).findIndex((byte) => byte >= 0x80);
      if (high === -1) return;
      const part = bytes.slice(Math.max(at, at + high - 20), at + high + 40);
      this.parts.push(part);
      this.size += part.length;
      at += high + 40;
    }
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.parts);
  }
}

const isEncoding = (name: string): name is TextEncoding =>
  (TEXT_ENCODINGS as readonly string[]).includes(name);

/** Letters of the Latin script mix with accents; other scripts are runs of bytes beyond ASCII. */
function guess(sample: Uint8Array): TextEncoding {
  const high = sample.reduce((sum, byte) => sum + (byte >= 0xc0 ? 1 : 0), 0);
  const plain = sample.reduce((sum, byte) => sum + (/[A-Za-z]/.test(String.fromCharCode(byte)) ? 1 : 0), 0);
  const latin = high < plain;
  const named = analyse(sample).flatMap(({ name, confidence }) => {
    const lower = name.toLowerCase();
    const encoding = SAME_AS[lower] ?? lower;
    return isEncoding(encoding) && !encoding.startsWith('utf') ? [{ encoding, confidence }] : [];
  });
  if (!latin) return named.find(({ encoding }) => !isLatin(encoding))?.encoding ?? 'windows-1251';
  const western = named.find(({ encoding }) => encoding === 'windows-1252')?.confidence ?? 0;
  // Western European unless another Latin alphabet fits clearly better
  const better = named.find(({ encoding, confidence }) => isLatin(encoding) && confidence > western + 15);
  return better?.encoding ?? 'windows-1252';
}

const LATIN: readonly string[] = [
  'windows-1250',
  'windows-1252',
  'windows-1254',
  'windows-1257',
  'windows-1258',
  'iso-8859-2',
  'iso-8859-15',
  'macintosh',
];
const isLatin = (encoding: string): boolean => LATIN.includes(encoding);
