/**
 * `vigil-partner release make`: the planned releases of years, one after the other.
 *
 * Says first what a crash before had left, and asks where more would happen than a planned release. The hub is told
 * at the end, where the settings name it.
 */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import type { NodeContext } from '../node/node-context.js';
import { askBeforeMaking } from './ask-before-making.js';
import { dueProvisional } from './due-releases.js';
import { exactFiguresWarning } from './exact-figures-warning.js';
import { makeRelease, type MakeReleaseOptions } from './make-release.js';
import { notifyHub } from './notify-hub.js';
import { requireYear } from './plan-of-year.js';
import { printPlan, printReleaseLine } from './print-release.js';
import { recoverLedger } from './recover-ledger.js';

interface MakeOptions {
  readonly year?: readonly string[];
  readonly month?: readonly string[];
  readonly provisional?: true;
  readonly yes?: true;
}

type Wanted = Pick<MakeReleaseOptions, 'year' | 'provisional'>;

function monthsWanted(years: readonly string[], months: readonly string[]): Wanted[] {
  return months.map((month) => {
    const year = month.slice(0, 4);
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month) || (years.length > 0 && !years.includes(year)))
      throw new HubError('USAGE', '--month is a month of the year, YYYY-MM', 'operator');
    return { year, provisional: month };
  });
}

/** Looked at before the node is opened: what is called wrongly needs no database. */
function requireSound({ year: years = [], month: months = [], provisional }: MakeOptions): void {
  if (years.length === 0 && months.length === 0)
    throw new HubError('USAGE', 'say which year: --year, or a month of it: --month', 'operator');
  if (months.length > 0 && provisional === true)
    throw new HubError('USAGE', 'a month is provisional anyway; leave --provisional out', 'operator');
  for (const year of years) requireYear(year);
  monthsWanted(years, months);
}

async function wantedBy(
  node: NodeContext,
  { year: years = [], month: months = [], provisional }: MakeOptions,
): Promise<Wanted[]> {
  if (months.length > 0) return monthsWanted(years, months);
  if (provisional !== true) return years.map((year) => ({ year }));
  const wanted: Wanted[] = [];
  for (const year of years) {
    for (const part of await dueProvisional(node, year)) wanted.push({ year, provisional: part });
  }
  if (wanted.length === 0)
    throw new HubError('RELEASE_EXISTS', 'every provisional release that is due has been made', 'operator');
  return wanted;
}

async function make(cli: CliContext, options: MakeOptions): Promise<void> {
  requireSound(options);
  await withNode(cli, async (node) => {
    const actor = cli.actor();
    // first and apart, so that what happened is said even where the release is then refused
    for (const note of await recoverLedger(node, { actor })) cli.err(note);
    const warning = exactFiguresWarning(node.settings);
    if (warning !== null) cli.err(warning);
    const wanted = await wantedBy(node, options);
    if (options.yes !== true) await askBeforeMaking(cli, node, wanted);
    let made = 0;
    try {
      for (const each of wanted) {
        const { document, notes } = await makeRelease(node, { ...each, actor });
        made += 1;
        for (const note of notes) cli.err(note);
        cli.out(printReleaseLine(document));
        for (const line of printPlan(document.plan)) cli.out(line);
      }
    } finally {
      const told = made === 0 ? null : await notifyHub(node, fetch);
      if (told !== null) cli.err(told);
    }
  });
}

export function registerMakeCommand(release: Command, cli: CliContext): void {
  release
    .command('make')
    .description('make a planned release of a year; it cannot be taken back or repeated')
    .option(
      '--year <year...>',
      'the calendar year, four digits: its last release; several years one after the other',
    )
    .option('--month <month...>', 'the provisional release of this month, YYYY-MM, where the plan has months')
    .option('--provisional', 'every provisional release of the year that is due and not made')
    .option(
      '--yes',
      'do not ask, nor show what is asked about, before a plan is signed for a year that has none, or a year is closed ' +
        'over months that were not made',
    )
    .action((options: MakeOptions) => make(cli, options));
}
