/** Lines for a terminal about red flags: what an operator reads, and a script does not. */
import type { LivingFlag } from '../red-flags/index.js';

const NOTHING = '-';

/** Columns padded to the widest; below a flag what else is known about its month. */
export function describeFlags(flags: readonly LivingFlag[]): string[] {
  if (flags.length === 0) return ['no red flags'];
  const rows = [
    ['FLAG', 'MONTH', 'PLACE', 'INDICATOR', 'SEVERITY', 'TIMES EXPECTED', 'BASELINE', 'STATUS', 'DETECTORS'],
    ...flags.map((flag) => [
      flag.id,
      flag.period,
      flag.area ?? flag.country,
      flag.indicator,
      flag.severity,
      flag.ratioBand,
      flag.baseline,
      flag.acknowledgedBy === null ? flag.status : `${flag.status} (${flag.acknowledgedBy})`,
      flag.detectors.join(' ') || NOTHING,
    ]),
  ];
  const widths = rows[0]?.map((_title, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return lines.flatMap((line, index) => [
    line,
    ...(flags[index - 1]?.context ?? []).map((text) => `  ${text}`),
  ]);
}
