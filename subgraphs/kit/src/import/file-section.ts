/**
 * The `file` section of a mapping: how the bytes of a file become rows of cells.
 *
 * Shape and rules; `formats/` reads by it, `formats/detect-file.ts` proposes one. A mapping from before there were
 * other formats (`format: csv`, `encoding: utf-8`, `delimiter`, `header: true`) says what it always said.
 */
import { z } from 'zod';

export const FILE_FORMATS = ['csv', 'tsv', 'xlsx', 'jsonl'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** Encodings a table may have, by their names in the WHATWG standard; each is decoded strictly. */
export const TEXT_ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-7',
  'iso-8859-15',
  'koi8-r',
  'koi8-u',
  'ibm866',
  'macintosh',
  'gb18030',
  'shift_jis',
  'euc-jp',
  'euc-kr',
] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** The header row is looked for among the first rows only. */
export const LAST_HEADER_ROW = 50;

const shape = z.strictObject({
  format: z.enum(FILE_FORMATS),
  /** of csv, tsv and jsonl */
  encoding: z.enum(TEXT_ENCODINGS, { error: `write one of ${TEXT_ENCODINGS.join(', ')}` }).optional(),
  /** of csv */
  delimiter: z
    .string()
    .length(1)
    .regex(/^[^"\r\n]$/, 'not a quote and not a line break')
    .optional(),
  /** of xlsx: the name of the sheet; the first one unless said */
  sheet: z.string().min(1).optional(),
  header: z.literal(true).default(true),
  /** the row that holds the column names, blank rows not counted; rows before it are no data */
  headerRow: z.int().min(1).max(LAST_HEADER_ROW).default(1),
  /** true: the row after the header holds HXL tags and is no data */
  hxlTags: z.boolean().default(false),
  /** cells that mean "nothing recorded", besides the empty cell */
  emptyValues: z.array(z.string()).default([]),
});
type Shape = z.infer<typeof shape>;

/** What a mapping says of its file, with everything filled in. `delimiter` and `encoding` are those that are used. */
export interface FileSection {
  readonly format: FileFormat;
  /** of a spreadsheet it says nothing */
  readonly encoding: TextEncoding;
  /** of a spreadsheet and of JSON lines it says nothing */
  readonly delimiter: string;
  readonly sheet?: string | undefined;
  readonly header: true;
  readonly headerRow: number;
  readonly hxlTags: boolean;
  readonly emptyValues: readonly string[];
}

/** Which fields make no sense together. */
function problem({ format, encoding, delimiter, sheet, headerRow, hxlTags }: Shape): string | null {
  if (format !== 'csv' && delimiter !== undefined) {
    return format === 'tsv' && delimiter === '\t' ? null : `\`format: ${format}\` takes no \`delimiter\``;
  }
  if (format !== 'xlsx' && sheet !== undefined) return `\`format: ${format}\` has no \`sheet\``;
  if (format === 'xlsx' && encoding !== undefined) return '`format: xlsx` takes no `encoding`';
  if (format === 'jsonl' && (headerRow !== 1 || hxlTags)) {
    return '`format: jsonl` has no header row: leave out `headerRow` and `hxlTags`';
  }
  return null;
}

export const fileSection = shape.transform((section, context): FileSection => {
  const wrong = problem(section);
  if (wrong !== null) {
    context.addIssue({ code: 'custom', message: wrong });
    return z.NEVER;
  }
  return {
    ...section,
    encoding: section.encoding ?? 'utf-8',
    delimiter: section.format === 'tsv' ? '\t' : (section.delimiter ?? ','),
  };
});
