/**
 * Values that a mapping does not name, as far as they may be shown.
 *
 * A code stands in several rows and is short; what somebody wrote once, or what looks like a contact, a link or a
 * place on a map, is counted and not shown. Nothing here decides what is imported.
 */
import { looksLikeContact, looksLikeCoordinate, looksLikeLink } from './never-read.js';

export interface PreviewedUnmapped {
  readonly column: string;
  /** null: further values that are not shown */
  readonly value: string | null;
  readonly rows: number;
  /** how many values that is; 1 for a value that is shown */
  readonly values: number;
}

const LONGEST = 60;
const LEAST_ROWS = 2;
/** more than this is no list of codes; what comes after is only counted */
const MOST_VALUES = 10_000;
const CONTROL = /\p{C}/u;

const isShown = (value: string, rows: number): boolean =>
  rows >= LEAST_ROWS &&
  value.length <= LONGEST &&
  !CONTROL.test(value) &&
  !looksLikeContact(value) &&
  !looksLikeLink(value) &&
  !looksLikeCoordinate(value);

interface Column {
  readonly values: Map<string, number>;
  /** rows of values that came after the last one that is kept */
  beyond: number;
}

export class UnmappedPreview {
  private readonly columns = new Map<string, Column>();

  add(column: string, value: string): void {
    const found = this.columns.get(column) ?? { values: new Map<string, number>(), beyond: 0 };
    this.columns.set(column, found);
    if (found.values.has(value) || found.values.size < MOST_VALUES) {
      found.values.set(value, (found.values.get(value) ?? 0) + 1);
    } else found.beyond += 1;
  }

  list(): PreviewedUnmapped[] {
    return [...this.columns].flatMap(([column, { values, beyond }]) => {
      const all = [...values].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      const shown = all.filter(([value, rows]) => isShown(value, rows));
      const hidden = all.filter(([value, rows]) => !isShown(value, rows));
      const rows = hidden.reduce((sum, [, times]) => sum + times, beyond);
      return [
        ...shown.map(([value, times]) => ({ column, value, rows: times, values: 1 })),
        ...(rows === 0 ? [] : [{ column, value: null, rows, values: hidden.length }]),
      ];
    });
  }
}
