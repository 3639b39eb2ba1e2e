/**
 * The caller: so many connections kept alive, each asking again as soon as it is answered.
 *
 * Every answer is compared byte for byte with the first one; a difference or an error ends the measurement.
 */
import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { answerBench } from './answer-bench.mjs';

const HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

async function readAll(body) {
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @returns milliseconds of each answer, and how long all of it took */
async function load({ url, body, expected, seconds, connections, method = 'POST' }) {
  const { origin, pathname } = new URL(url);
  const wanted = Buffer.from(expected);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const latencies = [];
  const started = performance.now();
  const end = started + seconds * 1_000;
  const ask = async () => {
    while (performance.now() < end) {
      const begun = performance.now();
      const answer = await pool.request({ path: pathname, method, headers: HEADERS, body });
      const bytes = await readAll(answer.body);
      latencies.push(performance.now() - begun);
      if (answer.statusCode !== 200) throw new Error(`an answer has status ${answer.statusCode}`);
      if (!bytes.equals(wanted)) throw new Error('an answer differs from the first one');
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, ask));
  } finally {
    await pool.destroy();
  }
  return { seconds: (performance.now() - started) / 1_000, latencies };
}

answerBench({
  load: async (question) => {
    const { seconds, latencies } = await load(question);
    latencies.sort((a, b) => a - b);
    const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
    return { seconds, requests: latencies.length, p50: at(0.5), p99: at(0.99) };
  },
});
process.on('disconnect', () => process.exit(0));
// nothing else keeps this process while it is not asked
process.channel.ref();
process.send({ type: 'ready', url: '' });
