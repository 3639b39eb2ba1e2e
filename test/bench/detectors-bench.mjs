/**
 * What the detectors keep of their promise over simulated releases, and what they see. See `help`.
 */
import { parseArgs } from 'node:util';
import { standardDetectors } from '@vigil/gateway';
import {
  alarmRate,
  releaseSimulator,
  uniformFrom,
} from '../dist/gateway/red-flags/detectors/simulated-releases.js';
import { table } from './figures/print-table.mjs';

export const help = `npm run bench -- detectors [--trials 400] [--months 66] [--json]

False alarms and power of the standard detectors over simulated monthly releases: counts of files by a Poisson law (or
negative binomial, "disp." is variance over mean), plus noise of variance tau^2. One partner's country-month has
tau^2 = 8 in the standard profile (single entry, one release a year), 24 with multiple entry, 32 in the strict profile;
partners add up. A detector promises one false alarm in a hundred months without change.

false      probability of an alarm in a month without change, per cent, with one standard error
x2, x3     probability of an alarm in the first month in which the mean is twice, three times as high
x2 in 3    probability of at least one alarm in the first three such months
raw        false alarms, per cent, of the same detector told that there is no noise: why tau^2 is in every formula (the
           CUSUM then runs with its published threshold, which promises less than one in a hundred)

--trials   pasts drawn per figure; for false alarms EARS gets four times as many, FarringtonFlexible twenty times, CUSUM
           sixty times
--months   length of the series, the judged month included (37 at least for FARRINGTON_FLEXIBLE)`;

/** files a month, dispersion, tau^2, and what it is */
const RELEASES = [
  [15, 1, 8, '1 partner'],
  [45, 1, 8, '1 partner'],
  [90, 1, 8, '1 partner'],
  [15, 1, 24, '3 partners'],
  [45, 1, 24, '3 partners'],
  [90, 1, 24, '3 partners'],
  [15, 1, 40, '5 partners'],
  [45, 1, 40, '5 partners'],
  [90, 1, 40, '5 partners'],
  [45, 1, 32, '1 partner, strict'],
  [45, 2, 24, '3 partners'],
];
const MORE_TRIALS = { EARS_C1: 4, EARS_C2: 4, CUSUM: 60, FARRINGTON_FLEXIBLE: 20 };

function perCent(share) {
  return (100 * share).toFixed(share < 0.1 ? 2 : 1);
}

/** Counts alarms: the three months depend on each other, so that no exact sum over the last one will do. */
function withinThreeMonths(detector, shape, trials) {
  const simulate = releaseSimulator(shape, uniformFrom(77));
  let seen = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const series = simulate(2, 3);
    if (detector.detect(series, shape.months - 3).some(({ alarm }) => alarm)) seen += 1;
  }
  return seen / trials;
}

function measure(detector, [mean, dispersion, noise, what], { trials, months }) {
  const shape = { mean, dispersion, noise, months };
  const many = trials * (MORE_TRIALS[detector.name] ?? 1);
  const rate = (run) =>
    alarmRate(detector, shape, { trials: many, seed: mean * 100 + noise, factor: 1, ...run });
  const unchanged = rate({});
  return {
    detector: detector.name,
    releases: what,
    mean,
    dispersion,
    tau2: noise,
    falseAlarms: unchanged.rate,
    standardError: unchanged.error,
    doubling: rate({ factor: 2, trials }).rate,
    tripling: rate({ factor: 3, trials }).rate,
    doublingInThree: withinThreeMonths(detector, shape, trials),
    rawFalseAlarms: rate({ declared: 0, trials }).rate,
  };
}

export function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      trials: { type: 'string', default: '400' },
      months: { type: 'string', default: '66' },
      json: { type: 'boolean', default: false },
    },
  });
  const options = { trials: Number(values.trials), months: Number(values.months) };
  if (!(options.trials >= 10 && options.months >= 37)) {
    throw new Error('--trials wants 10 or more, --months 37 or more');
  }
  const detectors = standardDetectors();
  const found = [];
  for (const release of RELEASES) {
    for (const detector of detectors) found.push(measure(detector, release, options));
    process.stderr.write(`${String(found.length)} of ${String(RELEASES.length * detectors.length)} done\n`);
  }
  if (values.json) console.log(JSON.stringify(found, null, 2));
  else console.log(asTable(found));
}

function asTable(found) {
  return table([
    ['releases', 'mean', 'disp.', 'tau^2', 'detector', 'false', '+-', 'x2', 'x3', 'x2 in 3', 'raw'],
    ...found.map((row) => [
      row.releases,
      String(row.mean),
      String(row.dispersion),
      String(row.tau2),
      row.detector,
      perCent(row.falseAlarms),
      perCent(row.standardError),
      perCent(row.doubling),
      perCent(row.tripling),
      perCent(row.doublingInThree),
      perCent(row.rawFalseAlarms),
    ]),
  ]);
}
