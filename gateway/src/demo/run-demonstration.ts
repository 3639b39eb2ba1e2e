/**
 * `npm start`: the whole coalition on one machine. Nodes and hub are processes of their own, each with its own
 * PostgreSQL; this process only starts them, in order, and stops them, in the other order.
 *
 * Way: keys -> coalition file -> data, pins and releases (first run only) -> nodes -> hub -> ready-made queries.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubError, makeDataDirectory, type Coalition } from '@vigil/shared';
import { checkPort } from './check-port.js';
import { makeCourtKey, pinCourtKey, type CourtKey } from './court-key.js';
import { demoCoalition, showingPartner, type DemoKeys } from './demo-coalition.js';
import { initialiseHub, mintToken } from './demo-hub.js';
import { datasetsFound, readPartnerManifests, takesPart, type ManifestPartner } from './partner-manifest.js';
import {
  initialisePartner,
  partnerDataDir,
  preparePartner,
  type DemonstrationPaths,
} from './prepare-partner.js';
import { READY_MADE_QUERIES, asCurl, asUnseal } from './ready-made-queries.js';
import { Supervisor, type RunningServer } from './supervised-process.js';

export interface DemonstrationOptions extends Omit<DemonstrationPaths, 'supervisor'> {
  port: number;
  environment: NodeJS.ProcessEnv;
}

interface Demonstration extends DemonstrationPaths {
  partners: readonly ManifestPartner[];
}

function writeCoalition(demo: Demonstration, coalition: Coalition): void {
  const text = `${JSON.stringify(coalition, null, 2)}\n`;
  for (const folder of [
    join(demo.dataDir, 'hub'),
    ...demo.partners.map((partner) => partnerDataDir(demo, partner)),
  ]) {
    writeFileSync(join(folder, 'coalition.json.new'), text);
    renameSync(join(folder, 'coalition.json.new'), join(folder, 'coalition.json'));
  }
}

/** Public keys do not change; after the first run they are read back instead of starting three commands. */
async function collectKeys(demo: Demonstration): Promise<DemoKeys> {
  const { partners } = demo;
  const known = join(demo.dataDir, 'public-keys.json');
  if (existsSync(known)) {
    const kept = JSON.parse(readFileSync(known, 'utf8')) as Omit<DemoKeys, 'releases'> & {
      releases: Record<string, unknown>;
    };
    if (partners.every(({ id }) => kept.releases[id] !== undefined)) {
      return { ...kept, releases: new Map(Object.entries(kept.releases)) };
    }
  }
  demo.out('First start: making keys and databases');
  const hub = await initialiseHub(demo.dataDir);
  const releases = new Map<string, unknown>();
  await Promise.all(
    partners.map(async (partner) => {
      releases.set(partner.id, await initialisePartner(demo, partner));
    }),
  );
  writeFileSync(known, JSON.stringify({ ...hub, releases: Object.fromEntries(releases) }, null, 2));
  return { ...hub, releases };
}

function checkDataFolder({ root, dataFolder }: Demonstration): void {
  if (dataFolder === undefined) return;
  const partners = readPartnerManifests(root);
  if (partners.some((partner) => datasetsFound(partner, dataFolder).length > 0)) return;
  const expected = partners.flatMap(({ datasets }) => datasets.map(({ file }) => file)).join(', ');
  throw new HubError('USAGE', `--data: none of the known files is in this folder (${expected})`, 'operator');
}

function startNode(demo: Demonstration, partner: ManifestPartner): Promise<RunningServer> {
  return demo.supervisor.serve({
    name: partner.id,
    script: join(demo.root, 'subgraphs', 'kit', 'bin', 'vigil-partner.mjs'),
    arguments: ['--data-dir', partnerDataDir(demo, partner), 'serve', '--port', '0'],
  });
}

async function startNodes(demo: Demonstration): Promise<Map<string, string>> {
  const urls = new Map<string, string>();
  await Promise.all(
    demo.partners.map(async (partner) => {
      const server = await startNode(demo, partner);
      urls.set(partner.id, server.url);
      void server.ended.then(() => {
        if (!demo.supervisor.isStopping()) demo.out(`${partner.id} has stopped; the others go on`);
      });
    }),
  );
  return urls;
}

/** Data and releases everywhere, and the court's key at the one partner that seals to it. */
async function prepareAll(demo: Demonstration, court: CourtKey): Promise<void> {
  const sealing = showingPartner(demo.partners);
  await Promise.all(
    demo.partners.map((partner) => {
      const name = `pin the court's key ${court.fingerprint}`;
      const pin = { name, work: () => pinCourtKey(demo, partner, court) };
      return preparePartner(demo, partner, partner === sealing ? pin : undefined);
    }),
  );
}

async function startAll(demo: Demonstration, court: CourtKey, port: number): Promise<RunningServer> {
  const keys = await collectKeys(demo);
  writeCoalition(demo, demoCoalition(demo.partners, new Map(), keys));
  await prepareAll(demo, court);
  demo.out('Starting the nodes');
  const urls = await startNodes(demo);
  writeCoalition(demo, demoCoalition(demo.partners, urls, keys));
  demo.out('Starting the hub');
  return demo.supervisor.serve({
    name: 'hub',
    script: join(demo.root, 'gateway', 'bin', 'vigil-hub.mjs'),
    arguments: ['serve', '--data-dir', join(demo.dataDir, 'hub'), '--port', String(port)],
  });
}

async function printQueries(demo: Demonstration, court: CourtKey, url: string): Promise<void> {
  demo.out('\nFour queries to try in another terminal (tokens hold for twelve hours):');
  for (const { title, principal, query, sealed } of READY_MADE_QUERIES) {
    const ask = asCurl(url, await mintToken(demo.dataDir, principal), query);
    demo.out(`\n# ${title}\n${sealed ? `${ask} | ${asUnseal(court.privateFile)}` : ask}`);
  }
  demo.out('\nMore tokens: npx vigil-hub demo token --help    Stop: Ctrl-C');
}

/** Starts everything and says so; resolves with the exit code when the hub ends by itself. */
async function runUntilHubEnds(demo: Demonstration, port: number): Promise<number> {
  try {
    checkDataFolder(demo);
    await checkPort(port);
    await makeDataDirectory(demo.dataDir);
    const court = await makeCourtKey(demo);
    const hub = await startAll(demo, court, port);
    if (demo.supervisor.isStopping()) return 0;
    demo.out(`\nVigil hub ready at ${hub.url}`);
    await printQueries(demo, court, hub.url);
    await hub.ended;
    if (demo.supervisor.isStopping()) return 0;
    process.stderr.write('vigil: the hub has ended; stopping the rest\n');
  } catch (error) {
    if (demo.supervisor.isStopping()) return 0;
    process.stderr.write(`vigil: ${error instanceof Error ? error.message : 'could not start'}\n`);
  }
  return 1;
}

/**
 * Runs the demonstration until it is told to stop.
 *
 * @returns the exit code: 0 after Ctrl-C, 1 when it could not start or the hub ended
 */
export async function runDemonstration(options: DemonstrationOptions): Promise<number> {
  // Each process has a database of its own here: one DATABASE_URL for all would mix four of them.
  const { DATABASE_URL: _unused, ...environment } = options.environment;
  const supervisor = new Supervisor(options.root, environment);
  let asked = false;
  const stopAsked = new Promise<number>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (!asked) options.out('\nStopping');
        asked = true;
        resolve(0);
      });
    }
  });
  const partners = readPartnerManifests(options.root).filter((partner) => takesPart(partner, options));
  const demo: Demonstration = { ...options, supervisor, partners };
  const ran = runUntilHubEnds(demo, options.port);
  const code = await Promise.race([stopAsked, ran]);
  await supervisor.stopAll();
  return code;
}
