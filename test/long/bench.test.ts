/** The parts of `npm run bench`: how it counts, and that what it compares is the same. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const BENCH = new URL('../bench/', import.meta.url);

interface Range {
  min: number;
  median: number;
  max: number;
}

type Round = Record<
  'requestsPerSecond' | 'p50Milliseconds' | 'p99Milliseconds' | 'cpuMilliseconds' | 'rssMegabytes',
  number
>;

interface Figures {
  roundFigures: (
    round: Record<'requests' | 'seconds' | 'p50' | 'p99' | 'cpuSeconds' | 'rssBytes', number>,
  ) => Round;
  ratios: (pairs: [Round, Round][]) => Record<keyof Round, Range>;
}

interface Summary {
  summariseProfile: (profile: unknown) => {
    busySeconds: number;
    parts: { name: string; share: number }[];
    functions: { name: string; share: number }[];
  };
}

interface BenchResult {
  answerBytes: number[];
  gateways: { name: string; asked: Record<string, number>; requestsPerSecond: number }[];
}

/** Plain JavaScript, as the benches are. */
async function part<Part>(path: string): Promise<Part> {
  return (await import(fileURLToPath(new URL(path, BENCH)))) as Part;
}

function bench(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('bench.mjs', BENCH)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (bytes) => (said.out += String(bytes)));
  child.stderr.on('data', (bytes) => (said.err += String(bytes)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...said });
    });
  });
}

test('what a round comes to is counted by the request', async () => {
  const { roundFigures } = await part<Figures>('figures/compare-rounds.mjs');
  expect(
    roundFigures({ requests: 200, seconds: 4, p50: 7, p99: 9, cpuSeconds: 3, rssBytes: 2_097_152 }),
  ).toEqual({
    requestsPerSecond: 50,
    p50Milliseconds: 7,
    p99Milliseconds: 9,
    cpuMilliseconds: 15,
    rssMegabytes: 2,
  });
});

test('a ratio compares the two rounds of a pair, never rounds of different times', async () => {
  const { ratios } = await part<Figures>('figures/compare-rounds.mjs');
  const round = (requestsPerSecond: number): Round => ({
    requestsPerSecond,
    p50Milliseconds: 1,
    p99Milliseconds: 1,
    cpuMilliseconds: 1,
    rssMegabytes: 1,
  });
  // 10 to 50, 20 to 80, 100 to 600: by hand 5, 4 and 6; medians of all rounds would say 80 / 20 = 4
  const found = ratios([
    [round(10), round(50)],
    [round(20), round(80)],
    [round(100), round(600)],
  ]);
  expect(found.requestsPerSecond).toEqual({ min: 4, median: 5, max: 6 });
});

test('answers are the same when their keys stand in the same order, and not otherwise', async () => {
  const { requireSameAnswer } = await part<{ requireSameAnswer: (base: string, other: string) => void }>(
    'figures/compare-answers.mjs',
  );
  expect(() => {
    requireSameAnswer('{"data":{"a":1,"b":2}}\n', '{ "data": {"a": 1, "b": 2} }');
  }).not.toThrow();
  for (const other of ['{"data":{"b":2,"a":1}}', '{"data":{"a":1}}', '{"data":{"a":"1","b":2}}']) {
    expect(() => {
      requireSameAnswer('{"data":{"a":1,"b":2}}', other);
    }).toThrow('different answers');
  }
});

test("a profile's shares are of the time that was not idle, and name the part they fall in", async () => {
  const { summariseProfile } = await part<Summary>('figures/summarise-profile.mjs');
  const frame = (functionName: string, url: string): unknown => ({ functionName, url, lineNumber: 9 });
  const summary = summariseProfile({
    nodes: [
      { id: 1, callFrame: frame('(idle)', '') },
      { id: 2, callFrame: frame('join', 'file:///x/gateway/dist/6-join/compile-join.js') },
      { id: 3, callFrame: frame('write', 'file:///x/node_modules/undici/lib/core/request.js') },
    ],
    samples: [1, 2, 3, 2],
    timeDeltas: [5_000_000, 1_000_000, 1_000_000, 2_000_000],
  });
  expect(summary.busySeconds).toBe(4);
  expect(summary.parts).toEqual([
    { name: 'gateway/6-join', share: 0.75 },
    { name: 'undici', share: 0.25 },
  ]);
  expect(summary.functions[0]?.name).toBe('join dist/6-join/compile-join.js:10');
});

test('the hub and plain Apollo answer the bench alike, and each subgraph is asked as often as the plan says', async () => {
  const { code, out, err } = await bench(
    ...['--rounds', '1', '--seconds', '1', '--warm-up', '1', '--connections', '2', '--json'],
  );
  // an unequal answer, an error in one, a difference between two answers: all end the bench with 1
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  const { answerBytes, gateways } = JSON.parse(out) as BenchResult;
  expect(answerBytes[0]).toBeGreaterThan(80_000);
  // Counted by hand from the query. Apollo, by subgraph: accounts: customers, authors below customers, authors below
  // topProducts; products: topProducts, products of customers' reviews, products of authors' reviews in both branches;
  // reviews: of customers, of topProducts; inventory: `inStock` together with `deliveryCents` for topProducts, whose
  // weight and price are there, else one each, in three places.
  expect(gateways[0]?.asked).toEqual({ accounts: 3, inventory: 7, products: 4, reviews: 2 });
  // The hub asks a subgraph once for everything of equal depth, and puts off what nobody waits for: 1 accounts and
  // products, 2 reviews, 3 accounts and products, 4 inventory, which by then can be told weights and prices everywhere.
  expect(gateways[1]?.asked).toEqual({ accounts: 2, inventory: 1, products: 2, reviews: 1 });
});

test('a bench that does not exist is refused with those that do', async () => {
  const { code, out } = await bench('nonesuch');
  expect(code).toBe(2);
  expect(out).toContain('executor, gateway, import, limits, partners, policy');
});
