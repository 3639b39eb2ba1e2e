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

/** A part of a text keeps the whole text in memory; a text of its own does not. */
const detached = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

export class UnmappedValues {
  private readonly columns = new Map<string, Map<string, number>>();

  /** @param counted - by the part of an import that was killed */
  constructor(counted: readonly UnmappedValue[] = []) {
    for (const { column, value, rows } of counted) this.of(column).set(value, rows);
  }

  add(column: string, value: string): void {
    const values = this.of(column);
    const clean = value.replace(CONTROL, '\u{fffd}');
    const shown = clean.length > LONGEST_VALUE ? `${clean.slice(0, LONGEST_VALUE)}…` : clean;
    const known = values.get(shown);
    if (known !== undefined) values.set(shown, known + 1);
    else {
      const name = values.size < MOST_VALUES_PER_COLUMN ? detached(shown) : FURTHER;
      values.set(name, (values.get(name) ?? 0) + 1);
    }
  }

  list(): UnmappedValue[] {
    return [...this.columns].flatMap(([column, values]) =>
      [...values].map(([value, rows]) => ({ column, value, rows })),
    );
  }

  private of(column: string): Map<string, number> {
    const values = this.columns.get(column) ?? new Map<string, number>();
    this.columns.set(column, values);
    return values;
  }
}
