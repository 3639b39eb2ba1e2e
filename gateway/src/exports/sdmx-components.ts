/**
 * An exported table in the terms of SDMX: dimensions, measures and attributes, in the order of its data structure.
 *
 * Takes a table, gives components with the value that each has in a cell; both SDMX formats are written from them. Pure.
 * @see SDMX 3.0, section 3; code lists CL_OBS_STATUS and CL_CONF_STATUS
 */
import { AgeBand, INDICATORS, PerpetratorType, Sex, VictimGroup, countryByCode } from '@vigil/shared';
import type { Dimension } from '@vigil/shared';
import { sourcesPath } from './columns.js';
import type { ExportCell, ExportTable } from './export-table.js';

export type SdmxValue = string | number | boolean | null | readonly string[];

interface Component {
  readonly id: string;
  readonly name: string;
}

export interface SdmxDimension extends Component {
  readonly role: 'FREQ' | 'GEO' | 'TIME_PERIOD' | null;
  readonly code: (cell: ExportCell, table: ExportTable) => string;
  readonly nameOf: (code: string) => string;
}

export interface SdmxMeasure extends Component {
  readonly dataType: 'Integer' | 'Double';
  readonly value: (cell: ExportCell) => number | null;
}

export interface SdmxAttribute extends Component {
  /** one value for the whole table, or one for each observation */
  readonly level: 'DATASET' | 'OBSERVATION';
  readonly dataType: 'String' | 'Boolean' | 'Integer' | 'Double' | 'DateTime';
  /** true: from a code list; observations carry its place in the list of values */
  readonly coded: boolean;
  readonly multiple: boolean;
  readonly value: (cell: ExportCell | null, table: ExportTable) => SdmxValue;
}

const itself = (code: string): string => code;

const CODED: readonly (readonly [Dimension, string, string, Readonly<Record<string, string>>])[] = [
  ['VICTIM_GROUP', 'VICTIM_GROUP', 'Victim group', VictimGroup],
  ['PERPETRATOR_TYPE', 'PERPETRATOR_TYPE', 'Perpetrator type', PerpetratorType],
  ['SEX', 'SEX', 'Sex', Sex],
  ['AGE_BAND', 'AGE', 'Age', AgeBand],
];

export function sdmxDimensions({ by }: Pick<ExportTable, 'by'>): SdmxDimension[] {
  const monthly = by.includes('MONTH');
  return [
    {
      id: 'FREQ',
      name: 'Frequency',
      role: 'FREQ',
      code: () => (monthly ? 'M' : 'A'),
      nameOf: () => (monthly ? 'Monthly' : 'Annual'),
    },
    {
      id: 'INDICATOR',
      name: 'Indicator',
      role: null,
      code: (_cell, { indicator }) => indicator.code,
      nameOf: (code) =>
        Object.hasOwn(INDICATORS, code) ? INDICATORS[code as keyof typeof INDICATORS].name : code,
    },
    {
      id: 'REF_AREA',
      name: 'Reference area',
      role: 'GEO',
      code: ({ at }) => at.AREA ?? at.COUNTRY ?? '',
      nameOf: (code) => countryByCode(code)?.name ?? code,
    },
    ...CODED.filter(([dimension]) => by.includes(dimension)).map(([dimension, id, name]): SdmxDimension => ({
      id,
      name,
      role: null,
      code: ({ at }) => at[dimension] ?? '',
      nameOf: itself,
    })),
    {
      id: 'COUNTING_UNIT',
      name: 'What one count is',
      role: null,
      code: ({ countingUnit }) => countingUnit,
      nameOf: itself,
    },
    {
      id: 'TIME_PERIOD',
      name: 'Time period',
      role: 'TIME_PERIOD',
      code: ({ at }) => at.MONTH ?? at.YEAR ?? '',
      nameOf: itself,
    },
  ];
}

export const SDMX_MEASURES: readonly SdmxMeasure[] = [
  {
    id: 'OBS_VALUE',
    name: 'Figure; none when its reliability is low',
    dataType: 'Integer',
    value: ({ value }) => value,
  },
  {
    id: 'RELEASED',
    name: 'Figure as released, noise included',
    dataType: 'Integer',
    value: ({ released }) => released,
  },
  {
    id: 'LOWER',
    name: 'At least counted, were all overlaps complete; holds in 97.5 of 100 cells',
    dataType: 'Integer',
    value: ({ lower }) => lower,
  },
  {
    id: 'UPPER',
    name: 'At most counted, were there no overlap; holds in 97.5 of 100 cells',
    dataType: 'Integer',
    value: ({ upper }) => upper,
  },
  {
    id: 'STANDARD_ERROR',
    name: 'Standard error of the noise',
    dataType: 'Double',
    value: ({ standardError }) => standardError,
  },
  {
    id: 'INTERVAL95_FROM',
    name: 'Lower end of the 95 % interval of this figure',
    dataType: 'Integer',
    value: ({ interval95 }) => interval95.from,
  },
  {
    id: 'INTERVAL95_TO',
    name: 'Upper end of the 95 % interval of this figure',
    dataType: 'Integer',
    value: ({ interval95 }) => interval95.to,
  },
  {
    id: 'RATE',
    name: 'Figure for each 100,000 of the denominator',
    dataType: 'Double',
    value: ({ rate }) => rate?.value ?? null,
  },
  {
    id: 'RATE_FROM',
    name: 'Lower end of the 95 % interval of the rate',
    dataType: 'Double',
    value: ({ rate }) => rate?.interval95.from ?? null,
  },
  {
    id: 'RATE_TO',
    name: 'Upper end of the 95 % interval of the rate',
    dataType: 'Double',
    value: ({ rate }) => rate?.interval95.to ?? null,
  },
];

interface Plain extends Component {
  readonly dataType: SdmxAttribute['dataType'];
}

/** @param value - of a cell; null where it has none */
function ofCell(component: Plain, value: (cell: ExportCell) => SdmxValue): SdmxAttribute {
  return {
    ...component,
    level: 'OBSERVATION',
    coded: false,
    multiple: false,
    value: (cell) => (cell === null ? null : value(cell)),
  };
}

function ofTable(component: Plain, value: (table: ExportTable) => SdmxValue): SdmxAttribute {
  return {
    ...component,
    level: 'DATASET',
    coded: false,
    multiple: false,
    value: (_cell, table) => value(table),
  };
}

const text = (id: string, name: string): Plain => ({ id, name, dataType: 'String' });
const flag = (id: string, name: string): Plain => ({ id, name, dataType: 'Boolean' });

export const SDMX_ATTRIBUTES: readonly SdmxAttribute[] = [
  { ...ofCell(text('OBS_STATUS', 'Observation status'), ({ obsStatus }) => obsStatus), coded: true },
  { ...ofCell(text('CONF_STATUS', 'Confidentiality status'), ({ confStatus }) => confStatus), coded: true },
  ofCell(flag('LOW', 'Low reliability'), ({ low }) => low),
  ofCell(flag('PROVISIONAL', 'A final release is still to come'), ({ provisional }) => provisional),
  ofCell(flag('BREAK_IN_SERIES', 'Break in the series'), ({ breakInSeries }) => breakInSeries),
  { ...ofCell(text('PARTNERS', 'Reporting partners'), ({ partners }) => partners), multiple: true },
  ofCell(text('DENOMINATOR', 'Denominator of the rate'), ({ rate }) => rate?.denominator.name ?? null),
  ofCell(text('DENOMINATOR_YEAR', 'Year of the denominator'), ({ rate }) => rate?.denominator.year ?? null),
  ofCell(
    { id: 'DENOMINATOR_VALUE', name: 'Value of the denominator', dataType: 'Double' },
    ({ rate }) => rate?.denominator.value ?? null,
  ),
  ofCell(
    text('DENOMINATOR_SOURCE', 'Source of the denominator'),
    ({ rate }) => rate?.denominator.source ?? null,
  ),
  ofTable(text('DATA_VERSION', 'Set of releases behind the table'), ({ dataVersion }) => dataVersion),
  ofTable({ id: 'AS_OF', name: 'Moment of the set of releases', dataType: 'DateTime' }, ({ asOf }) => asOf),
  ofTable(text('NOTICE', 'Notice'), () => 'documented, not total'),
  ofTable(text('SOURCES', 'Methodologies, funding, releases, coverage and protection'), sourcesPath),
];

/** Names of the codes that figures can have, as SDMX has them. */
export const STATUS_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  OBS_STATUS: {
    A: 'Normal value',
    B: 'Time series break',
    D: 'Definition differs',
    P: 'Provisional value',
    U: 'Low reliability',
  },
  CONF_STATUS: { F: 'Free (free for publication)' },
};

/** `VIGIL:KIDNAPPING_COUNTRY_MONTH(1.0.0)`; another version of the definition is another version of the flow. */
export function dataflowOf({ indicator, by }: Pick<ExportTable, 'indicator' | 'by'>): string {
  return `VIGIL:${[indicator.code, ...by].join('_')}(${indicator.version}.0.0)`;
}
