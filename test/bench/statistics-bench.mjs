/**
 * The statistics plane under load: an answer of a real hub against a static file of the same size, and what partners and
 * years cost. See `help`.
 */
import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { initHub, openHubDatabase } from '@vigil/gateway';
import { canonicalJson, openDatabase, signRelease } from '@vigil/shared';
import { exportJWK, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { request } from 'undici';
import { medianFigures, ratios, roundFigures } from './figures/compare-rounds.mjs';
import { count, figure, table } from './figures/print-table.mjs';
import { coverageOf, madeReleases } from './processes/made-releases.mjs';
import { RunningProcesses } from './processes/running-process.mjs';

export const help = `npm run bench -- statistics [--partners 50] [--years 10] [--areas 30] [--rounds 5] [--seconds 4] [--warm-up 3]
                            [--connections 128] [--growth 10x10,25x10,50x10,50x5,50x2] [--no-hub] [--profile <folder>] [--json]

the hub   vigil-hub serve with its embedded database, in which so many partners have signed releases of all seven tables
          for four indicators and so many areas and years. Asked is one indicatorTable, area by year, over one year and
          all partners; every request is identified, decided and recorded, and its audit entry is on disk (group commit,
          synchronous_commit on) before the answer leaves. The number of entries is counted afterwards
the file  the same bytes as a static JSON file, kept in memory, behind the same HTTP server (the hub's own), in a process
          of its own
Asked in turns, so many rounds each; the ratio of the requests per second is the result.

--growth  partners x years: bytes of heap that releases and what is made of them take, and milliseconds of an answer over
          one year and over all years when nothing was kept, in a process of its own each
--no-hub  only the growth
--profile <folder>  one more round of the hub under a CPU profiler: a profile that developer tools open`;

const HUB = new URL('../../gateway/bin/vigil-hub.mjs', import.meta.url);
const STATIC = new URL('processes/static-process.mjs', import.meta.url);
const LOAD = new URL('processes/load-process.mjs', import.meta.url);
const STORE = new URL('processes/store-process.mjs', import.meta.url);
const HUB_ENVIRONMENT = {
  PORT: '0',
  VIGIL_HUB_LOG_LEVEL: 'error',
  VIGIL_HUB_PARTNER_CHECK_SECONDS: '86400',
  VIGIL_HUB_RELEASE_SYNC_SECONDS: '86400',
};
const QUERY = `query Year($from: String, $to: String) {
  indicatorTable(indicator: KIDNAPPING, by: [AREA, YEAR], where: { from: $from, to: $to }) {
    dimensions asOf dataVersion notice
    cells { area year countingUnit value released lower upper standardError interval95 { from to }
      obsStatus confStatus low reportingPartners provisional breakInSeries }
  }
}`;
const BODY = JSON.stringify({ query: QUERY, variables: { from: '2024', to: '2024' } });
const ROWS_A_STATEMENT = 20;
/** Hundreds of signatures are verified before it is ready. */
const READY_MILLISECONDS = 300_000;
const quiet = pino({ level: 'silent' });
const tell = (text) => process.stderr.write(`${text}\n`);

function readOptions(args) {
  const number = (name, value) => {
    const whole = Number(value);
    if (!Number.isSafeInteger(whole) || whole < 1) throw new Error(`--${name} is a whole number from 1`);
    return whole;
  };
  const defaults = {
    ...{ partners: '50', years: '10', areas: '30', rounds: '5', seconds: '4', 'warm-up': '3' },
    connections: '128',
  };
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(
        Object.entries(defaults).map(([name, value]) => [name, { type: 'string', default: value }]),
      ),
      growth: { type: 'string', default: '10x10,25x10,50x10,50x5,50x2' },
      'no-hub': { type: 'boolean', default: false },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const growth = values.growth.split(',').map((point) => {
    const [partners, years] = point.split('x');
    return { partners: number('growth', partners), years: number('growth', years) };
  });
  const numbers = Object.keys(defaults).map((name) => [name, number(name, values[name])]);
  return { ...values, ...Object.fromEntries(numbers), growth };
}

async function makeKey(kid) {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), kid },
    publicKey: { ...(await exportJWK(pair.publicKey)), kid },
  };
}

/** Their nodes are away: figures come from what they have released. */
async function writeCoalition(dataDir, { partners, areas, years, hubKey, releaseKey }) {
  const coalition = {
    ...{ format: 'vigil-coalition-1', id: 'bench', name: 'Bench coalition', issuers: [], agreements: [] },
    hub: { id: 'bench-hub', delegationKeys: { keys: [hubKey] } },
    organisations: [],
    partners: Array.from({ length: partners }, (_each, at) => ({
      ...{ id: `partner-${at + 1}`, name: `Partner ${at + 1}`, countries: ['XA'], status: 'ACTIVE' },
      ...{ url: 'http://127.0.0.1:1', synthetic: true, coverage: coverageOf({ areas, years }) },
      releaseKeys: { keys: [releaseKey.publicKey] },
    })),
  };
  await writeFile(join(dataDir, 'coalition.json'), JSON.stringify(coalition));
}

/** Straight into the table, as the hub's store would have kept them; the hub verifies every one when it starts. */
async function fillStore(dataDir, { partners, areas, years, releaseKey }) {
  const opened = await openDatabase({ dataDir, mode: 'serve', log: quiet });
  const dataSource = await openHubDatabase({ url: opened.url, log: quiet });
  try {
    let rows = [];
    let position = 0;
    const write = async () => {
      const places = rows.map(
        (row, at) => `(${row.map((_value, n) => `$${at * row.length + n + 1}`).join(', ')})`,
      );
      await dataSource.query(
        `INSERT INTO partner_release (release_id, partner, partition, sequence, ledger_sequence, digest, signed_text, counts_from)
         VALUES ${places.join(', ')}`,
        rows.flat(),
      );
      rows = [];
    };
    for (const document of madeReleases({ partners, years, areas })) {
      const { signature } = await signRelease(document, releaseKey.privateKey);
      const digest = createHash('sha256').update(canonicalJson(document)).digest('hex');
      const { id, partner, partition, sequence, ledger, madeAt } = document;
      const text = canonicalJson({ document, signature });
      const countsFrom = new Date(Date.parse(madeAt) + position);
      position += 1;
      rows.push([id, partner, partition, sequence, ledger.sequence, digest, text, countsFrom]);
      if (rows.length === ROWS_A_STATEMENT) await write();
    }
    if (rows.length > 0) await write();
  } finally {
    await dataSource.destroy();
    await opened.close();
  }
}

async function auditEntries(dataDir) {
  const opened = await openDatabase({ dataDir, mode: 'command', log: quiet });
  const dataSource = await openHubDatabase({ url: opened.url, log: quiet });
  try {
    const [{ entries }] = await dataSource.query('SELECT count(*)::int AS entries FROM audit_entry');
    const [{ synchronous_commit: commit }] = await dataSource.query('SHOW synchronous_commit');
    const [{ fsync }] = await dataSource.query('SHOW fsync');
    return { entries, commit, fsync };
  } finally {
    await dataSource.destroy();
    await opened.close();
  }
}

async function askHub(url) {
  const answer = await request(url, {
    ...{ method: 'POST', body: BODY },
    headers: { 'content-type': 'application/json', accept: 'application/json' },
  });
  const text = await answer.body.text();
  const { data, errors } = JSON.parse(text);
  if (errors !== undefined || !data?.indicatorTable)
    throw new Error(`the hub answers with an error: ${text.slice(0, 300)}`);
  return { text, cells: data.indicatorTable.cells };
}

async function runRound(asked, { caller, seconds, connections }) {
  const before = await asked.ask('usage');
  const done = await caller.ask('load', { ...asked.load, seconds, connections });
  const after = await asked.ask('usage');
  return {
    ...roundFigures({ ...done, rssBytes: after.rssBytes, cpuSeconds: after.cpuSeconds - before.cpuSeconds }),
    requests: done.requests,
  };
}

async function compare(processes, options, place) {
  const dataDir = join(place, 'hub');
  await mkdir(dataDir);
  const hubKey = await initHub({ dataDir, id: 'bench-hub', randomBytes });
  const releaseKey = await makeKey('release');
  await writeCoalition(dataDir, { ...options, hubKey, releaseKey });
  tell(`signing and storing ${options.partners * options.years} releases`);
  await fillStore(dataDir, { ...options, releaseKey });
  tell('starting the hub, which verifies them all');
  const started = performance.now();
  const hub = await processes.start('the hub', HUB, {
    args: ['--data-dir', dataDir, 'serve'],
    env: HUB_ENVIRONMENT,
    readyMilliseconds: READY_MILLISECONDS,
  });
  const startSeconds = (performance.now() - started) / 1_000;
  const { text, cells } = await askHub(`${hub.url}/graphql`);
  const sums = cells.reduce((sum, { reportingPartners }) => sum + reportingPartners, 0);
  if (cells.length !== options.areas || sums !== options.areas * options.partners)
    throw new Error('the answer does not have every area of every partner');
  const file = join(place, 'table.json');
  await writeFile(file, text);
  const staticFile = await processes.start('the file', STATIC, { args: [file] });
  const caller = await processes.start('the caller', LOAD);
  const asked = [
    { ...staticFile, load: { url: `${staticFile.url}/table.json`, method: 'GET', expected: text } },
    { ...hub, load: { url: `${hub.url}/graphql`, body: BODY, expected: text } },
  ];
  let requests = 1;
  for (const one of asked) {
    tell(`warming up ${one.name}, ${options['warm-up']} s`);
    const done = await runRound(one, { ...options, caller, seconds: options['warm-up'] });
    if (one.name === 'the hub') requests += done.requests;
  }
  const pairs = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    tell(`round ${round} of ${options.rounds}: twice ${options.seconds} s`);
    const pair = [];
    for (const one of asked) pair.push(await runRound(one, { ...options, caller }));
    requests += pair[1].requests;
    pairs.push(pair);
  }
  if (options.profile !== undefined) {
    await mkdir(options.profile, { recursive: true });
    await hub.ask('startProfile');
    requests += (await runRound(asked[1], { ...options, caller })).requests;
    await hub.ask('stopProfile', { file: join(options.profile, 'hub.cpuprofile') });
  }
  await processes.stop();
  const audit = await auditEntries(dataDir);
  if (audit.entries !== requests) throw new Error(`${requests} requests left ${audit.entries} audit entries`);
  return {
    ...{ answerBytes: Buffer.byteLength(text), startSeconds, audit },
    programs: asked.map(({ name }, at) => ({ name, ...medianFigures(pairs.map((pair) => pair[at])) })),
    ratios: ratios(pairs),
  };
}

async function measureGrowth(processes, { growth, areas }) {
  const points = [];
  for (const { partners, years } of growth) {
    tell(`${partners} partners, ${years} years`);
    const store = await processes.start('the store', STORE, {
      args: [partners, years, areas].map(String),
      env: { NODE_OPTIONS: '--expose-gc' },
    });
    points.push({ partners, years, ...(await store.ask('measure')) });
    await processes.stop();
  }
  return points;
}

const COLUMNS = [
  ['requests/s', 'requestsPerSecond'],
  ['p50 ms', 'p50Milliseconds'],
  ['p99 ms', 'p99Milliseconds'],
  ['CPU ms/request', 'cpuMilliseconds'],
  ['RSS MB', 'rssMegabytes'],
];

function printComparison({ answerBytes, startSeconds, audit, programs, ratios: found }, options) {
  const { partners, years, areas, rounds, seconds, connections } = options;
  const cells = (figures) => COLUMNS.map(([, name]) => figure(figures(name)));
  const rows = programs.map((program) => [program.name, ...cells((name) => program[name])]);
  const ratioRows = ['median', 'min', 'max'].map((part) => [part, ...cells((name) => found[name][part])]);
  console.log(
    [
      `${partners} partners, ${years} years, 4 indicators, ${areas} areas; ${count(answerBytes)} bytes, equal; ` +
        `${rounds} rounds each, in turns, of ${seconds} s; ${connections} connections`,
      `the hub was ready after ${figure(startSeconds)} s; ${count(audit.entries)} audit entries, one a request ` +
        `(synchronous_commit ${audit.commit}, fsync ${audit.fsync})`,
      '',
      table([['medians', ...COLUMNS.map(([title]) => title)], ...rows]),
      '',
      table([['the hub / the file', ...COLUMNS.map(([title]) => title)], ...ratioRows]),
      '',
    ].join('\n'),
  );
}

/** 1: twice the releases take twice as much. */
function exponent(points, name) {
  const [small, large] = [points[0], points.at(-1)];
  return Math.log(large[name] / small[name]) / Math.log(large.releases / small.releases);
}

function printGrowth(points) {
  const megabytes = (bytes) => figure(bytes / 1_048_576);
  const head = [
    'partners x years',
    'releases',
    'releases MB',
    'index MB',
    'first ms',
    'one year ms',
    'all years ms',
  ];
  const rows = points.map((point) => [
    `${point.partners} x ${point.years}`,
    ...[count(point.releases), megabytes(point.releasesBytes), megabytes(point.indexBytes)],
    ...[figure(point.firstMilliseconds), figure(point.oneYear), figure(point.allYears)],
  ]);
  const sorted = points.toSorted((left, right) => left.releases - right.releases);
  const names = ['releasesBytes', 'indexBytes', 'oneYear', 'allYears'];
  const last =
    points.length < 2
      ? []
      : [
          [
            'growth, 1 is linear',
            '',
            ...names.slice(0, 2).map((name) => exponent(sorted, name).toFixed(2)),
            '',
            ...names.slice(2).map((name) => exponent(sorted, name).toFixed(2)),
          ],
        ];
  console.log(table([head, ...rows, ...last]));
}

export async function run(args) {
  const options = readOptions(args);
  const place = await mkdtemp(join(tmpdir(), 'vigil-bench-'));
  // the embedded server may run as another user
  await chmod(place, 0o755);
  const processes = new RunningProcesses(() => Promise.resolve());
  try {
    const comparison = options['no-hub'] ? null : await compare(processes, options, place);
    const growth = await measureGrowth(processes, options);
    if (options.json) console.log(JSON.stringify({ comparison, growth }, null, 2));
    else {
      if (comparison !== null) printComparison(comparison, options);
      printGrowth(growth);
    }
  } finally {
    await processes.stop();
    await rm(place, { recursive: true, force: true });
  }
}
