/**
 * The design's rules for `indicatorTable` once more, by an implementation that shares no code with the hub's: which table
 * answers, which released integers are in a cell, and every number that follows from them.
 */
import type { CellFilter, Dimension, IndicatorTable, ReleaseDocument, ReleaseTable } from '@vigil/shared';

export interface Asked {
  readonly by: readonly Dimension[];
  readonly where: CellFilter;
}

/** Which table the design names, spelled out; 'MEAN' for country by year, null for what does not exist. */
export function naiveTable({ by: kept, where }: Asked): string | null {
  const has = (dimension: Dimension, list?: readonly unknown[] | null): boolean =>
    kept.includes(dimension) || Boolean(list);
  const area = has('AREA', where.areas);
  const months = has('MONTH') || (where.from ?? where.to ?? '').length === 7;
  const group = has('VICTIM_GROUP', where.victimGroups) ? 'group' : '';
  const perpetrator = has('PERPETRATOR_TYPE', where.perpetratorTypes) ? 'perpetrator' : '';
  const person = has('SEX', where.sexes) || has('AGE_BAND', where.ageBands) ? 'person' : '';
  const key = `${area ? 'area' : 'country'} ${months ? 'month' : 'year'} ${group}${perpetrator}${person}`;
  return TABLES[key.trim()] ?? null;
}

const TABLES: Readonly<Record<string, string>> = {
  'country month': 'L1',
  'area month': 'L2',
  'area year': 'L3',
  'country year group': 'L4',
  'country year perpetrator': 'L5',
  'country year person': 'L6',
  'area year group': 'L7',
  'country year': 'MEAN',
};

/** One released integer with everything that is said about it; for the mean, one computed from them. */
interface NaiveFigure {
  readonly partner: string;
  readonly unit: string;
  readonly at: Readonly<Partial<Record<Dimension, string>>>;
  readonly y: number;
  readonly variance: number;
  readonly early: boolean;
  /** of which unit, and how often one may enter */
  readonly how: string;
}

const NAMES: Readonly<Record<string, readonly Dimension[]>> = {
  L1: ['COUNTRY', 'MONTH'],
  L2: ['AREA', 'MONTH'],
  L3: ['AREA', 'YEAR'],
  L4: ['COUNTRY', 'YEAR', 'VICTIM_GROUP'],
  L5: ['COUNTRY', 'YEAR', 'PERPETRATOR_TYPE'],
  L6: ['COUNTRY', 'YEAR', 'SEX', 'AGE_BAND'],
  L7: ['AREA', 'YEAR', 'VICTIM_GROUP'],
};

function naiveFiguresOf(document: ReleaseDocument, { id, cells, countingUnit, sigma2 }: ReleaseTable) {
  return cells.map(({ at, y }): NaiveFigure => {
    const place = Object.fromEntries((NAMES[id] ?? []).map((name, index) => [name, at[index]]));
    const country = place['COUNTRY'] ?? place['AREA']?.substring(0, 2);
    const year = place['YEAR'] ?? place['MONTH']?.substring(0, 4);
    return {
      partner: document.partner,
      unit: countingUnit,
      at: { ...place, COUNTRY: country ?? '', YEAR: year ?? '' },
      y,
      variance: Number(sigma2), // whole numbers in every plan here, so doubles are exact
      early: document.stage === 'PROVISIONAL',
      how: `${document.plan.unit} ${document.plan.entry} ${countingUnit === 'VICTIM' ? document.plan.victimCap : 0}`,
    };
  });
}

/** Mean of n integers m with variances v: (sum of m x P/v) / (sum of P/v), P the product of all v; halves to even. */
function naiveMean(margins: readonly { m: number; v: number }[]): { y: number; variance: number } {
  const product = margins.reduce((all, { v }) => all * BigInt(v), 1n);
  const above = margins.reduce((sum, { m, v }) => sum + BigInt(m) * (product / BigInt(v)), 0n);
  const below = margins.reduce((sum, { v }) => sum + product / BigInt(v), 0n);
  const rest = ((above % below) + below) % below;
  const floor = (above - rest) / below;
  const isUp = 2n * rest > below || (2n * rest === below && floor % 2n !== 0n);
  return { y: Number(isUp ? floor + 1n : floor), variance: Number(product) / Number(below) };
}

function naiveMeans(document: ReleaseDocument): NaiveFigure[] {
  const found = new Map<string, { figure: NaiveFigure; margins: { m: number; v: number }[] }>();
  for (const table of document.tables.filter(({ id }) => ['L4', 'L5', 'L6'].includes(id))) {
    const margins = new Map<string, { figure: NaiveFigure; m: number; v: number }>();
    for (const figure of naiveFiguresOf(document, table)) {
      // persons of files, beside a count of the files themselves
      if (document.plan.unit === 'CASE_FILE' && figure.unit !== 'CASE_FILE') continue;
      const key = `${figure.at.COUNTRY ?? ''} ${figure.unit}`;
      const margin = margins.get(key) ?? { figure, m: 0, v: 0 };
      margins.set(key, { figure, m: margin.m + figure.y, v: margin.v + figure.variance });
    }
    for (const [key, { figure, m, v }] of margins) {
      const { COUNTRY = '', YEAR = '' } = figure.at;
      const known = found.get(key) ?? { figure: { ...figure, at: { COUNTRY, YEAR } }, margins: [] };
      found.set(key, { ...known, margins: [...known.margins, { m, v }] });
    }
  }
  return [...found.values()].map(({ figure, margins }) => ({ ...figure, ...naiveMean(margins) }));
}

function naiveMeets({ where }: Asked, { partner, at }: NaiveFigure): boolean {
  const time = at.MONTH ?? at.YEAR ?? '';
  const lists: [readonly string[] | null | undefined, string | undefined][] = [
    [where.partners, partner],
    [where.countries, at.COUNTRY],
    [where.areas, at.AREA],
    [where.victimGroups, at.VICTIM_GROUP],
    [where.perpetratorTypes, at.PERPETRATOR_TYPE],
    [where.sexes, at.SEX],
    [where.ageBands, at.AGE_BAND],
  ];
  if (!lists.every(([list, value]) => !list || list.includes(value ?? ''))) return false;
  if (where.from && time.substring(0, where.from.length) < where.from) return false;
  return !where.to || time.substring(0, where.to.length) <= where.to;
}

interface NaiveCell {
  key: string;
  early: boolean;
  hows: string[];
  parts: Record<string, { y: number; variance: number }>;
}

const ORDER = [
  ...(['COUNTRY', 'AREA', 'MONTH', 'YEAR'] as const),
  ...(['VICTIM_GROUP', 'PERPETRATOR_TYPE', 'SEX', 'AGE_BAND'] as const),
];

export function naiveCells(question: Asked, released: readonly ReleaseDocument[], id: string): NaiveCell[] {
  const cells: Record<string, NaiveCell> = {};
  const all = released.flatMap((document) =>
    id === 'MEAN'
      ? naiveMeans(document)
      : document.tables
          .filter((table) => table.id === id)
          .flatMap((table) => naiveFiguresOf(document, table)),
  );
  for (const figure of all.filter((one) => naiveMeets(question, one))) {
    const key = [
      ...ORDER.map((one) => (question.by.includes(one) ? (figure.at[one] ?? '-') : '-')),
      figure.unit,
    ].join(' ');
    const cell = (cells[key] ??= { key, early: false, hows: [], parts: {} });
    const part = (cell.parts[figure.partner] ??= { y: 0, variance: 0 });
    part.y += figure.y;
    part.variance += figure.variance;
    cell.early ||= figure.early;
    cell.hows.push(figure.how);
  }
  return Object.values(cells);
}

/** Python 3, statistics.NormalDist().inv_cdf(1 - 0.025 / n), four decimals. */
const Z = [NaN, 1.96, 2.2414, 2.394, 2.4977];

export function naiveFigures(cell: NaiveCell) {
  const parts = Object.values(cell.parts);
  const y = parts.reduce((sum, part) => sum + part.y, 0);
  const se = Math.sqrt(parts.reduce((sum, part) => sum + part.variance, 0));
  const z = Z[parts.length] ?? NaN;
  const lower = Math.max(0, ...parts.map((part) => Math.floor(part.y - z * Math.sqrt(part.variance))));
  const low = y < 10 || y < 3 * se;
  const isMixed = cell.hows.some((how) => how !== cell.hows[0]);
  return {
    released: y,
    value: low ? null : y,
    low,
    lower,
    upper: Math.max(lower, Math.ceil(y + 1.96 * se)),
    interval95: { from: Math.max(0, Math.floor(y - 1.96 * se)), to: Math.max(0, Math.ceil(y + 1.96 * se)) },
    reportingPartners: parts.length,
    provisional: cell.early,
    obsStatus: isMixed ? 'D' : cell.early ? 'P' : low ? 'U' : 'A',
    // doubles of two ways to compute it differ in the last bit
    standardError: se.toPrecision(12),
  };
}

export function figuresOf(cell: IndicatorTable['cells'][number]): ReturnType<typeof naiveFigures> {
  const { released, value, low, standardError, lower, upper, interval95, reportingPartners } = cell;
  const { provisional, obsStatus } = cell;
  return {
    ...{ released, value: value ?? null, low, lower, upper, interval95: { ...interval95 } },
    ...{ reportingPartners, provisional, obsStatus, standardError: standardError.toPrecision(12) },
  };
}

export function keyOf(cell: IndicatorTable['cells'][number]): string {
  const place = [cell.country, cell.area, cell.month, cell.year];
  const person = [cell.victimGroup, cell.perpetratorType, cell.sex, cell.ageBand];
  return [...[...place, ...person].map((one) => one ?? '-'), cell.countingUnit].join(' ');
}
