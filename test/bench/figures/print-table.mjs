/** Rows of text in columns: the first to the left, all others to the right, as figures are. */
export function table(rows) {
  const widths = rows[0].map((_cell, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function count(number) {
  return Math.round(number).toLocaleString('en-US');
}

/** Three figures, whatever the size. */
export function figure(number) {
  if (number >= 100) return count(number);
  return number.toPrecision(3);
}
