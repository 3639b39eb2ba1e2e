/**
 * `vigil-partner release make | show | verify | plan`.
 *
 * `make` says first what a crash before had left, then makes the one release of a year. Nothing here prints an
 * exact count.
 */
import { readFile } from 'node:fs/promises';
import { HubError, planRelease, signedRelease, verifyRelease, type TrustedPartner } from '@vigil/shared';
import type { Command } from 'commander';
import { z } from 'zod';
import type { CliContext } from '../cli/cli-context.js';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { listSignedReleases } from './list-signed-releases.js';
import { makeRelease } from './make-release.js';
import { printPlan, printReleaseLine } from './print-release.js';
import { recoverLedger } from './recover-ledger.js';

export function registerReleaseCommand(program: Command, cli: CliContext): void {
  const release = program
    .command('release')
    .description('noise-protected, signed releases: what leaves this node');
  release
    .command('make')
    .description('make the one release of a year; it cannot be taken back or repeated')
    .requiredOption(
      '--year <year...>',
      'the calendar year, four digits; several are made one after the other',
    )
    .action((options: { year: string[] }) => make(cli, options.year));
  release
    .command('show')
    .description('list the releases, or print one as the signed document it is')
    .option('--year <year>', 'print the release of this year')
    .action((options: { year?: string }) => show(cli, options.year));
  release
    .command('verify')
    .description('check signature, cells and figures of a signed release')
    .argument('<file>', 'JSON with document and signature')
    .option('--keys <file>', "JSON Web Key Set of the signer; without it the coalition file's keys are used")
    .action((file: string, options: { keys?: string }) => verify(cli, file, options.keys));
  release
    .command('plan')
    .description('what this node publishes, and what that can tell about one unit at most')
    .action(() => plan(cli));
}

async function withNode(cli: CliContext, work: (node: NodeContext) => Promise<void>): Promise<void> {
  const node = await cli.openNode();
  try {
    await work(node);
  } finally {
    await node.close();
  }
}

async function make(cli: CliContext, years: readonly string[]): Promise<void> {
  await withNode(cli, async (node) => {
    const actor = cli.actor();
    // first and apart, so that what happened is said even where the release is then refused
    for (const note of await recoverLedger(node, { actor })) cli.err(note);
    for (const year of years) {
      const { document, notes } = await makeRelease(node, { year, actor });
      for (const note of notes) cli.err(note);
      cli.out(printReleaseLine(document));
      for (const line of printPlan(document.plan)) cli.out(line);
    }
  });
}

async function show(cli: CliContext, year: string | undefined): Promise<void> {
  await withNode(cli, async (node) => {
    const releases = await listSignedReleases(node, 0);
    const object = year ?? 'all';
    await recordLocally(node, { actor: cli.actor(), action: 'release.show', object, details: {} });
    if (year === undefined) {
      for (const { document } of releases) cli.out(printReleaseLine(document));
      if (releases.length === 0) cli.out('no release yet');
      return;
    }
    const found = releases.find(({ document }) => document.partition === year);
    if (found === undefined)
      throw new HubError('NOT_FOUND', `there is no release of year ${year}`, 'operator');
    cli.out(JSON.stringify(found, null, 2));
  });
}

const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) });

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (cause) {
    throw new HubError('USAGE', `file ${file} cannot be read as JSON`, 'operator', { cause });
  }
}

async function trustedKeys(
  cli: CliContext,
  keysFile: string | undefined,
  partner: string,
): Promise<TrustedPartner> {
  if (keysFile !== undefined) {
    const parsed = keySet.safeParse(await readJson(keysFile));
    if (!parsed.success)
      throw new HubError('USAGE', `file ${keysFile} is not a JSON Web Key Set`, 'operator');
    return { partner, keys: parsed.data };
  }
  const node = await cli.openNode();
  try {
    const listed = node.coalition.partners.find(({ id }) => id === partner);
    if (listed === undefined) {
      throw new HubError('RELEASE_INVALID', 'the release names a partner outside the coalition', 'operator');
    }
    return { partner, keys: listed.releaseKeys };
  } finally {
    await node.close();
  }
}

async function verify(cli: CliContext, file: string, keysFile: string | undefined): Promise<void> {
  const signed = signedRelease.safeParse(await readJson(file));
  if (!signed.success)
    throw new HubError('RELEASE_INVALID', `file ${file} is not a signed release`, 'operator');
  const trusted = await trustedKeys(cli, keysFile, signed.data.document.partner);
  const document = await verifyRelease(signed.data, trusted);
  cli.out(`verified: ${printReleaseLine(document)}`);
  for (const line of printPlan(document.plan)) cli.out(line);
}

async function plan(cli: CliContext): Promise<void> {
  await withNode(cli, async (node) => {
    await recordLocally(node, {
      actor: cli.actor(),
      action: 'release.plan',
      object: node.settings.id,
      details: {},
    });
    for (const line of printPlan(planRelease(node.settings.publication))) cli.out(line);
  });
}
