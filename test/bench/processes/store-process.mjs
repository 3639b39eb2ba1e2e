/**
 * The statistics plane of a hub by itself, over so many releases in memory: what the releases take, what is made of them
 * takes, and how long the first answer and every further one need when nothing of them was kept.
 *
 *   node --expose-gc store-process.mjs <partners> <years> <areas>
 */
import { performance } from 'node:perf_hooks';
import { StatisticsIndices, createStatisticsSource } from '@vigil/gateway';
import { answerBench } from './answer-bench.mjs';
import { asStored, coverageOf, madeReleases } from './made-releases.mjs';
import { median } from '../figures/compare-rounds.mjs';

const [partners, years, areas] = process.argv.slice(2).map(Number);
const REPEAT = 40;

function heapBytes() {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const before = heapBytes();
const stored = [];
for (const document of madeReleases({ partners, years, areas })) {
  const text = JSON.parse(JSON.stringify(document)); // a document read from a text shares nothing with another
  stored.push(asStored(text, { position: stored.length + 1, signature: 'not looked at' }));
}
const releasesBytes = heapBytes() - before;
const coverage = coverageOf({ areas, years });
const coalition = {
  partners: Array.from({ length: partners }, (_each, at) => ({
    ...{ id: `partner-${at + 1}`, name: `Partner ${at + 1}`, countries: ['XA'], status: 'ACTIVE', coverage },
  })),
};
const indices = new StatisticsIndices();
const source = createStatisticsSource({
  ...{ store: { all: () => stored }, coalition, indices, partnerStatus: () => 'UP' },
  viewer: () => null,
});

async function timed(question) {
  const started = performance.now();
  const table = await source.indicatorTable(question);
  return { milliseconds: performance.now() - started, cells: table.cells.length };
}

answerBench({
  measure: async () => {
    const oneYear = { indicator: 'KIDNAPPING', by: ['AREA', 'YEAR'], where: { from: '2024', to: '2024' } };
    const allYears = { indicator: 'KIDNAPPING', by: ['COUNTRY', 'YEAR'] };
    const first = await timed(oneYear);
    const further = [];
    const long = [];
    for (let time = 0; time < REPEAT; time += 1) {
      further.push((await timed(oneYear)).milliseconds);
      long.push((await timed(allYears)).milliseconds);
    }
    for (const indicator of ['ASSEMBLY_RESTRICTION', 'CENSORSHIP', 'UNLAWFUL_DETENTION']) {
      for (const by of [
        ['COUNTRY', 'YEAR'],
        ['AREA', 'MONTH'],
        ['AREA', 'YEAR', 'VICTIM_GROUP'],
      ])
        await timed({ indicator, by });
    }
    return {
      ...{ releases: stored.length, cells: first.cells, releasesBytes },
      indexBytes: heapBytes() - before - releasesBytes,
      ...{ firstMilliseconds: first.milliseconds, oneYear: median(further), allYears: median(long) },
    };
  },
});
process.on('disconnect', () => process.exit(0));
process.channel.ref();
process.send({ type: 'ready', url: '' });
