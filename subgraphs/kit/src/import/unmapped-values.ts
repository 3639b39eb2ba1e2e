/**
 * Counts the values that a mapping does not name, so that somebody can add them.
 *
 * Keeps what a person needs to recognise a code, and no more: a column that turns out to hold free text must
 * not end up in a report.
 */
import type { UnmappedValue } from './import-report.js';

const LONGEST_VALUE = 60;
const MOST_VALUES_PER_COLUMN = 200;
const FURTHER = '(further values)';
/** control characters would let a file write to the terminal of the person who reads the report */
const CONTROL = /\p{C}/gu;

export class UnmappedValues {
  private readonly columns = new Map<string, Map<string, number>>();

  add(column: string, value: string): void {
    const values = this.columns.get(column) ?? new Map<string, number>();
    this.columns.set(column, values);
    const clean = value.replace(CONTROL, '\u{fffd}');
    const shown = clean.length > LONGEST_VALUE ? `${clean.slice(0, LONGEST_VALUE)}…` : clean;
    const name = values.has(shown) || values.size < MOST_VALUES_PER_COLUMN ? shown : FURTHER;
    values.set(name, (values.get(name) ?? 0) + 1);
  }

  list(): UnmappedValue[] {
    return [...this.columns].flatMap(([column, values]) =>
      [...values].map(([value, rows]) => ({ column, value, rows })),
    );
  }
}
