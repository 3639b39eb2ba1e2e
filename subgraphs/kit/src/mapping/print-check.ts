/**
 * The text of a check, for the terminal of the person who maps.
 */
import type { RowCheck } from './check-rows.js';
import type { PreviewedIndicator } from './indicator-preview.js';
import type { UndecidedPlace } from './undecided-places.js';

const MOST_LINES = 50;
const UNITS = { VICTIM: 'persons', EVENT: 'events', ACT: 'acts' } as const;

const number = (value: number): string => value.toLocaleString('en-US');
const pairs = (counts: Readonly<Record<string, number>>, none: string): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name === '' ? none : name} ${number(count)}`)
    .join(', ');

function listed<Item>(title: string, items: readonly Item[], text: (item: Item) => string): string[] {
  if (items.length === 0) return [];
  const more = items.length > MOST_LINES ? [`  and more: --json lists them`] : [];
  return [title, ...items.slice(0, MOST_LINES).map((item) => `  ${text(item)}`), ...more];
}

/** One line for each place; `file` as the command was given it. */
export function printUndecided(file: string, places: readonly UndecidedPlace[]): string[] {
  return [
    `${file}: ${places.length === 1 ? '1 place is' : `${places.length} places are`} not decided yet:`,
    ...places.map(({ line, field, choices }, index) => {
      const same = choices !== '' && choices === places[index - 1]?.choices;
      return `  line ${line}: ${field}${choices === '' ? '' : `: ${same ? 'the same' : choices}`}`;
    }),
  ];
}

function printIndicator({ indicator, acts, counts, countedBy, leftOut }: PreviewedIndicator): string[] {
  const left = Object.keys(leftOut).length === 0 ? '' : `; acts left out: ${pairs(leftOut, '')}`;
  return [
    `  ${indicator}: ${number(counts)} ${UNITS[countedBy]} would count; acts: ${pairs(acts, '')}${left}`,
  ];
}

function printDates({ dates }: RowCheck): string {
  const range = dates.first === null ? 'none' : `${dates.first} to ${dates.last ?? ''}`;
  return `dates      ${range} (${pairs(dates.precision, '')})`;
}

export function printCheck(check: RowCheck): string[] {
  const { dataset, read, imported, merged, rejectedRows, countries, areas, indicators, noIndicator } = check;
  const figures = [
    ['rows read', read],
    ['would be imported', imported],
    ['would be rejected', rejectedRows],
    ['equal to an earlier row', merged],
  ] as const;
  const others = pairs(noIndicator, '');
  return [
    `data set ${dataset} (checked only: nothing was imported)`,
    ...figures.map(([name, count]) => `${name.padEnd(24)} ${number(count).padStart(9)}`),
    printDates(check),
    `countries  ${pairs(countries, '(none)')}`,
    `areas      ${pairs(areas, '(none)')}`,
    'indicators, for your own eyes:',
    ...(indicators.length === 0
      ? ['  no act of this file belongs to one']
      : indicators.flatMap(printIndicator)),
    ...(others === '' ? [] : [`  in no indicator: ${others}`]),
    ...listed(
      'rejected by rule:',
      check.rejectedBy,
      ({ column, rule, rows }) => `${number(rows)} rows: column ${column} ${rule}`,
    ),
    ...listed(
      'rejected rows:',
      check.rejected,
      ({ line, column, rule }) => `line ${line}: column ${column} ${rule}`,
    ),
    ...listed('unmapped values:', check.unmapped, ({ column, value, rows, values }) =>
      value === null
        ? `${column}: ${number(values)} further values, not shown (${number(rows)} rows)`
        : `${column}: ${value} (${number(rows)} rows)`,
    ),
  ];
}
