/**
 * The columns of an exported table: name, meaning, HXL hashtag and value, declared once for every format that has
 * columns.
 *
 * Takes a table, gives the columns that it has: those of its own dimensions, then the same for all.
 * @see HXL 1.1, hashtag dictionary and tagging conventions
 */
import { countryByCode } from '@vigil/shared';
import type { Dimension } from '@vigil/shared';
import { ADDRESS_ORDER, countryOfArea, withImplied } from '../statistics/index.js';
import type { CsvValue } from './csv-text.js';
import { exportPath } from './export-path.js';
import type { ExportCell, ExportTable } from './export-table.js';

export interface Column {
  readonly name: string;
  readonly type: 'code' | 'codes' | 'text' | 'integer' | 'number' | 'boolean' | 'period' | 'time' | 'path';
  readonly description: string;
  readonly hxl: string;
  readonly value: (cell: ExportCell, table: ExportTable) => CsvValue;
}

/** What every row says of itself; the whole notice is where the row points to. */
const SHORT_NOTICE = 'documented, not total';

const DIMENSION_COLUMNS: Readonly<Record<Dimension, readonly Column[]>> = {
  COUNTRY: [
    {
      name: 'country',
      type: 'code',
      description: 'ISO 3166-1 alpha-2 code of the country; XA and XB are synthetic.',
      hxl: '#country+code',
      value: countryOf,
    },
    {
      name: 'country_name',
      type: 'text',
      description: 'English short name of the country.',
      hxl: '#country+name',
      value: (cell) => countryByCode(countryOf(cell))?.name ?? null,
    },
  ],
  AREA: [
    {
      name: 'area',
      type: 'code',
      description: 'ISO 3166-2 code of the area.',
      hxl: '#adm1+code',
      value: ({ at }) => at.AREA ?? null,
    },
  ],
  YEAR: [
    {
      name: 'year',
      type: 'period',
      description: 'Calendar year; acts whose month is not known are in figures of years.',
      hxl: '#date+year',
      value: ({ at }) => at.YEAR ?? at.MONTH?.slice(0, 4) ?? null,
    },
  ],
  MONTH: [
    {
      name: 'month',
      type: 'period',
      description: 'Calendar month; acts whose month is not known are in no figure of months.',
      hxl: '#date+month',
      value: ({ at }) => at.MONTH ?? null,
    },
  ],
  VICTIM_GROUP: [codeColumn('victim_group', 'VICTIM_GROUP', 'Group that the victim belongs to.', '+victim')],
  PERPETRATOR_TYPE: [
    codeColumn('perpetrator_type', 'PERPETRATOR_TYPE', 'Kind of perpetrator.', '+perpetrator'),
  ],
  SEX: [codeColumn('sex', 'SEX', 'Sex of the victim.', '+sex')],
  AGE_BAND: [codeColumn('age_band', 'AGE_BAND', 'Age of the victim at the time of the act.', '+age')],
};

function codeColumn(name: string, dimension: Dimension, description: string, hxl: string): Column {
  return {
    name,
    type: 'code',
    description: `${description} Code of the public contract.`,
    hxl: `#group${hxl}+code`,
    value: ({ at }) => at[dimension] ?? null,
  };
}

export function columnsOf({ by }: Pick<ExportTable, 'by'>): Column[] {
  const shown = withImplied(by);
  return [
    INDICATOR_COLUMN,
    ...ADDRESS_ORDER.filter((dimension) => shown.has(dimension)).flatMap(
      (dimension) => DIMENSION_COLUMNS[dimension],
    ),
    ...FIGURE_COLUMNS,
  ];
}

function countryOf({ at }: ExportCell): string {
  return at.COUNTRY ?? (at.AREA === undefined ? '' : countryOfArea(at.AREA));
}

/** Where methodologies, funding, coverage, protection and the notice of a table stand. */
export function sourcesPath({ dataVersion, indicator, by }: ExportTable): string {
  return exportPath(dataVersion, { indicator: indicator.code, format: 'dictionary.json' }, by);
}

const INDICATOR_COLUMN: Column = {
  name: 'indicator',
  type: 'code',
  description: 'Code of the indicator; its definition is in the data dictionary.',
  hxl: '#indicator+code',
  value: (_cell, { indicator }) => indicator.code,
};

const FIGURE_COLUMNS: readonly Column[] = [
  {
    name: 'counting_unit',
    type: 'code',
    description:
      'What one count is here: CASE_FILE counts files in which it happened, whatever unit the definition of the ' +
      'indicator names. Figures of different units are never added.',
    hxl: '#meta+unit',
    value: ({ countingUnit }) => countingUnit,
  },
  {
    name: 'value',
    type: 'integer',
    description: 'The figure; empty when it is LOW, which is about reliability, not protection.',
    hxl: '#indicator+value+num',
    value: ({ value }) => value,
  },
  {
    name: 'released',
    type: 'integer',
    description: 'The figure as released, noise included; may be negative, given for LOW figures too.',
    hxl: '#indicator+released+num',
    value: ({ released }) => released,
  },
  {
    name: 'lower',
    type: 'integer',
    description:
      'At least so many were counted, were all overlaps between partners complete; holds in 97.5 of 100 cells.',
    hxl: '#indicator+lower+num',
    value: ({ lower }) => lower,
  },
  {
    name: 'upper',
    type: 'integer',
    description:
      'At most so many were counted, were there no overlap between partners; holds in 97.5 of 100 cells. More may ' +
      'have been documented: a file is counted in a limited number of cells.',
    hxl: '#indicator+upper+num',
    value: ({ upper }) => upper,
  },
  {
    name: 'standard_error',
    type: 'number',
    description: 'Standard error of the noise in the figure.',
    hxl: '#indicator+error+num',
    value: ({ standardError }) => standardError,
  },
  {
    name: 'interval95_from',
    type: 'integer',
    description: 'Lower end of the 95 % interval of this one figure; covers the noise only, never below 0.',
    hxl: '#indicator+from+num',
    value: ({ interval95 }) => interval95.from,
  },
  {
    name: 'interval95_to',
    type: 'integer',
    description: 'Upper end of the 95 % interval of this one figure; covers the noise only.',
    hxl: '#indicator+to+num',
    value: ({ interval95 }) => interval95.to,
  },
  {
    name: 'low',
    type: 'boolean',
    description: 'LOW: the figure is below 10 or below three standard errors.',
    hxl: '#status+low',
    value: ({ low }) => low,
  },
  {
    name: 'obs_status',
    type: 'code',
    description: 'SDMX CL_OBS_STATUS.',
    hxl: '#status+obs+code',
    value: ({ obsStatus }) => obsStatus,
  },
  {
    name: 'conf_status',
    type: 'code',
    description: 'SDMX CL_CONF_STATUS.',
    hxl: '#status+conf+code',
    value: ({ confStatus }) => confStatus,
  },
  {
    name: 'provisional',
    type: 'boolean',
    description: 'A final release of the period is still to come.',
    hxl: '#status+provisional',
    value: ({ provisional }) => provisional,
  },
  {
    name: 'break_in_series',
    type: 'boolean',
    description: 'The first period that is counted by another rule than the period before.',
    hxl: '#status+break',
    value: ({ breakInSeries }) => breakInSeries,
  },
  {
    name: 'reporting_partners',
    type: 'integer',
    description: 'How many partners have released a figure that is in this one.',
    hxl: '#meta+partners+num',
    value: ({ reportingPartners }) => reportingPartners,
  },
  {
    name: 'partners',
    type: 'codes',
    description: 'Their ids, with a space between; who they are stands at the address in the column sources.',
    hxl: '#org+code+list',
    value: ({ partners }) => partners.join(' '),
  },
  {
    name: 'rate',
    type: 'number',
    description: 'The figure for each so many of the denominator; empty without one, and for LOW figures.',
    hxl: '#indicator+rate+num',
    value: ({ rate }) => rate?.value ?? null,
  },
  {
    name: 'rate_per',
    type: 'integer',
    description: 'For how many of the denominator the rate is.',
    hxl: '#meta+rate+num',
    value: ({ rate }) => rate?.per ?? null,
  },
  {
    name: 'rate_from',
    type: 'number',
    description: 'Lower end of the 95 % interval of the rate.',
    hxl: '#indicator+rate+from+num',
    value: ({ rate }) => rate?.interval95.from ?? null,
  },
  {
    name: 'rate_to',
    type: 'number',
    description: 'Upper end of the 95 % interval of the rate.',
    hxl: '#indicator+rate+to+num',
    value: ({ rate }) => rate?.interval95.to ?? null,
  },
  {
    name: 'denominator',
    type: 'text',
    description: 'What the rate is counted against.',
    hxl: '#meta+denominator',
    value: ({ rate }) => rate?.denominator.name ?? null,
  },
  {
    name: 'denominator_year',
    type: 'period',
    description: 'Year of the denominator.',
    hxl: '#date+denominator',
    value: ({ rate }) => rate?.denominator.year ?? null,
  },
  {
    name: 'denominator_value',
    type: 'number',
    description: 'The denominator itself.',
    hxl: '#population+num',
    value: ({ rate }) => rate?.denominator.value ?? null,
  },
  {
    name: 'denominator_source',
    type: 'text',
    description: 'Where the denominator is from.',
    hxl: '#meta+denominator+source',
    value: ({ rate }) => rate?.denominator.source ?? null,
  },
  {
    name: 'data_version',
    type: 'code',
    description: 'Names the exact set of releases behind the table.',
    hxl: '#meta+version',
    value: (_cell, { dataVersion }) => dataVersion,
  },
  {
    name: 'as_of',
    type: 'time',
    description: 'Moment of that set: indicatorTable asked with it (asOf) answers from the same releases.',
    hxl: '#date+published',
    value: (_cell, { asOf }) => asOf,
  },
  {
    name: 'notice',
    type: 'text',
    description:
      'The figures count what was documented; the whole notice stands at the address in the column sources.',
    hxl: '#meta+notice',
    value: () => SHORT_NOTICE,
  },
  {
    name: 'sources',
    type: 'path',
    description:
      'Address at the hub: notice, methodologies, funding, releases, coverage and protection of the table.',
    hxl: '#meta+url',
    value: (_cell, table) => sourcesPath(table),
  },
];
