/** Expected errors in the words and columns that a partner reads on the terminal. Pure. */
import { alignedRows } from '../cli/aligned-rows.js';
import type { ExpectedError, KnownFigures } from './expected-error.js';

const HEAD = [
  'table',
  'counts',
  'noise variance',
  'cells',
  'standard error',
  'shown from',
  'typical cell',
  'its error',
];
/** of a normal distribution, two-sided */
const Z95 = 1.96;

function sourceOf(known: KnownFigures): string {
  if (known.kind === 'released')
    return `size of a typical cell: from the released figures of ${known.document.id}; no record was looked at`;
  if (known.kind === 'public')
    return `size of a typical cell: ${known.unitsPerYear} units a year, as given, spread evenly; no record was looked at`;
  return 'size of a typical cell: not known; give the units of a year by a public figure with --expected';
}

function row(error: ExpectedError): string[] {
  const { table, counts, noiseVariance, cells, standardError, shownFrom, typicalCell, relativeError } = error;
  return [
    table,
    counts === 'UNIT' ? 'units' : 'persons',
    noiseVariance,
    String(cells),
    standardError.toFixed(1),
    String(shownFrom),
    typicalCell === null ? '-' : typicalCell.toFixed(1),
    relativeError === null ? '-' : `±${Math.round(Z95 * relativeError * 100)} %`,
  ];
}

/** Error of a typical cell: half of the 95 % interval, as a share of the cell. */
export function printExpectedErrors(errors: readonly ExpectedError[], known: KnownFigures): string[] {
  const rows = [HEAD, ...errors.map(row)];
  return [...alignedRows(rows), sourceOf(known)];
}
