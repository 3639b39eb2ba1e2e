/**
 * The hub's executor against plain Apollo: the same supergraph, subgraphs and query, in turns, over real HTTP.
 *
 * Each gateway is a process, the four subgraphs are one, the caller is one. Before anything is timed both must give the
 * same answer. See `help`.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { requireSameAnswer } from './figures/compare-answers.mjs';
import { median, medianFigures, ratios, roundFigures } from './figures/compare-rounds.mjs';
import { count, figure, table } from './figures/print-table.mjs';
import { summariseProfile } from './figures/summarise-profile.mjs';
import { RunningProcesses } from './processes/running-process.mjs';
import { SHOP_QUERY, SHOP_SUBGRAPHS, shopSupergraph } from './shop/shop-schemas.mjs';

export const help = `npm run bench [-- gateway] [--rounds 5] [--seconds 5] [--warm-up 5] [--connections 16]
                       [--execute] [--profile <folder>] [--json]

Vigil's hub (vigil-hub serve --supergraph) and plain Apollo (@apollo/gateway behind @apollo/server's own server,
NODE_ENV=production, no telemetry) answer the same large query over the same four subgraphs. One process is asked at a
time, in turns, so many rounds of so many seconds; so many connections are kept alive, each asking again when it is
answered. Printed: requests a second, latencies, processor time a request, memory while it answers; then the ratios, hub to Apollo, with
the least, the median and the highest over the pairs of rounds. A machine's own figures mean little; the ratios are
the result. The answers must be equal, with their keys in the same order, or nothing is timed.

--execute           the subgraphs compute each answer anew; otherwise they keep it by the bytes of the request, so that
                    the gateway is what is measured
--profile <folder>  one more round each, under a CPU profiler: profiles that developer tools open, and a summary
--json              one JSON object on stdout instead of the tables`;

const BODY = JSON.stringify({ query: SHOP_QUERY });
const LOOK_MILLISECONDS = 200;
const HUB = new URL('../../gateway/bin/vigil-hub.mjs', import.meta.url);

function wholeNumber(values, name) {
  const number = Number(values[name]);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} is a whole number from 1`);
  return number;
}

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      'warm-up': { type: 'string', default: '5' },
      connections: { type: 'string', default: '16' },
      execute: { type: 'boolean', default: false },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    ...values,
    rounds: wholeNumber(values, 'rounds'),
    seconds: wholeNumber(values, 'seconds'),
    warmUp: wholeNumber(values, 'warm-up'),
    connections: wholeNumber(values, 'connections'),
  };
}

const tell = (text) => process.stderr.write(`${text}\n`);

async function ask({ name, url }) {
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: BODY,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200)
    throw new Error(`${name} answers with status ${answer.statusCode}: ${text.slice(0, 300)}`);
  const { data, errors } = JSON.parse(text);
  if (errors !== undefined || data == null)
    throw new Error(`${name} answers with an error: ${text.slice(0, 300)}`);
  return text;
}

/** Subgraph -> requests that one request to a gateway leads to, once it knows the query. */
async function askedBy(gateway, subgraphs) {
  await ask(gateway);
  const before = await subgraphs.ask('counts');
  await ask(gateway);
  const after = await subgraphs.ask('counts');
  return Object.fromEntries(SHOP_SUBGRAPHS.map((name) => [name, after[name] - before[name]]));
}

async function startAll(processes, { place, execute }) {
  const start = (name, script, options) => processes.start(name, new URL(script, import.meta.url), options);
  const subgraphs = await start('the subgraphs', 'processes/subgraphs-process.mjs', {
    args: execute ? ['--execute'] : [],
  });
  const file = join(place, 'shop.graphql');
  await writeFile(
    file,
    shopSupergraph((name) => `${subgraphs.url}/${name}`),
  );
  const apollo = await start('plain Apollo', 'processes/apollo-process.mjs', { args: [file] });
  const hub = await processes.start('the hub', HUB, {
    args: ['serve', '--supergraph', file, '--unclassified', 'PUBLIC', '--port', '0'],
    env: { VIGIL_HUB_LOG_LEVEL: 'error' },
  });
  const caller = await start('the caller', 'processes/load-process.mjs');
  return { subgraphs, caller, gateways: [apollo, { ...hub, url: `${hub.url}/graphql` }] };
}

/** Memory goes up and down with the garbage collector: the middle of many looks says more than the last one. */
async function watchMemory(gateway, until) {
  const sizes = [];
  let isOver = false;
  void until.catch(() => undefined).then(() => (isOver = true));
  do {
    await setTimeout(LOOK_MILLISECONDS);
    sizes.push((await gateway.ask('usage')).rssBytes);
  } while (!isOver);
  return median(sizes);
}

async function runRound(gateway, { caller, expected, seconds, connections }) {
  const before = await gateway.ask('usage');
  const load = caller.ask('load', { url: gateway.url, body: BODY, expected, seconds, connections });
  const [done, rssBytes] = await Promise.all([load, watchMemory(gateway, load)]);
  const after = await gateway.ask('usage');
  return roundFigures({ ...done, rssBytes, cpuSeconds: after.cpuSeconds - before.cpuSeconds });
}

async function profile(gateways, measure, folder) {
  await mkdir(folder, { recursive: true });
  const summaries = [];
  for (const [at, gateway] of gateways.entries()) {
    const file = join(folder, at === 0 ? 'apollo.cpuprofile' : 'hub.cpuprofile');
    await gateway.ask('startProfile');
    await measure(gateway);
    await gateway.ask('stopProfile', { file });
    summaries.push({
      name: gateway.name,
      file,
      ...summariseProfile(JSON.parse(await readFile(file, 'utf8'))),
    });
  }
  return summaries;
}

async function measureAll({ subgraphs, caller, gateways }, options) {
  const idle = await Promise.all(gateways.map(async (gateway) => (await gateway.ask('usage')).rssBytes));
  const texts = [];
  const asked = [];
  for (const gateway of gateways) {
    texts.push(await ask(gateway));
    asked.push(await askedBy(gateway, subgraphs));
  }
  requireSameAnswer(...texts);
  const measure = (gateway, seconds = options.seconds) =>
    runRound(gateway, { ...options, seconds, caller, expected: texts[gateways.indexOf(gateway)] });
  for (const gateway of gateways) {
    tell(`warming up ${gateway.name}, ${options.warmUp} s`);
    await measure(gateway, options.warmUp);
  }
  const pairs = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    tell(`round ${round} of ${options.rounds}: twice ${options.seconds} s`);
    pairs.push([await measure(gateways[0]), await measure(gateways[1])]);
  }
  const profiles = options.profile === undefined ? [] : await profile(gateways, measure, options.profile);
  return {
    answerBytes: texts.map((text) => text.length),
    gateways: gateways.map(({ name }, at) => ({
      name,
      asked: asked[at],
      idleMegabytes: idle[at] / 1_048_576,
      ...medianFigures(pairs.map((pair) => pair[at])),
    })),
    ratios: ratios(pairs),
    rounds: pairs,
    profiles,
  };
}

const COLUMNS = [
  ['requests/s', 'requestsPerSecond'],
  ['p50 ms', 'p50Milliseconds'],
  ['p99 ms', 'p99Milliseconds'],
  ['CPU ms/request', 'cpuMilliseconds'],
  ['RSS MB', 'rssMegabytes'],
];

function requestsOf({ asked }) {
  return Object.values(asked).reduce((sum, each) => sum + each, 0);
}

function printResult({ answerBytes, gateways, ratios: found }, { rounds, seconds, connections, execute }) {
  const titles = COLUMNS.map(([title]) => title);
  const rows = gateways.map((gateway) => [
    gateway.name,
    ...COLUMNS.map(([, name]) => figure(gateway[name])),
    figure(gateway.idleMegabytes),
    String(requestsOf(gateway)),
  ]);
  const parts = ['median', 'min', 'max'];
  const ratioRows = parts.map((part) => [part, ...COLUMNS.map(([, name]) => figure(found[name][part]))]);
  const perSubgraph = gateways.map(
    ({ name, asked }) =>
      `${name}: ${Object.entries(asked)
        .map(([subgraph, times]) => `${subgraph} ${times}`)
        .join(', ')}`,
  );
  console.log(
    [
      `${count(answerBytes[0])} bytes of answer, equal; ${rounds} rounds each, in turns, of ${seconds} s; ` +
        `${connections} connections; subgraphs ${execute ? 'compute' : 'keep'} their answers`,
      '',
      table([['medians', ...titles, 'idle RSS MB', 'subgraph requests'], ...rows]),
      '',
      table([['the hub / plain Apollo', ...titles], ...ratioRows]),
      '',
      `subgraph requests for one request: ${perSubgraph.join('; ')}`,
    ].join('\n'),
  );
}

function printProfiles(profiles) {
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  for (const { name, file, busySeconds, parts, functions } of profiles) {
    const rows = (title, list) =>
      table([[title, 'self'], ...list.map((one) => [one.name, percent(one.share)])]);
    console.log(`\n${name}: ${file}, ${figure(busySeconds)} s of work\n`);
    console.log(`${rows('part', parts)}\n\n${rows('function', functions)}`);
  }
}

export async function run(args) {
  const options = readOptions(args);
  const place = await mkdtemp(join(tmpdir(), 'vigil-bench-'));
  const processes = new RunningProcesses(() => rm(place, { recursive: true, force: true }));
  try {
    tell('starting the subgraphs, plain Apollo, the hub and the caller');
    const result = await measureAll(await startAll(processes, { place, ...options }), options);
    if (options.json) console.log(JSON.stringify(result, null, 2));
    else {
      printResult(result, options);
      printProfiles(result.profiles);
    }
  } finally {
    await processes.stop();
  }
}
