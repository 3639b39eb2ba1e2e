/** `vigil-partner count --indicator X --by area,month`: exact counts, for this partner's own eyes. */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { readRecords } from '../node/read-records.js';
import { recordLocally } from '../node/record-locally.js';
import type { SharedIndicator } from './contribution.js';
import { countTable, parseDimensions, type CountPeriod } from './count-table.js';
import { INDICATOR_RULES } from './indicator-rules.js';
import { leftOut } from './left-out.js';
import { countAsJson, printCount } from './print-count.js';
import { qualifyingContributions } from './qualifying-contributions.js';

interface CountOptions {
  readonly indicator: string;
  readonly by: string;
  readonly from?: string;
  readonly to?: string;
  readonly year?: string;
  readonly json?: boolean;
}

export function registerCountCommand(program: Command, cli: CliContext): void {
  program
    .command('count')
    .description('exact counts of an indicator from the records of this node; not for publication')
    .requiredOption('--indicator <code>', INDICATOR_RULES.map(({ indicator }) => indicator).join(', '))
    .requiredOption('--by <dimensions>', 'country, area, month, year; several separated by commas')
    .option('--from <month>', 'first month, YYYY-MM')
    .option('--to <month>', 'last month, YYYY-MM')
    .option('--year <year>', 'one year, YYYY')
    .option('--json', 'print one JSON document')
    .action((options: CountOptions) => runCount(cli, options));
}

function indicatorOf(text: string): SharedIndicator {
  const rule = INDICATOR_RULES.find(({ indicator }) => indicator === text);
  if (rule !== undefined) return rule.indicator;
  const known = INDICATOR_RULES.map(({ indicator }) => indicator).join(', ');
  throw new HubError('USAGE', `--indicator takes one of ${known}`, 'operator');
}

function periodOf({ from, to, year }: CountOptions): CountPeriod {
  const usage = (message: string): HubError => new HubError('USAGE', message, 'operator');
  if (year !== undefined) {
    if (from !== undefined || to !== undefined) throw usage('--year goes without --from and --to');
    if (!/^\d{4}$/.test(year)) throw usage('--year is four digits, for instance 2012');
    return { from: `${year}-01`, to: `${year}-12` };
  }
  const wrong = [from, to].find((month) => month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month));
  if (wrong !== undefined) throw usage('--from and --to are months, for instance 2012-03');
  if (from !== undefined && to !== undefined && from > to) throw usage('--from lies after --to');
  return { from: from ?? null, to: to ?? null };
}

async function runCount(cli: CliContext, options: CountOptions): Promise<void> {
  const indicator = indicatorOf(options.indicator);
  const by = parseDimensions(options.by);
  const period = periodOf(options);
  const context = await cli.openNode();
  try {
    const question = {
      indicators: [indicator],
      now: context.now(),
      ...(options.year === undefined ? {} : { year: options.year }),
    };
    const result = await readRecords(context, async (records) => {
      const table = countTable(await qualifyingContributions(records, question), by, period);
      return { indicator, period, table, leftOut: await leftOut(records, question) };
    });
    const { cells } = result.table;
    await recordLocally(context, {
      actor: cli.actor(),
      action: 'count',
      object: indicator,
      details: { by, from: period.from, to: period.to, cells: cells.length },
    });
    cli.err('exact local counts: not for publication; what is published comes from `vigil-partner release`');
    for (const line of options.json === true ? [countAsJson(result)] : printCount(result)) cli.out(line);
  } finally {
    await context.close();
  }
}
