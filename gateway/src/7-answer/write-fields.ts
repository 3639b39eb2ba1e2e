/**
 * Writes the fields of one object: a loop over what was compiled of each, in which half of the time of an answer goes.
 *
 * Takes the writers that `compile-writer.ts` made, and an object of the joined data; the text goes on the sheet.
 */
import { getNamedType, isListType, isNonNullType } from 'graphql';
import type { ShapeField } from '../execution.js';
import type { AnswerSheet } from './answer-sheet.js';
import { isPlainText } from './leaf-text.js';

export type DataRecord = Readonly<Record<string, unknown>>;

/**
 * BUBBLED: a null that must not be one spreads to here, its error is told. MISFIT: this value is wrong itself. HIDDEN:
 * it is an object of a type that this caller does not see.
 */
export type Outcome = 'WRITTEN' | 'BUBBLED' | 'MISFIT' | 'HIDDEN';

/** Writes whatever stands at a place, null included. False: this place must not be null, and is. */
export type WritePlace = (sheet: AnswerSheet, value: unknown) => boolean;

export interface FieldWriter {
  /** CONSTANT: nothing but `prefix`. TEXT, INTEGER: most values can be written without a call. */
  readonly quick: 'CONSTANT' | 'TEXT' | 'INTEGER' | null;
  readonly responseKey: string;
  readonly dataKey: string;
  /** an absent key of this name would be found on every object */
  readonly inherited: boolean;
  /** what stands before the value, brace or comma included */
  readonly prefix: string;
  /** the same with the quote of a text */
  readonly quotedPrefix: string;
  readonly write: WritePlace;
}

const SHORT_TEXT = 4096;

function read(record: DataRecord, { dataKey, inherited }: FieldWriter): unknown {
  return inherited && !Object.hasOwn(record, dataKey) ? null : record[dataKey];
}

/** Others go the way on which the length of the whole is looked at. */
function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length < SHORT_TEXT;
}

export function writeFields(
  sheet: AnswerSheet,
  writers: readonly FieldWriter[],
  record: DataRecord,
): Outcome {
  // Not `sheet.text +=` for each: a local is cheaper, and most values are written here.
  let text = sheet.text + (writers.length === 0 ? '{' : '');
  for (const writer of writers) {
    if (writer.quick === 'CONSTANT') {
      text += writer.prefix;
      continue;
    }
    const value = read(record, writer);
    if (writer.quick === 'TEXT' && isShortText(value) && isPlainText(value)) {
      text += `${writer.quotedPrefix}${value}"`;
    } else if (writer.quick === 'INTEGER' && typeof value === 'number' && (value | 0) === value) {
      text += writer.prefix + String(value);
    } else {
      sheet.text = text + writer.prefix;
      if (!writeField(sheet, writer, value)) return 'BUBBLED';
      ({ text } = sheet);
    }
  }
  sheet.text = `${text}}`;
  return 'WRITTEN';
}

function writeField(sheet: AnswerSheet, { write, responseKey }: FieldWriter, value: unknown): boolean {
  const { count } = sheet;
  const written = write(sheet, value);
  if (sheet.count !== count) sheet.locate(count, responseKey);
  return written;
}

/** Which values of a field the loop writes by itself; null: none. */
export function quickWay({ kind, denied, returnType }: ShapeField): FieldWriter['quick'] {
  if (kind === 'INTROSPECTION' || denied) return null;
  if (kind === 'TYPENAME') return 'CONSTANT';
  const type = isNonNullType(returnType) ? returnType.ofType : returnType;
  if (isListType(type)) return null;
  const { name } = getNamedType(type);
  if (name === 'String' || name === 'ID') return 'TEXT';
  return name === 'Int' || name === 'Float' ? 'INTEGER' : null;
}
