/** The other side of `background-judge.ts`: detectors in a thread of their own, where they hold up no request. */
import { parentPort } from 'node:worker_threads';
import type { JudgeAnswer, JudgeQuestion } from './background-judge.js';
import { standardDetectors } from './detectors/standard-detectors.js';
import { judgeSeries } from './judge-series.js';

const detectors = standardDetectors();

parentPort?.on('message', ({ id, series }: JudgeQuestion) => {
  const answer: JudgeAnswer = { id, findings: judgeSeries(series, detectors) };
  parentPort?.postMessage(answer);
});
