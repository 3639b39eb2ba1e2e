/**
 * What a coalition of 1, 10, 50, 200 partners costs the hub, over real HTTP. See `help`.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { composeGraph } from '@vigil/gateway';
import { checkExtensionSdl } from '@vigil/shared';
import { request } from 'undici';
import { markSdl } from '../dist/gateway/support/test-extension.js';
import { median } from './figures/compare-rounds.mjs';
import { newEventsOperations, newStatisticsOperations } from './figures/new-operations.mjs';
import { figure, table } from './figures/print-table.mjs';
import { startCoalition, timed } from './processes/bench-coalition.mjs';
import { RunningProcesses } from './processes/running-process.mjs';

export const help = `npm run bench -- partners [--partners 1,10,50,200] [--repeat 20] [--extensions] [--json]

A hub with its own embedded database, started by vigil-hub serve, and a coalition of so many partners, each on a port of
its own over real HTTP. The partners are stand-ins that share one process: they verify every delegation and answer the
contract's questions from three made-up events, and have no database; a real partner node takes longer to answer.

composing       the supergraph, milliseconds
hub starts      from the command to the ready line, every partner's schemas fetched, seconds
new events,     processor milliseconds of the hub for an operation that it has not seen (parse, validate, filter, plan,
new statistics  compile), less those for the same one again; one partner is asked, whatever their number
permissions     the first request of a caller's class, which compiles what that class may see; no partner is asked
first           request for a page of all partners' events
again           the same, median of the repetitions, with the hub's processor milliseconds
RSS             of the hub, before the first request and at the end

--extensions    every partner serves an extension, each a subgraph of its own`;

const QUIET_MILLISECONDS = 500;
const PAGE =
  '{ events(first: 20) { nodes { id startDate country area acts { id type } } pageInfo { hasNextPage } } }';

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      partners: { type: 'string', default: '1,10,50,200' },
      repeat: { type: 'string', default: '20' },
      extensions: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const partners = values.partners.split(',').map(Number);
  const repeat = Number(values.repeat);
  if (![...partners, repeat].every((number) => Number.isSafeInteger(number) && number > 0))
    throw new Error('--partners is a list of whole numbers such as 1,10,50, --repeat a whole number');
  return { ...values, partners, repeat };
}

async function askHub({ hub, token }, query) {
  const answer = await request(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await answer.body.json();
  if (errors !== undefined || data == null)
    throw new Error(`the hub answers with an error: ${errors?.[0]?.message} (${query})`);
  return data;
}

/** After its start a hub still composes and compiles in the background; that is no part of a request. */
async function untilQuiet(hub) {
  let used = await processorMilliseconds(hub, () => setTimeout(QUIET_MILLISECONDS));
  while (used > QUIET_MILLISECONDS / 20)
    used = await processorMilliseconds(hub, () => setTimeout(QUIET_MILLISECONDS));
}

async function processorMilliseconds(hub, work) {
  const before = await hub.ask('usage');
  await work();
  const after = await hub.ask('usage');
  return (after.cpuSeconds - before.cpuSeconds) * 1_000;
}

/** What the first time costs beyond the second, for one operation of many. */
async function newOperation(running, operations) {
  const askAll = async () => {
    for (const operation of operations) await askHub(running, operation);
  };
  const first = await processorMilliseconds(running.hub, askAll);
  const again = await processorMilliseconds(running.hub, askAll);
  return (first - again) / operations.length;
}

async function repeatedRequest(running, { repeat, expected }) {
  // what is compiled only after some use shall be compiled
  for (let time = 0; time < repeat; time += 1) await askHub(running, PAGE);
  await running.serving.ask('asked');
  const all = [];
  const processor = await processorMilliseconds(running.hub, async () => {
    for (let time = 0; time < repeat; time += 1)
      all.push((await timed(() => askHub(running, PAGE))).milliseconds);
  });
  const { asked, refused } = await running.serving.ask('asked');
  if (asked !== repeat * expected || refused > 0)
    throw new Error(`${repeat} requests led to ${asked} to partners, ${refused} of them refused`);
  return { repeated: median(all), processor: processor / repeat, asked: asked / repeat };
}

async function composing(number, extensions) {
  const checked = Array.from({ length: extensions ? number : 0 }, (_each, at) => {
    const partner = `partner-${at + 1}`;
    return checkExtensionSdl({ partner, sdl: markSdl(partner, 'TEXT') });
  });
  const all = [];
  for (let time = 0; time < 3; time += 1)
    all.push((await timed(() => composeGraph({ extensions: checked }))).milliseconds);
  return median(all);
}

async function measure(number, options) {
  const place = await mkdtemp(join(tmpdir(), 'vigil-bench-'));
  // the database server's own account, when this one is root, has to find its files below
  await chmod(place, 0o711);
  const processes = new RunningProcesses(() => rm(place, { recursive: true, force: true }));
  try {
    const running = await startCoalition(processes, { place, number, ...options });
    const { hub, partners, startMilliseconds } = running;
    await untilQuiet(hub);
    const idle = (await hub.ask('usage')).rssBytes;
    const permissions = await timed(() => askHub(running, '{ viewer { purpose } }'));
    const first = await timed(() => askHub(running, PAGE));
    const shown = first.result.events.nodes.length;
    if (shown !== Math.min(20, 3 * number))
      throw new Error(`a page of ${number} partners' events shows ${shown}`);
    const again = await repeatedRequest(running, { repeat: options.repeat, expected: number });
    const newEvents = await newOperation(running, newEventsOperations(partners[0].id));
    const newStatistics = await newOperation(running, newStatisticsOperations());
    return {
      partners: number,
      composingMilliseconds: await composing(number, options.extensions),
      startSeconds: startMilliseconds / 1_000,
      newEventsMilliseconds: newEvents,
      newStatisticsMilliseconds: newStatistics,
      permissionsMilliseconds: permissions.milliseconds,
      firstMilliseconds: first.milliseconds,
      repeatedMilliseconds: again.repeated,
      repeatedProcessorMilliseconds: again.processor,
      partnerRequests: again.asked,
      idleMegabytes: idle / 1_048_576,
      rssMegabytes: (await hub.ask('usage')).rssBytes / 1_048_576,
    };
  } finally {
    await processes.stop();
  }
}

const COLUMNS = [
  ['composing ms', 'composingMilliseconds'],
  ['hub starts s', 'startSeconds'],
  ['new events ms', 'newEventsMilliseconds'],
  ['new statistics ms', 'newStatisticsMilliseconds'],
  ['permissions ms', 'permissionsMilliseconds'],
  ['first ms', 'firstMilliseconds'],
  ['again ms', 'repeatedMilliseconds'],
  ['again CPU ms', 'repeatedProcessorMilliseconds'],
  ['partner requests', 'partnerRequests'],
  ['idle RSS MB', 'idleMegabytes'],
  ['RSS MB', 'rssMegabytes'],
];

function printResult(results, { extensions }) {
  const rows = results.map((result) => [
    String(result.partners),
    ...COLUMNS.map(([, name]) => (name === 'partnerRequests' ? String(result[name]) : figure(result[name]))),
  ]);
  console.log(
    [
      `the hub over real HTTP; partners are stand-ins in one process, without databases, ` +
        `${extensions ? 'each with an extension' : 'without extensions'}`,
      '',
      table([['partners', ...COLUMNS.map(([title]) => title)], ...rows]),
    ].join('\n'),
  );
}

export async function run(args) {
  const options = readOptions(args);
  const results = [];
  // the first composition of a process is that of a program that is not compiled yet
  await composing(1, options.extensions);
  for (const number of options.partners) {
    process.stderr.write(`${number} partners\n`);
    results.push(await measure(number, options));
  }
  if (options.json) console.log(JSON.stringify(results, null, 2));
  else printResult(results, options);
}
