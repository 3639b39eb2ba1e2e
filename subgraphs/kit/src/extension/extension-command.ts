/**
 * `vigil-partner extension check | install | show | remove`: what this partner adds to the graph of its own.
 *
 * A node that is serving notices a change with its next question, without a restart; the hub reads the new SDL
 * when it asks next. Every use is a line of the local record.
 */
import { HubError, type CheckedExtension } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withNode } from '../cli/with-node.js';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { checkExtension } from './check-extension.js';
import {
  extensionVersion,
  installedState,
  readExtensionFolder,
  readInstalled,
  removeInstalled,
  writeInstalled,
} from './extension-files.js';

interface OutputOptions {
  readonly json?: true;
}

/** Letters of a version that people see; the record and --json have all 64. */
const SHOWN = 12;

const EXAMPLES = `
Examples:
  vigil-partner --data-dir ./node extension check ./my-extension
  vigil-partner --data-dir ./node extension install ./my-extension
  vigil-partner --data-dir ./node extension show --json

A folder holds extension.graphql (the SDL) and resolvers.mjs (export const resolvers = { ... }).`;

/** Adds the commands to the program. */
export function registerExtensionCommand(program: Command, cli: CliContext): void {
  const group = program
    .command('extension')
    .description('fields that this partner adds to the graph: check, install, show, remove')
    .addHelpText('after', EXAMPLES);
  group
    .command('check')
    .description('check a folder by the rules of the coalition; nothing is installed')
    .argument('<folder>', 'with extension.graphql and resolvers.mjs')
    .option('--json', 'coordinates and classes as one JSON object')
    .action((folder: string, options: OutputOptions) =>
      withNode(cli, (node) => check(node, cli, folder, options)),
    );
  group
    .command('install')
    .description('check a folder, then put it in the place of the extension that is installed')
    .argument('<folder>', 'with extension.graphql and resolvers.mjs')
    .action((folder: string) => withNode(cli, (node) => install(node, cli, folder)));
  group
    .command('show')
    .description('what is installed, with the class of each coordinate')
    .option('--json', 'as one JSON object')
    .action((options: OutputOptions) => withNode(cli, (node) => show(node, cli, options)));
  group
    .command('remove')
    .description('take the extension away; its fields leave the graph when the hub asks next')
    .action(() => withNode(cli, (node) => remove(node, cli)));
}

async function check(
  node: NodeContext,
  cli: CliContext,
  folder: string,
  { json }: OutputOptions,
): Promise<void> {
  const source = await readExtensionFolder(folder);
  const checked = await checkExtension(node.settings.id, source);
  const version = extensionVersion(source);
  await record(node, cli, { action: 'extension.check', version, checked });
  describe(cli, checked, { version }, json === true);
  if (json !== true) cli.err('nothing is installed yet: vigil-partner extension install does that');
}

async function install(node: NodeContext, cli: CliContext, folder: string): Promise<void> {
  const source = await readExtensionFolder(folder);
  const checked = await checkExtension(node.settings.id, source);
  const version = extensionVersion(source);
  const before = await installedState(node.dataDir).catch(() => null);
  if (before?.version === version && (await isWhole(node.dataDir))) {
    cli.out(`extension ${version.slice(0, SHOWN)} is installed already; nothing was changed`);
    return;
  }
  await node.dataSource.transaction(async (manager) => {
    // first the record: its lock makes a second install wait; without the line nothing is put in place
    await recordLocally(node, entryOf(cli, { action: 'extension.install', version, checked }), manager);
    await writeInstalled(node.dataDir, source, node.now());
  });
  cli.out(`extension ${version.slice(0, SHOWN)} installed: ${checked.own.length} own coordinates`);
  cli.err(
    'a node that is serving answers with it from its next question on; its fields are in the graph once the hub has read it',
  );
}

async function isWhole(dataDir: string): Promise<boolean> {
  return readInstalled(dataDir).then(
    (installed) => installed !== null,
    () => false,
  );
}

async function show(node: NodeContext, cli: CliContext, { json }: OutputOptions): Promise<void> {
  const installed = await readInstalled(node.dataDir);
  if (installed === null) {
    throw new HubError(
      'NOT_FOUND',
      'no extension is installed; put one in place with: vigil-partner extension install <folder>',
      'operator',
    );
  }
  const { version, installedAt } = installed;
  const checked = await checkExtension(node.settings.id, installed);
  await record(node, cli, { action: 'extension.show', version, checked });
  describe(cli, checked, { version, installedAt }, json === true);
}

async function remove(node: NodeContext, cli: CliContext): Promise<void> {
  const state = await installedState(node.dataDir).catch(() => ({ version: 'unreadable' }));
  if (state === null) {
    cli.out('no extension is installed; nothing was changed');
    return;
  }
  await node.dataSource.transaction(async (manager) => {
    const object = `extension:${state.version}`;
    await recordLocally(
      node,
      { actor: cli.actor(), action: 'extension.remove', object, details: {} },
      manager,
    );
    await removeInstalled(node.dataDir);
  });
  cli.out(`extension ${state.version.slice(0, SHOWN)} removed`);
}

interface Done {
  readonly action: string;
  readonly version: string;
  readonly checked: CheckedExtension;
}

function record(node: NodeContext, cli: CliContext, done: Done): Promise<void> {
  return recordLocally(node, entryOf(cli, done));
}

function entryOf(cli: CliContext, { action, version, checked }: Done): Parameters<typeof recordLocally>[1] {
  const details = { coordinates: checked.own.length, classes: countClasses(checked) };
  return { actor: cli.actor(), action, object: `extension:${version}`, details };
}

function countClasses({ own, classification }: CheckedExtension): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const coordinate of own) {
    const dataClass = classification.get(coordinate)?.class;
    if (dataClass !== undefined) counts[dataClass] = (counts[dataClass] ?? 0) + 1;
  }
  return counts;
}

function describe(
  cli: CliContext,
  { partner, namespace, own, classification, requires }: CheckedExtension,
  about: { version: string; installedAt?: string },
  json: boolean,
): void {
  if (json) {
    const coordinates = own.map((coordinate) => ({ coordinate, ...classification.get(coordinate) }));
    cli.out(
      JSON.stringify({ partner, namespace, ...about, coordinates, requires: Object.fromEntries(requires) }),
    );
    return;
  }
  const since = about.installedAt === undefined ? '' : `, installed ${about.installedAt}`;
  cli.out(`extension ${about.version.slice(0, SHOWN)} of ${partner}${since}`);
  for (const coordinate of own) {
    const { class: dataClass = '', subject = 'NONE', flags = [] } = classification.get(coordinate) ?? {};
    const marks = [...(subject === 'NONE' ? [] : [`about a ${subject}`]), ...flags];
    cli.out(`  ${dataClass.padEnd(13)} ${coordinate}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`);
  }
}
