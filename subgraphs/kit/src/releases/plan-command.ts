/**
 * `vigil-partner release plan | sign`: what a year will publish, seen first, then fixed.
 *
 * The preview is made from settings and earlier released figures; no record is read.
 */
import {
  HubError,
  errorReport,
  planRelease,
  privacySheet,
  type PlanDocument,
  type ReleaseDocument,
} from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { exactFiguresWarning } from './exact-figures-warning.js';
import { expectedErrors, type KnownFigures } from './expected-error.js';
import { keepPlan, requireAcceptable, signKeptPlan } from './fix-plan.js';
import { listSignedReleases } from './list-signed-releases.js';
import { planOfYear, requireYear } from './plan-of-year.js';
import { readPlan } from './plan-store.js';
import { printExpectedErrors } from './print-expected-error.js';
import { printPrivacy } from './print-privacy.js';
import { printPlan, printSchedule } from './print-release.js';

interface PlanOptions {
  readonly year?: string;
  readonly expected?: string;
  readonly yes?: true;
  readonly json?: true;
}

/** The newest release of an earlier year that had all its tables: nothing else is known of the size of figures. */
function earlierFigures(
  releases: readonly ReleaseDocument[],
  partition: string,
): ReleaseDocument | undefined {
  return releases.filter((document) => document.stage === 'FINAL' && document.partition < partition).at(-1);
}

async function knownFigures(node: NodeContext, partition: string, expected?: string): Promise<KnownFigures> {
  if (expected !== undefined) {
    if (!/^[1-9]\d{0,7}$/.test(expected))
      throw new HubError('USAGE', '--expected is a number of units a year, from a public figure', 'operator');
    return { kind: 'public', unitsPerYear: Number(expected) };
  }
  const releases = (await listSignedReleases(node, 0)).map(({ document }) => document);
  const document = earlierFigures(releases, partition);
  return document === undefined ? { kind: 'none' } : { kind: 'released', document };
}

function printPreview(cli: CliContext, document: PlanDocument, known: KnownFigures): void {
  const { plan, partition } = document;
  for (const line of [...printPlan(plan), ...printSchedule(document)]) cli.out(line);
  cli.out('');
  for (const line of printPrivacy(privacySheet(document))) cli.out(line);
  cli.out('');
  const errors = expectedErrors(plan, partition, known);
  for (const line of printExpectedErrors(errors, known)) cli.out(line);
}

/** The whole preview as one JSON value. */
function previewOf(document: PlanDocument, known: KnownFigures, signed: boolean): object {
  const { plan, partition } = document;
  return {
    signed,
    document,
    privacy: privacySheet(document),
    errors: errorReport(document, known.kind === 'released' ? known.document : undefined),
    expectedErrors: expectedErrors(plan, partition, known),
  };
}

/** Without a year nothing is kept: only what the settings would publish. */
async function showSettingsPlan(cli: CliContext, node: NodeContext, json: boolean): Promise<void> {
  const details = {};
  await recordLocally(node, {
    actor: cli.actor(),
    action: 'release.plan',
    object: node.settings.id,
    details,
  });
  const plan = planRelease(node.settings.publication);
  if (json) {
    cli.out(JSON.stringify({ plan }, null, 2));
    return;
  }
  for (const line of printPlan(plan)) cli.out(line);
  cli.err('to fix it for a year: vigil-partner release plan --year <year>, then release sign --year <year>');
}

/** The plan that is signed, or the one that the settings give now. */
async function planToShow(
  node: NodeContext,
  partition: string,
): Promise<{ document: PlanDocument; signed: boolean }> {
  const before = await readPlan(node, partition);
  if (before?.signature != null) return { document: before.document, signed: true };
  const document = planOfYear(node.settings, partition, node.now());
  await requireAcceptable(node, document);
  return { document, signed: false };
}

async function planYear(
  cli: CliContext,
  node: NodeContext,
  options: PlanOptions & { year: string },
): Promise<void> {
  const { year, expected, yes, json } = options;
  const partition = requireYear(year);
  const warning = exactFiguresWarning(node.settings);
  if (warning !== null) cli.err(warning);
  const { document, signed } = await planToShow(node, partition);
  const known = await knownFigures(node, partition, expected);
  if (json === true) {
    cli.out(JSON.stringify(previewOf(document, known, signed), null, 2));
  } else {
    printPreview(cli, document, known);
  }
  if (signed) {
    cli.err(`the plan of ${partition} was signed on ${document.schedule.signedAt} and cannot be changed`);
    return;
  }
  if (yes !== true && !(await cli.confirm(`Keep this plan for ${partition}?`)))
    throw new HubError('USAGE', 'not confirmed; nothing was kept', 'operator');
  await keepPlan(node, { year: partition, actor: cli.actor() });
  cli.err(`kept; sign it before the year begins: vigil-partner release sign --year ${partition}`);
}

async function plan(cli: CliContext, options: PlanOptions): Promise<void> {
  const { year, json } = options;
  await withNode(cli, (node) =>
    year === undefined
      ? showSettingsPlan(cli, node, json === true)
      : planYear(cli, node, { ...options, year }),
  );
}

async function sign(cli: CliContext, year: string, json: boolean): Promise<void> {
  await withNode(cli, async (node) => {
    const { document, signature, now, notes } = await signKeptPlan(node, { year, actor: cli.actor() });
    for (const note of notes) cli.err(note);
    if (json) {
      cli.out(JSON.stringify({ document, signature }, null, 2));
      return;
    }
    for (const line of [...printPlan(document.plan), ...printSchedule(document)]) cli.out(line);
    const { signedAt } = document.schedule;
    cli.out(
      now ? `signed        ${signedAt}; from here on it is fixed` : `signed        ${signedAt}, before`,
    );
  });
}

export function registerPlanCommands(release: Command, cli: CliContext): void {
  release
    .command('plan')
    .description('what a year publishes, what that can tell about one unit, how far off its figures will be')
    .option('--year <year>', 'the calendar year: the plan is kept for it once you have said yes')
    .option('--expected <units>', 'units of a year by a public figure, for the size of a typical cell')
    .option('--yes', 'keep it without being asked; for scripts')
    .option('--json', 'print it as JSON')
    .action((options: PlanOptions) => plan(cli, options));
  release
    .command('sign')
    .description('sign the kept plan of a year; it is fixed from then on')
    .requiredOption('--year <year>', 'the calendar year')
    .option('--json', 'print the signed plan, for whoever wants to check it')
    .action(({ year, json }: { year: string; json?: true }) => sign(cli, year, json === true));
}
