/** What a release of many case files takes: time, and memory that must not grow with them. See `help`. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import {
  createNodeKeys,
  nodeLogger,
  openNode,
  parsePartnerSettings,
  publicReleaseKey,
  writeSettings,
} from '@vigil/kit';
import { makeDataDirectory } from '@vigil/shared';
import { count, figure, table } from './figures/print-table.mjs';
import { serverMegabytes } from './partner-process.mjs';
import { AREAS, loadCaseFiles } from './release-load.mjs';

export const help = `npm run bench -- release [--files 10000,100000,1000000] [--seed 1] [--json]

For each number of case files: makes a partner on an embedded server in a temporary directory, loads SYNTHETIC case
files of one year by COPY (a victim, a perpetrator and one or two events each, a quarter with recorded consent; 4
areas, two indicators), and makes two releases of them, each in a process of its own: the provisional one of a month
(entry multiple, country months) and the last one of the year (all seven tables). Printed are the units counted, the
seconds of the release from start to stored document, those until everything was counted, processor seconds of the
process, and the highest memory of the process (maxRSS) and of the server (proportional set size, looked at once a
second). Loading is not timed.`;

const YEAR = '2025';
const PROCESS = fileURLToPath(new URL('processes/release-process.mjs', import.meta.url));
const INDICATORS = ['KIDNAPPING', 'UNLAWFUL_DETENTION'];
const coverage = INDICATORS.map((indicator) => ({
  ...{ indicator, country: 'XA', areas: AREAS, from: `${YEAR}-01`, to: `${YEAR}-12` },
}));

const SETTINGS = {
  ...{ format: 'vigil-partner-1', id: 'bench-partner', name: 'Bench partner', synthetic: true, port: 0 },
  publication: {
    ...{ profile: 'STANDARD', unit: 'CASE_FILE', reason: 'case files are confidential' },
    ...{ entry: 'multiple', plannedReleases: 2, indicators: INDICATORS, coverage },
  },
  methodology: {
    ...{ version: '1', caseSelection: 'made by a generator', verificationSteps: ['none'] },
    ...{ limitations: 'synthetic', standardOfProof: 'REASONABLE_GROUNDS', changedAt: `${YEAR}-01-01` },
  },
  fundingStreams: [{ donor: 'none: a bench', amountBand: null, period: null, restrictions: null }],
};

/** The provisional release of March and the last one of the year, on the days on which they are due. */
const RELEASES = [
  { name: 'month', part: `${YEAR}-03`, now: '2026-02-01T00:00:00Z' },
  { name: 'year', part: 'final', now: '2026-07-02T00:00:00Z' },
];

async function makeNode(dataDir) {
  await makeDataDirectory(dataDir);
  const settings = parsePartnerSettings(SETTINGS);
  await writeSettings(dataDir, settings);
  await createNodeKeys(dataDir);
  const key = await publicReleaseKey(dataDir);
  const partner = {
    ...{ id: settings.id, name: settings.name, countries: ['XA'], url: 'http://127.0.0.1:9' },
    ...{ synthetic: true, releaseKeys: { keys: [key] }, coverage },
  };
  const coalition = {
    ...{ format: 'vigil-coalition-1', id: 'bench', name: 'Bench coalition' },
    hub: { id: 'bench-hub', delegationKeys: { keys: [key] } },
    ...{ issuers: [], organisations: [], partners: [partner], agreements: [] },
  };
  await writeFile(join(dataDir, 'coalition.json'), JSON.stringify(coalition));
}

async function release(dataDir, { part, now }) {
  let server = 0;
  const timer = setInterval(() => (server = Math.max(server, serverMegabytes(dataDir))), 1_000);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [PROCESS, dataDir, YEAR, part, now], {
      env: { PATH: process.env.PATH },
    });
    return { ...JSON.parse(stdout.trim().split('\n').at(-1)), serverMegabytes: server };
  } finally {
    clearInterval(timer);
  }
}

function check(run, name, files) {
  assert.equal(run.part, name === 'month' ? `${YEAR}-03` : YEAR);
  // a table and an indicator each; a month has L1 alone
  assert.equal(run.tables, name === 'month' ? 2 : 14);
  if (name === 'year') assert.equal(run.units, files, 'every file counts in the year');
  else
    assert.ok(run.units > files / 20 && run.units < files / 5, 'about a tenth of the files counts in March');
}

async function measure(place, files, seed) {
  const dataDir = join(place, `node-${files}`);
  await makeNode(dataDir);
  // open as long as its releases are made: the server starts once
  const node = await openNode({ dataDir, mode: 'command', log: nodeLogger('warn') });
  try {
    await loadCaseFiles(node.dataSource, { folder: join(place, `load-${files}`), files, seed, year: YEAR });
    const runs = [];
    for (const wanted of RELEASES) {
      const run = await release(dataDir, wanted);
      check(run, wanted.name, files);
      runs.push({ files, name: wanted.name, ...run });
    }
    return runs;
  } finally {
    await node.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const megabytes = (size) => (size === 0 ? '-' : count(size));

function print(runs) {
  const head = [
    'case files',
    'release',
    'units',
    'seconds',
    'counted',
    'processor s',
    'node MB',
    'server MB',
  ];
  const rows = runs.map((run) => [
    ...[count(run.files), run.name, count(run.units), figure(run.seconds), figure(run.countedSeconds)],
    ...[figure(run.processorSeconds), megabytes(run.nodeMegabytes), megabytes(run.serverMegabytes)],
  ]);
  console.log(table([head, ...rows]));
}

export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      files: { type: 'string', default: '10000,100000,1000000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const numbers = values.files.split(',').map(Number);
  const seed = Number(values.seed);
  if (
    !numbers.every((files) => Number.isSafeInteger(files) && files >= 1_000) ||
    !Number.isSafeInteger(seed)
  ) {
    throw new Error('--files takes whole numbers from 1000 on, --seed a whole number');
  }
  const place = await mkdtemp(join(tmpdir(), 'vigil-bench-'));
  // the server's own account, when this one is root, has to find its files below
  await chmod(place, 0o711);
  try {
    const runs = [];
    for (const files of numbers) {
      const measured = await measure(place, files, seed);
      runs.push(...measured);
      if (!values.json) console.error(`measured ${count(files)} case files`);
    }
    if (values.json) console.log(JSON.stringify(runs, null, 2));
    else print(runs);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
