/** The draft for a table written down in a test, without a file. */
import { draftMapping, type Draft } from '@vigil/kit';

interface TableOrder {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly hxlTags?: readonly string[];
}

export function draftOf({ columns, rows, hxlTags }: TableOrder): Draft {
  return draftMapping({
    name: 'synthetic.csv',
    notes: [],
    section: {
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      header: true,
      headerRow: 1,
      hxlTags: hxlTags !== undefined,
      emptyValues: [],
    },
    columns,
    rows,
    hxlTags: hxlTags ?? null,
  });
}

/** A table of one column beside a date, each value as often as said. */
export function columnOf(name: string, values: Readonly<Record<string, number>>): Draft {
  const cells = Object.entries(values).flatMap(([value, times]) => Array<string>(times).fill(value));
  return draftOf({ columns: ['date', name], rows: cells.map((cell) => ['2021-05-31', cell]) });
}
