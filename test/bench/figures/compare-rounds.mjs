/**
 * Two programs measured in turns: what each did in the middle, and their ratio from one pair of rounds to the next.
 *
 * The two rounds of a pair lie side by side in time, so that a machine that is slow for a minute is slow for both; only
 * the ratios are worth keeping.
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What one round comes to. */
export function roundFigures({ requests, seconds, p50, p99, cpuSeconds, rssBytes }) {
  return {
    requestsPerSecond: requests / seconds,
    p50Milliseconds: p50,
    p99Milliseconds: p99,
    cpuMilliseconds: (cpuSeconds / requests) * 1_000,
    rssMegabytes: rssBytes / 1_048_576,
  };
}

const NAMES = ['requestsPerSecond', 'p50Milliseconds', 'p99Milliseconds', 'cpuMilliseconds', 'rssMegabytes'];

/** @param rounds - figures of one program */
export function medianFigures(rounds) {
  return Object.fromEntries(NAMES.map((name) => [name, median(rounds.map((round) => round[name]))]));
}

/**
 * @param pairs - `[base, other]` of each pair of rounds
 * @returns for each figure: other divided by base, its min, median and max over the pairs
 */
export function ratios(pairs) {
  return Object.fromEntries(
    NAMES.map((name) => {
      const all = pairs.map(([base, other]) => other[name] / base[name]);
      return [name, { min: Math.min(...all), median: median(all), max: Math.max(...all) }];
    }),
  );
}
