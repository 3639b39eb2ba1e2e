/**
 * The first look at a file: is it text at all, and which file is it?
 *
 * Reads the whole file once, before anything is staged. Gives its size and SHA-256; refuses NUL bytes and
 * bytes that are not UTF-8, by line. Holds one line in memory at a time.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { HubError } from '@vigil/shared';

export interface CheckedFile {
  readonly path: string;
  readonly bytes: number;
  /** 64 hexadecimal digits */
  readonly sha256: string;
}

/** A line longer than this is not a row of a table. */
export const LONGEST_LINE_BYTES = 1_048_576;
const NEWLINE = 0x0a;

export function refuseFile(reason: string, cause?: unknown): HubError {
  return new HubError('IMPORT_FILE_INVALID', `${reason}; nothing was imported`, 'operator', { cause });
}

/**
 * @throws HubError IMPORT_FILE_INVALID with the line and the reason; NOT_FOUND when it cannot be read
 */
export async function checkBytes(path: string): Promise<CheckedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  let line = 1;
  let rest = Buffer.alloc(0);
  const source = createReadStream(path);
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      const block = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const end = block.lastIndexOf(NEWLINE) + 1;
      line = checkLines(block.subarray(0, end), line);
      rest = Buffer.from(block.subarray(end));
      if (rest.length > LONGEST_LINE_BYTES) {
        throw refuseFile(`line ${line} is longer than ${LONGEST_LINE_BYTES} bytes`);
      }
    }
  } catch (error) {
    if (error instanceof HubError) throw error;
    throw new HubError('NOT_FOUND', `file ${path} cannot be read`, 'operator', { cause: error });
  }
  checkLines(rest, line);
  if (bytes === 0) throw refuseFile('line 1: the file is empty');
  return { path, bytes, sha256: hash.digest('hex') };
}

/** @returns the number of the line after the last newline */
function checkLines(block: Buffer, firstLine: number): number {
  const sound = isUtf8(block) && !block.includes(0);
  let line = firstLine;
  let start = 0;
  while (start < block.length) {
    const newline = block.indexOf(NEWLINE, start);
    const end = newline === -1 ? block.length : newline + 1;
    if (!sound) checkLine(block.subarray(start, end), line);
    if (newline !== -1) line += 1;
    start = end;
  }
  return line;
}

function checkLine(text: Buffer, line: number): void {
  if (text.includes(0)) {
    throw refuseFile(
      `line ${line} holds a NUL byte: the file is damaged, or not UTF-8 (UTF-16 has such bytes)`,
    );
  }
  if (!isUtf8(text)) throw refuseFile(`line ${line} is not UTF-8; save the file as UTF-8`);
}
