/**
 * A spreadsheet is a ZIP archive: looks into it before anybody unpacks it.
 *
 * Takes the bytes, gives the entries that a reader would unpack, unpacked here under a limit that counts what
 * really comes out, not what the archive says of itself. A bomb, an encrypted or a damaged archive is refused.
 *
 * @see PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16
 */
import { inflateRawSync } from 'node:zlib';
import { refuseFile } from '../refuse-file.js';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const MOST_ENTRIES = 2_000;
const STORED = 0;
const DEFLATED = 8;

/** All parts of a spreadsheet together, unpacked. */
export const MOST_UNPACKED_BYTES = 67_108_864;
export const SAVE_AS_CSV = 'save the sheet as CSV (UTF-8) and import that';

function damaged(): Error {
  return refuseFile(`the spreadsheet is damaged or not an .xlsx file; open it and ${SAVE_AS_CSV}`);
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

/** XML parts by name: the only ones that a reader of tables unpacks. */
export function unpackChecked(bytes: Buffer): Map<string, Buffer> {
  try {
    return unpack(bytes);
  } catch (error) {
    // a place outside the file
    if (error instanceof RangeError || (error as { code?: unknown }).code === 'Z_DATA_ERROR') throw damaged();
    throw error;
  }
}

function unpack(bytes: Buffer): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  let left = MOST_UNPACKED_BYTES;
  for (const entry of entries(bytes)) {
    if (!/\.xml(?:\.rels)?$/.test(entry.name)) continue;
    if (parts.has(entry.name)) throw damaged();
    const part = unpackEntry(bytes, entry, left);
    left -= part.length;
    parts.set(entry.name, part);
  }
  return parts;
}

function entries(bytes: Buffer): Entry[] {
  const from = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
  const end = bytes.subarray(from).lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || bytes.readUInt32LE(from + end) !== END) throw damaged();
  const count = bytes.readUInt16LE(from + end + 10);
  if (count > MOST_ENTRIES) throw damaged();
  const found: Entry[] = [];
  let at = bytes.readUInt32LE(from + end + 16);
  for (let index = 0; index < count; index += 1) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw damaged();
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) {
      throw refuseFile(`the spreadsheet is encrypted; take its password away, or ${SAVE_AS_CSV}`);
    }
    const nameBytes = bytes.readUInt16LE(at + 28);
    found.push({
      name: bytes.subarray(at + 46, at + 46 + nameBytes).toString('utf8'),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return found;
}

function unpackEntry(bytes: Buffer, entry: Entry, left: number): Buffer {
  const { offset, method, packed, unpacked } = entry;
  if (bytes.readUInt32LE(offset) !== LOCAL) throw damaged();
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + packed > bytes.length) throw damaged();
  const content = bytes.subarray(start, start + packed);
  if (unpacked > left) throw tooLarge();
  const part = method === DEFLATED ? inflate(content, left) : content;
  if ((method !== DEFLATED && method !== STORED) || part.length !== unpacked) throw damaged();
  return part;
}

function inflate(content: Buffer, left: number): Buffer {
  try {
    return inflateRawSync(content, { maxOutputLength: Math.max(left, 1) });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw damaged();
  }
}

function tooLarge(): Error {
  return refuseFile(
    `the spreadsheet unpacks to more than ${MOST_UNPACKED_BYTES / 1_048_576} MiB, which is more than is read at once; ${SAVE_AS_CSV}`,
  );
}
