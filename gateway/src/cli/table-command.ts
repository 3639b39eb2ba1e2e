/**
 * `vigil-hub table <indicator>`: the answer of `indicatorTable` in a terminal, as CSV or as JSON.
 *
 * Works beside a running hub and on a stopped one: an answer is a function of what is stored, and nobody is asked.
 */
import { AgeBand, Dimension, HubError, INDICATORS, PerpetratorType, Sex, VictimGroup } from '@vigil/shared';
import type { CellFilter, Coalition, IndicatorCode, IndicatorTableArguments } from '@vigil/shared';
import { Option, type Command } from 'commander';
import {
  FORMATS,
  byText,
  citableMoment,
  exportTable,
  exportedTables,
  type ExportTable,
} from '../exports/index.js';
import { ReleaseStore, releasesKnownAt } from '../releases/index.js';
import { answerTable, headsAbout, parseQuestion } from '../statistics/index.js';
import { readHubFiles } from '../storage/hub-files.js';
import type { CliContext } from './cli-context.js';
import { describeTable } from './describe-table.js';
import { requireCodes } from './require-codes.js';
import { withHubDatabase } from './with-hub-database.js';

interface TableOptions {
  by: string;
  country?: string[];
  area?: string[];
  victimGroup?: string[];
  perpetratorType?: string[];
  sex?: string[];
  ageBand?: string[];
  partner?: string[];
  from?: string;
  to?: string;
  asOf?: string;
  csv?: boolean;
  json?: boolean;
}

const EXAMPLE = `
Examples:
  $ vigil-hub table KIDNAPPING
  $ vigil-hub table KIDNAPPING --by area,year --country XA --from 2019 --to 2023 --csv > areas.csv
  $ vigil-hub table CENSORSHIP --as-of 2024-03-01T00:00:00Z --json

LOW stands where a figure is too small or too uncertain to be quoted; what was released stands beside it.
`;

function usage(message: string, cause?: unknown): HubError {
  return new HubError('USAGE', message, 'operator', { cause });
}

function indicatorNamed(text: string): IndicatorCode {
  const code = text.toUpperCase();
  if (Object.hasOwn(INDICATORS, code)) return code as IndicatorCode;
  throw usage(`no such indicator; there are: ${Object.keys(INDICATORS).join(', ')}`);
}

function dimensionsNamed(text: string): Dimension[] {
  return text.split(',').map((part) => {
    const name = part.trim().toUpperCase().replaceAll('-', '_');
    if (Object.hasOwn(Dimension, name)) return name as Dimension;
    throw usage(`--by takes ${Object.keys(Dimension).join(', ').toLowerCase()}, with commas between`);
  });
}

/** What the graph's schema checks for its callers is checked here; places and partners are, with the question. */
function filterOf(options: TableOptions): CellFilter {
  const { country, area, victimGroup, perpetratorType, sex, ageBand, partner, from, to } = options;
  requireCodes('victim-group', victimGroup, VictimGroup);
  requireCodes('perpetrator-type', perpetratorType, PerpetratorType);
  requireCodes('sex', sex, Sex);
  requireCodes('age-band', ageBand, AgeBand);
  const given = {
    countries: country,
    areas: area,
    victimGroups: victimGroup,
    perpetratorTypes: perpetratorType,
    sexes: sex,
    ageBands: ageBand,
    partners: partner,
    from,
    to,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** What a caller of the graph would be told, as usage. */
function asUsage(error: unknown): unknown {
  if (!(error instanceof HubError) || error.audience !== 'caller') return error;
  const tables = exportedTables().map(byText).join('  ');
  return error.code === 'TABLE_NOT_IN_LATTICE'
    ? usage(`no released table has these dimensions together; there are: ${tables}`, error)
    : error;
}

function answer(store: ReleaseStore, coalition: Coalition, asked: IndicatorTableArguments): ExportTable {
  const { partners } = coalition;
  const { indicator, asOf = null } = asked;
  const question = parseQuestion(asked, new Set(partners.map(({ id }) => id)));
  const declared = store.declarations(asOf);
  const known = releasesKnownAt(store.all(), asOf);
  const heads = headsAbout(indicator, declared, known);
  const made = answerTable(question, declared, known);
  return exportTable({
    indicator,
    answer: made,
    heads,
    partners,
    asOf: citableMoment(indicator, store, { dataVersion: made.dataVersion, declared, heads }),
  });
}

/** The line feed that `out` adds again. */
function withoutLast(text: string): string {
  return text.slice(0, -1);
}

async function table(indicator: string, options: TableOptions, cli: CliContext): Promise<void> {
  const { asOf, csv = false, json = false } = options;
  if (asOf !== undefined && Number.isNaN(Date.parse(asOf)))
    throw usage('--as-of takes a moment, as in 2024-03-01T00:00:00Z');
  const asked: IndicatorTableArguments = {
    indicator: indicatorNamed(indicator),
    by: dimensionsNamed(options.by),
    where: filterOf(options),
    ...(asOf === undefined ? {} : { asOf: new Date(asOf).toISOString() }),
  };
  const { coalition } = readHubFiles(cli.dataDir());
  const made = await withHubDatabase(cli, async (dataSource, log) => {
    const store = await ReleaseStore.open({ dataSource, coalition: () => coalition, log });
    try {
      return answer(store, coalition, asked);
    } catch (error) {
      throw asUsage(error);
    }
  });
  if (csv) cli.out(withoutLast(FORMATS.csv.write(made)));
  else if (json) cli.out(JSON.stringify(made, null, 2));
  else for (const line of describeTable(made)) cli.out(line);
}

export function registerTableCommand(program: Command, cli: CliContext): void {
  program
    .command('table')
    .description('print the figures of an indicator, as the graph answers them')
    .argument('<indicator>', Object.keys(INDICATORS).join(', '))
    .option('--by <dimensions>', 'what tells the figures apart', 'country,month')
    .option('--country <codes...>', 'only these countries, ISO 3166-1 alpha-2')
    .option('--area <codes...>', 'only these areas, ISO 3166-2')
    .option('--victim-group <codes...>', 'only these groups of victims')
    .option('--perpetrator-type <codes...>', 'only these kinds of perpetrators')
    .option('--sex <codes...>', 'only victims of this sex')
    .option('--age-band <codes...>', 'only victims of these ages')
    .option('--partner <ids...>', 'only what these partners released')
    .option('--from <period>', 'first month (2019-03) or year (2019)')
    .option('--to <period>', 'last month or year')
    .option('--as-of <moment>', 'as it was answered then, as in 2024-03-01T00:00:00Z')
    .addOption(new Option('--csv', 'print CSV, with the columns of the export').conflicts('json'))
    .option('--json', 'print JSON, with coverage, protection, methodologies and funding')
    .addHelpText('after', EXAMPLE)
    .action((indicator: string, options: TableOptions) => table(indicator, options, cli));
}
