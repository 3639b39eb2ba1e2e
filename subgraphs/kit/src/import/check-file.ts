/**
 * The first look at a file, before the database is touched: which file is it, and is it what the mapping says?
 *
 * Reads the whole file once; gives its size and SHA-256, and what speaks against the mapping's file section. A
 * contradiction that would import wrong values refuses the file with its remedy; a doubt is told.
 */
import { createHash } from 'node:crypto';
import type { FileSection } from './file-section.js';
import { decodeFile, readBytes, type Tap } from './formats/decode-file.js';
import { detectFile, type DetectedFile } from './formats/index.js';
import { refuseFile } from './refuse-file.js';

export interface CheckedFile {
  readonly path: string;
  readonly bytes: number;
  /** 64 hexadecimal digits */
  readonly sha256: string;
  /** sentences for the person at the terminal */
  readonly warnings: readonly string[];
  /** what the file looks like, in a sentence to add to a refusal; '' when that says nothing new */
  readonly hint: string;
}

/**
 * @throws HubError IMPORT_FILE_INVALID with the line and the reason; NOT_FOUND when it cannot be read
 */
export async function checkFile(path: string, section: FileSection): Promise<CheckedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const tap = (piece: Uint8Array): void => {
    hash.update(piece);
    bytes += piece.length;
  };
  const detected = await detectFile(path);
  refuseOtherFormat(detected, section);
  if (section.format === 'xlsx') for await (const piece of readBytes(path)) tap(piece);
  else {
    refuseOtherEncoding(detected, section);
    await decodeWhole(path, section, { tap, remedy: encodingRemedy(detected) });
  }
  const warnings = compareTags(detected, section);
  return { path, bytes, sha256: hash.digest('hex'), warnings, hint: shapeHint(detected, section) };
}

async function decodeWhole(
  path: string,
  { encoding }: FileSection,
  { tap, remedy }: { readonly tap: Tap; readonly remedy: string | undefined },
): Promise<void> {
  const text = decodeFile(path, encoding, tap, remedy);
  while ((await text.next()).done !== true);
}

const isText = ({ format }: FileSection): boolean => format !== 'xlsx' && format !== 'jsonl';

/** Separated text is told apart by its separator, later; these cannot be read as one another at all. */
function refuseOtherFormat({ section: found }: DetectedFile, section: FileSection): void {
  if (found.format === section.format || (isText(found) && isText(section))) return;
  // a line of a table may begin with a brace
  if (found.format === 'jsonl' && isText(section)) {
    throw refuseFile(
      'line 1 is a JSON object, but the mapping says the file is separated text; write `format: jsonl` in its file section',
    );
  }
  throw refuseFile(
    `the file is ${NAMES[found.format]}, but the mapping says ${NAMES[section.format]}; write \`format: ${found.format}\` in its file section`,
  );
}

const NAMES: Readonly<Record<FileSection['format'], string>> = {
  csv: 'separated text',
  tsv: 'separated text',
  xlsx: 'an Excel spreadsheet',
  jsonl: 'JSON lines',
};

/** Fewer could be there by chance; each is two or more bytes that fit together. */
const SURELY_UTF8 = 3;

function refuseOtherEncoding({ encoding: found }: DetectedFile, { encoding }: FileSection): void {
  if (found === null || found.encoding === encoding || found.evidence === 'ascii') return;
  if (found.evidence === 'mark') {
    throw refuseFile(
      `the file begins with the byte order mark of ${found.encoding}, but the mapping says ${encoding}; write \`encoding: ${found.encoding}\` in its file section`,
    );
  }
  if (found.evidence === 'guess' && found.encoding.startsWith('utf-16')) {
    throw refuseFile(
      `line 1 holds NUL bytes: the file looks like ${found.encoding}, but the mapping says ${encoding}; write \`encoding: ${found.encoding}\` in its file section`,
    );
  }
  if (found.evidence === 'fits' && found.beyondAscii >= SURELY_UTF8) {
    throw refuseFile(
      `the file is UTF-8, but the mapping says ${encoding}, by which every letter with an accent would become two wrong ones; write \`encoding: utf-8\` in its file section`,
    );
  }
}

function encodingRemedy({ encoding: found }: DetectedFile): string | undefined {
  if (found?.evidence !== 'guess') return undefined;
  return `save the file as UTF-8, or write its encoding in the mapping's file section; it looks like \`encoding: ${found.encoding}\` (a guess)`;
}

function compareTags({ section: found, encoding }: DetectedFile, section: FileSection): string[] {
  const warnings: string[] = [];
  if (isText(section) && isText(found) && found.delimiter === section.delimiter) {
    if (found.hxlTags && !section.hxlTags && found.headerRow === section.headerRow) {
      throw refuseFile(
        `line ${found.headerRow + 1} holds HXL tags, which are no data; write \`hxlTags: true\` in the mapping's file section`,
      );
    }
  }
  if (encoding?.evidence === 'guess' && encoding.encoding !== section.encoding) {
    warnings.push(
      `the file looks like ${encoding.encoding} (a guess), the mapping says ${section.encoding}; look at letters with accents`,
    );
  }
  return warnings;
}

/** For a header that lacks columns: most often another separator, another row, or another encoding. */
function shapeHint({ section: found }: DetectedFile, section: FileSection): string {
  const hints: string[] = [];
  if (isText(found) && found.delimiter !== section.delimiter) {
    hints.push(`the file looks separated by ${SEPARATORS[found.delimiter] ?? 'another character'}`);
  }
  if (found.headerRow !== section.headerRow) hints.push(`its header looks to be row ${found.headerRow}`);
  return hints.length === 0 ? '' : ` (${hints.join(', ')}: see the mapping's file section)`;
}

const SEPARATORS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};
