/**
 * What a request over a limit costs a hub, and whether others are answered beside it; and whether a record that is
 * denied takes another time than one that is not there. See `help`.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { request } from 'undici';
import { median } from './figures/compare-rounds.mjs';
import { count, figure, table } from './figures/print-table.mjs';
import { startCoalition } from './processes/bench-coalition.mjs';
import { RunningProcesses } from './processes/running-process.mjs';

export const help = `npm run bench -- limits [--repeat 10] [--records 400] [--json]

A hub started by vigil-hub serve, over real HTTP, with two partners that share a process.

over a limit   documents that ought to be refused: a kilobyte of fragments that double, fields 3,000 deep, 5,000 aliases, 10,000
               directives, 100,000 tokens. For each the hub's processor milliseconds (those of an innocent request
               subtracted), and the milliseconds until an innocent request that was sent at the same moment is
               answered. Medians of the repetitions, and the highest
record         milliseconds until event(id:) is answered for an event that is there and denied, and for one that is not
               there, in turns; median, quarters, and the difference of the medians. The answers must be the same bytes`;

const INNOCENT = '{ partners { id } }';

const fragments = () =>
  Array.from({ length: 26 }, (_each, at) => `fragment F${at} on Event{...F${at + 1} ...F${at + 1}}`).join('');

/** Each with the code that the hub must give. */
const OVER = {
  'doubling fragments, 1 kB': () =>
    `{events{nodes{...F0}}}${fragments()}fragment F26 on Event{id}`.padEnd(1_024, ' '),
  'depth 3,000': () => `${'{a'.repeat(3_000)}${'}'.repeat(3_000)}`,
  '5,000 aliases': () => `{partners{${Array.from({ length: 5_000 }, (_each, at) => `a${at}:id`).join(' ')}}}`,
  '10,000 directives': () => `{partners{id${'@include(if:true)'.repeat(10_000)}}}`,
  // short names: the bytes of a body have a limit of their own
  '100,000 tokens': () => `{partners{${'a '.repeat(100_000)}}}`,
};

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      repeat: { type: 'string', default: '10' },
      records: { type: 'string', default: '400' },
      json: { type: 'boolean', default: false },
    },
  });
  const [repeat, records] = [Number(values.repeat), Number(values.records)];
  if (![repeat, records].every((number) => Number.isSafeInteger(number) && number > 0))
    throw new Error('--repeat and --records are whole numbers from 1');
  return { repeat, records, json: values.json };
}

async function askHub({ hub, token }, query) {
  const started = performance.now();
  const answer = await request(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, text, milliseconds: performance.now() - started };
}

async function processorMilliseconds({ hub }, work) {
  const before = await hub.ask('usage');
  const result = await work();
  const after = await hub.ask('usage');
  return { result, milliseconds: (after.cpuSeconds - before.cpuSeconds) * 1_000 };
}

async function askInnocent(running) {
  const answer = await askHub(running, INNOCENT);
  if (answer.status !== 200 || !answer.text.includes('"partner-1"'))
    throw new Error(`an innocent request is not answered: ${answer.text.slice(0, 200)}`);
  return answer;
}

async function overLimit(running, { name, query, repeat, innocent }) {
  const costs = [];
  const beside = [];
  for (let time = 0; time < repeat; time += 1) {
    const { result, milliseconds } = await processorMilliseconds(running, () =>
      Promise.all([askHub(running, query), askInnocent(running)]),
    );
    const [refused, other] = result;
    if (refused.status !== 400 || !/"LIMIT_EXCEEDED"|"GRAPHQL_PARSE_FAILED"/.test(refused.text))
      throw new Error(`${name} is not refused: ${refused.status} ${refused.text.slice(0, 200)}`);
    costs.push(milliseconds - innocent);
    beside.push(other.milliseconds);
  }
  return {
    name,
    bytes: query.length,
    processorMilliseconds: median(costs),
    highestProcessorMilliseconds: Math.max(...costs),
    innocentMilliseconds: median(beside),
    highestInnocentMilliseconds: Math.max(...beside),
  };
}

async function allOverLimits(running, repeat) {
  for (let time = 0; time < 50; time += 1) await askInnocent(running);
  const alone = [];
  for (let time = 0; time < repeat; time += 1)
    alone.push((await processorMilliseconds(running, () => askInnocent(running))).milliseconds);
  const innocent = median(alone);
  const results = [];
  for (const [name, make] of Object.entries(OVER))
    results.push(await overLimit(running, { name, query: make(), repeat, innocent }));
  return results;
}

function quarters(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return { median: median(sorted), lower: at(0.25), upper: at(0.75) };
}

/** The body has no agreement with the second partner: its events are denied. */
async function recordTimes(running, records) {
  const [, closed] = running.partners;
  const ids = { denied: `${closed.id}:event-0`, missing: `${closed.id}:nothing` };
  const times = { denied: [], missing: [] };
  const texts = new Set();
  const ask = async (kind) => {
    const { text, milliseconds } = await askHub(running, `{ event(id: "${ids[kind]}") { id country } }`);
    texts.add(text);
    return milliseconds;
  };
  for (let time = 0; time < 50; time += 1) for (const kind of Object.keys(ids)) await ask(kind);
  for (let time = 0; time < records; time += 1) {
    // neither is always the first of the two
    const order = time % 2 === 0 ? ['denied', 'missing'] : ['missing', 'denied'];
    for (const kind of order) times[kind].push(await ask(kind));
  }
  if (texts.size !== 1) throw new Error('a denied record and a missing one have different answers');
  const [denied, missing] = [quarters(times.denied), quarters(times.missing)];
  return { denied, missing, difference: denied.median - missing.median };
}

function printResult({ over, records }) {
  const titles = ['bytes', 'CPU ms', 'highest', 'innocent ms', 'highest'];
  const rows = over.map((one) => [
    one.name,
    count(one.bytes),
    figure(Math.max(one.processorMilliseconds, 0.01)),
    figure(one.highestProcessorMilliseconds),
    figure(one.innocentMilliseconds),
    figure(one.highestInnocentMilliseconds),
  ]);
  const record = (name, { median: middle, lower, upper }) => [name, ...[middle, lower, upper].map(figure)];
  console.log(
    [
      table([['over a limit', ...titles], ...rows]),
      '',
      table([
        ['event(id:)', 'median ms', 'lower quarter', 'upper quarter'],
        record('denied', records.denied),
        record('missing', records.missing),
      ]),
      '',
      `difference of the medians: ${records.difference.toFixed(3)} ms`,
    ].join('\n'),
  );
}

export async function run(args) {
  const options = readOptions(args);
  const place = await mkdtemp(join(tmpdir(), 'vigil-bench-'));
  // the database server's own account, when this one is root, has to find its files below
  await chmod(place, 0o711);
  const processes = new RunningProcesses(() => rm(place, { recursive: true, force: true }));
  try {
    const running = await startCoalition(processes, { place, number: 2, extensions: false, open: 1 });
    const over = await allOverLimits(running, options.repeat);
    const result = { over, records: await recordTimes(running, options.records) };
    if (options.json) console.log(JSON.stringify(result, null, 2));
    else printResult(result);
  } finally {
    await processes.stop();
  }
}
