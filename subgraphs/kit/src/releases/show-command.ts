/** `vigil-partner release show`: the releases of this node, their documents, and what they can tell. */
import { writeFile } from 'node:fs/promises';
import {
  HubError,
  errorReport,
  errorReportPage,
  openReservation,
  privacySheet,
  privacySheetPage,
  type ReleaseDocument,
  type Reservation,
  type SheetSubject,
  type SignedRelease,
} from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { ReleaseDocumentRow } from './entities.js';
import { listSignedReleases } from './list-signed-releases.js';
import { readDatabaseLedger } from './open-ledger.js';
import { readPlan } from './plan-store.js';
import { printReleaseLine } from './print-release.js';

interface ShowOptions {
  readonly year?: string;
  readonly month?: string;
  readonly id?: string;
  readonly plan?: true;
  readonly privacy?: true;
  readonly errors?: true;
  readonly html?: string;
}

async function statuses({ dataSource }: NodeContext): Promise<Map<string, string>> {
  const rows = await dataSource
    .getRepository(ReleaseDocumentRow)
    .find({ select: { id: true, status: true } });
  return new Map(rows.map(({ id, status }) => [id, status]));
}

/** A ledger that is broken keeps nobody from seeing what was released; every start and release says that it is. */
async function openIn(node: NodeContext): Promise<Reservation | undefined> {
  try {
    return openReservation(await readDatabaseLedger(node));
  } catch (error) {
    if (error instanceof HubError && error.code === 'LEDGER_BROKEN') return undefined;
    throw error;
  }
}

async function list(cli: CliContext, node: NodeContext, releases: readonly SignedRelease[]): Promise<void> {
  const statusOf = await statuses(node);
  for (const { document } of releases) {
    const status = statusOf.get(document.id) ?? 'CURRENT';
    cli.out(`${printReleaseLine(document)}${status === 'CURRENT' ? '' : `  ${status}`}`);
  }
  if (releases.length === 0) cli.out('no release yet');
  const open = await openIn(node);
  if (open === undefined) return;
  cli.err(
    `release ${open.release} of ${open.partition} is reserved and not finished. Unless it is being made at this moment, ` +
      'the next start or release make finishes it or says what stands in the way; nothing else is released before that',
  );
}

function choose(releases: readonly SignedRelease[], { id, year, month }: ShowOptions): SignedRelease {
  const found = releases.filter(
    ({ document }) =>
      (id === undefined || document.id === id) &&
      (year === undefined || document.partition === year) &&
      (month === undefined || document.part === month),
  );
  // of a year, the last release answers where there is one
  const chosen = found.find(({ document }) => document.stage === 'FINAL') ?? found.at(-1);
  if (chosen !== undefined) return chosen;
  const what = id ?? (month === undefined ? `of year ${year ?? ''}` : `of month ${month}`);
  throw new HubError('NOT_FOUND', `there is no release ${what}`, 'operator');
}

async function showPlan(cli: CliContext, node: NodeContext, year: string | undefined): Promise<void> {
  if (year === undefined) throw new HubError('USAGE', 'say the plan of which year: --year', 'operator');
  const stored = await readPlan(node, year);
  if (stored === null) throw new HubError('NOT_FOUND', `no plan is kept for ${year}`, 'operator');
  cli.out(JSON.stringify(stored, null, 2));
}

/** A release, or for a year that has none its plan: both say what they tell and how exact they are. */
async function subjectOf(
  node: NodeContext,
  releases: readonly SignedRelease[],
  options: ShowOptions,
): Promise<SheetSubject> {
  const { year, month, id } = options;
  const none =
    id === undefined && month === undefined && !releases.some(({ document }) => document.partition === year);
  const stored = none && year !== undefined ? await readPlan(node, year) : null;
  return stored?.document ?? choose(releases, options).document;
}

/** The newest full release before: its figures say what the errors mean. */
function earlierThan(subject: SheetSubject, releases: readonly SignedRelease[]): ReleaseDocument | undefined {
  return releases
    .map(({ document }) => document)
    .filter(({ stage, partition }) => stage === 'FINAL' && partition < subject.partition)
    .at(-1);
}

async function showSheet(
  cli: CliContext,
  options: ShowOptions,
  made: { readonly value: unknown; readonly page: () => string },
): Promise<void> {
  if (options.html === undefined) {
    cli.out(JSON.stringify(made.value, null, 2));
    return;
  }
  await writeFile(options.html, made.page());
  cli.err(`written: ${options.html}`);
}

async function showSheets(
  cli: CliContext,
  options: ShowOptions,
  { node, releases }: { readonly node: NodeContext; readonly releases: readonly SignedRelease[] },
): Promise<void> {
  if (options.privacy === true && options.errors === true)
    throw new HubError('USAGE', 'one of --privacy and --errors at a time', 'operator');
  const subject = await subjectOf(node, releases, options);
  if (options.privacy === true) {
    const value = privacySheet(subject);
    await showSheet(cli, options, { value, page: () => privacySheetPage(value) });
    return;
  }
  const value = errorReport(subject, earlierThan(subject, releases));
  await showSheet(cli, options, { value, page: () => errorReportPage(value) });
}

async function showOf(cli: CliContext, node: NodeContext, options: ShowOptions): Promise<void> {
  const { year, month, id } = options;
  const releases = await listSignedReleases(node, 0);
  const none = id === undefined && year === undefined && month === undefined;
  const sheet = options.privacy === true || options.errors === true;
  if (!sheet && options.html !== undefined)
    throw new HubError('USAGE', '--html is for --privacy or --errors', 'operator');
  if (none && sheet) throw new HubError('USAGE', 'say of which release: --year, --month or --id', 'operator');
  if (none) await list(cli, node, releases);
  else if (sheet) await showSheets(cli, options, { node, releases });
  else cli.out(JSON.stringify(choose(releases, options), null, 2));
}

async function show(cli: CliContext, options: ShowOptions): Promise<void> {
  await withNode(cli, async (node) => {
    const { year, month, id } = options;
    const object = id ?? month ?? year ?? 'all';
    await recordLocally(node, { actor: cli.actor(), action: 'release.show', object, details: {} });
    await (options.plan === true ? showPlan(cli, node, year) : showOf(cli, node, options));
  });
}

export function registerShowCommand(release: Command, cli: CliContext): void {
  release
    .command('show')
    .description('list the releases, or print one as the signed document it is')
    .option('--year <year>', 'print the release of this year: the last one, else the newest')
    .option('--month <month>', 'print the provisional release of this month, YYYY-MM')
    .option('--id <id>', 'print this release')
    .option('--plan', 'print the plan of the year, signed or not')
    .option('--privacy', 'print what it can tell about one unit, as JSON')
    .option('--errors', 'print how exact its figures are, as JSON')
    .option('--html <file>', 'with --privacy or --errors: write a page instead')
    .action((options: ShowOptions) => show(cli, options));
}
