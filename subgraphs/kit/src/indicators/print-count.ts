/**
 * Prints a count for a person at the terminal, or as JSON for a program.
 *
 * Takes a count table and what was left out, gives lines of text. Pure.
 */
import type { LeftOut, LeftOutReason, SharedIndicator } from './contribution.js';
import type { CountTable } from './count-table.js';
import { INDICATOR_RULES } from './indicator-rules.js';

const REASON_TEXT: Readonly<Record<LeftOutReason, string>> = {
  VERIFICATION_BELOW_CORROBORATED: 'verification is below CORROBORATED',
  VIOLATION_NOT_CONFIRMED: 'neither a confirmed violation (MT41 0101) nor a WGAD category',
  NO_DATE: 'no date is recorded',
  NO_COUNTRY: 'no country is recorded',
  NO_VICTIM_RECORDED: 'no victim is recorded',
  NO_CONSENT_TO_STATISTICS: 'the recorded person has not consented to statistics',
  GROUP_SIZE_UNRECORDED: 'the size of the group is not recorded',
};

const UNIT_NAME = { VICTIM: 'persons', EVENT: 'events restricted', ACT: 'measures' } as const;

interface CountResult {
  readonly indicator: SharedIndicator;
  readonly period: { readonly from: string | null; readonly to: string | null };
  readonly table: CountTable;
  readonly leftOut: readonly LeftOut[];
}

const grouped = (value: number): string => value.toLocaleString('en-US');
const several = (value: number, noun: string): string => `${grouped(value)} ${noun}${value === 1 ? '' : 's'}`;

/** What `counted` means for an indicator. */
function unitName(indicator: SharedIndicator): string {
  const rule = INDICATOR_RULES.find((one) => one.indicator === indicator);
  return UNIT_NAME[rule?.countedBy ?? 'ACT'];
}

/** The table with a total line such as `total 5,169 in 228 events`, then what was left out and why. */
export function printCount({ indicator, table, leftOut }: CountResult): string[] {
  const header = [...table.by, unitName(indicator), 'events'];
  const rows = table.cells.map(({ key, counted, events }) => [
    ...key.map((value) => value ?? 'not recorded'),
    grouped(counted),
    grouped(events),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) =>
        column < table.by.length ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const lines = [line(header), ...rows.map(line)];
  for (const { reason, acts } of leftOut)
    lines.push(`left out: ${several(acts, 'act')}, ${REASON_TEXT[reason]}`);
  if (table.outsideMonths > 0) {
    lines.push(`left out: ${several(table.outsideMonths, 'counted record')} whose month is not known`);
  }
  lines.push(`total ${grouped(table.total.counted)} in ${grouped(table.total.events)} events`);
  return lines;
}

/** The same, for a program: one JSON document. */
export function countAsJson({ indicator, period, table, leftOut }: CountResult): string {
  const cells = table.cells.map(({ key, counted, events }) => ({
    ...Object.fromEntries(table.by.map((name, index) => [name, key[index] ?? null])),
    counted,
    events,
  }));
  return JSON.stringify({
    indicator,
    unit: unitName(indicator),
    by: table.by,
    from: period.from,
    to: period.to,
    cells,
    total: table.total,
    leftOut: leftOut.map(({ reason, acts }) => ({ reason, acts })),
    leftOutMonthUnknown: table.outsideMonths,
    notice: 'exact local counts: not for publication',
  });
}
