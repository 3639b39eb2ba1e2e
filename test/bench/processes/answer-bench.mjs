/**
 * Goes into each process that a bench starts (`node --import`): tells what the process has used so far, and takes a
 * CPU profile of it on demand, without the program knowing of either.
 *
 * Answers `{ bench: id, ask, … }` with `{ bench: id, answer }`; `running-process.mjs` is the other end.
 */
import { writeFile } from 'node:fs/promises';

const SAMPLE_MICROSECONDS = 500;

let session = null;

const answers = {
  usage: () => {
    const { user, system } = process.cpuUsage();
    return { cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss() };
  },
  startProfile: async () => {
    const { Session } = await import('node:inspector/promises');
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
    await session.post('Profiler.start');
  },
  stopProfile: async ({ file }) => {
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    session = null;
    await writeFile(file, JSON.stringify(profile));
  },
};

/** More questions that this process answers; `ask` is the name. */
export function answerBench(more) {
  Object.assign(answers, more);
}

if (process.send !== undefined) {
  process.on('message', async (message) => {
    const { bench, ask } = message ?? {};
    if (bench === undefined) return;
    const reply = { bench };
    try {
      reply.answer = await answers[ask](message);
    } catch (error) {
      reply.error = error instanceof Error ? error.message : 'failed';
    }
    process.send?.(reply, () => undefined);
  });
  // the program ends when it wants to, not when the bench stops listening
  process.channel?.unref();
}
