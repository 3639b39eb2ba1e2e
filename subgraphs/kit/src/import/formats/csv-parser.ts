/**
 * Records of separated text (RFC 4180, with any separator and any line break), strictly.
 *
 * Takes text in pieces, gives records with the line each starts on. What is not such text is refused by line and
 * reason: a quote inside an unquoted cell, text behind a closing quote, a quote that never closes. Written here
 * because the line of a record must be right whatever the line breaks, and no message may quote a record.
 *
 * @see RFC 4180, section 2
 */
import { LONGEST_ROW_CHARACTERS, refuseFile } from '../refuse-file.js';
import { countBreaks } from './decode-file.js';

export interface CsvRecord {
  /** on which it starts */
  readonly line: number;
  readonly cells: readonly string[];
}

const QUOTE = 34;
const CR = 13;
const LF = 10;
const UNBALANCED = 'is a quote unbalanced?';

/** More text is needed to go on. */
const WAIT = -1;

export class CsvParser {
  /** text from the start of the first record that has not come out whole */
  private rest = '';
  private line = 1;
  private last = false;
  /** where the cell ends that was read last, and what it says */
  private cell = '';
  private quoted = false;
  /** line breaks inside the quoted cells of the record */
  private breaksInside = 0;
  private readonly delimiter: number;

  constructor(delimiter: string) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** Blank lines are no records. */
  *push(text: string): Generator<CsvRecord> {
    this.rest = this.rest === '' ? text : this.rest + text;
    yield* this.records();
    if (this.rest.length > LONGEST_ROW_CHARACTERS) throw tooLong(this.line, this.rest.startsWith('"'));
  }

  /** What is left when no more text comes. */
  *end(): Generator<CsvRecord> {
    this.last = true;
    yield* this.records();
  }

  private *records(): Generator<CsvRecord> {
    const text = this.rest;
    let start = 0;
    while (start < text.length) {
      const cells: string[] = [];
      this.breaksInside = 0;
      const end = this.record(text, start, cells);
      if (end === WAIT) break;
      if (end - start > LONGEST_ROW_CHARACTERS + 2) throw tooLong(this.line, false);
      const { line } = this;
      this.line += 1 + this.breaksInside;
      start = end;
      if (cells.length > 1 || cells[0] !== '' || this.quoted) yield { line, cells };
    }
    this.rest = text.slice(start);
  }

  /** @returns where the record after this one starts, or WAIT */
  private record(text: string, start: number, cells: string[]): number {
    let at = start;
    for (;;) {
      this.quoted = text.charCodeAt(at) === QUOTE;
      const end = this.quoted ? this.quotedCell(text, start, at) : this.plainCell(text, start, at);
      if (end === WAIT) return WAIT;
      cells.push(this.cell);
      if (end >= text.length) return text.length;
      const code = text.charCodeAt(end);
      if (code === LF) return end + 1;
      if (code === CR) {
        if (end + 1 === text.length && !this.last) return WAIT;
        return text.charCodeAt(end + 1) === LF ? end + 2 : end + 1;
      }
      at = end + 1;
    }
  }

  private plainCell(text: string, start: number, from: number): number {
    let at = from;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === this.delimiter || code === LF || code === CR) break;
      if (code === QUOTE) {
        throw refuseFile(
          `${this.place(text, start, at)}: a quote stands inside an unquoted cell; ${UNBALANCED}`,
        );
      }
    }
    if (at === text.length && !this.last) return WAIT;
    this.cell = text.slice(from, at);
    return at;
  }

  private quotedCell(text: string, start: number, from: number): number {
    let at = from + 1;
    let doubled = false;
    for (;;) {
      const close = text.indexOf('"', at);
      if (close === -1 || (close + 1 === text.length && !this.last)) {
        if (!this.last) return WAIT;
        throw refuseFile(`line ${this.line}: a quote opens in this record and never closes`);
      }
      const next = text.charCodeAt(close + 1);
      if (next !== QUOTE) {
        const ends = close + 1 === text.length || next === this.delimiter || next === LF || next === CR;
        if (!ends) {
          throw refuseFile(`${this.place(text, start, close)}: text follows a closing quote; ${UNBALANCED}`);
        }
        const cell = text.slice(from + 1, close);
        this.breaksInside += countBreaks(cell);
        this.cell = doubled ? cell.replaceAll('""', '"') : cell;
        return close + 1;
      }
      doubled = true;
      at = close + 2;
    }
  }

  private place(text: string, start: number, at: number): string {
    const line = this.line + countBreaks(text.slice(start, at));
    return line > this.line ? `line ${line}, in the record that starts on line ${this.line}` : `line ${line}`;
  }
}

function tooLong(line: number, quoted: boolean): Error {
  const hint = quoted ? '; is a quote left open?' : '';
  return refuseFile(`line ${line} is longer than ${LONGEST_ROW_CHARACTERS} characters${hint}`);
}
