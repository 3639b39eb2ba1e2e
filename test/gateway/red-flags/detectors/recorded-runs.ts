/** The recorded runs of another program, as typed values; see test/vectors/surveillance/README.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../../../support/demonstration.js';

export interface RecordedRun {
  /** method, a space, the name of the run */
  readonly name: string;
  readonly series: string;
  readonly first: number;
  readonly options: never;
  readonly upper: readonly (number | null)[];
  readonly alarm: readonly boolean[];
  readonly mean?: readonly number[];
  readonly expected?: readonly (number | null)[];
  readonly dispersion?: readonly (number | null)[];
  readonly trend?: readonly (number | null)[];
}

export interface RealSeries {
  readonly frequency: 12 | 52;
  readonly periods: readonly string[];
  readonly counts: readonly number[];
  readonly runs: readonly {
    readonly detector: string;
    readonly first: number;
    readonly options: never;
    readonly upper: readonly (number | null)[];
    readonly alarm: readonly boolean[];
  }[];
}

interface RecordedFile {
  readonly series: Readonly<Record<string, readonly number[]>>;
  readonly runs: readonly RecordedRun[];
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(REPOSITORY, 'test/vectors/surveillance', file), 'utf8'));
}

/** the runs of one method, with the counts they ran over */
export function recordedRuns(method: string): (RecordedRun & { readonly counts: readonly number[] })[] {
  const file = read('recorded-runs.json') as RecordedFile;
  return file.runs
    .filter(({ name }) => name.startsWith(`${method} `))
    .map((run) => ({ ...run, counts: file.series[run.series] ?? [] }));
}

export function realSeries(): { readonly moscow: RealSeries; readonly iran: RealSeries } {
  return read('real-series.json') as { moscow: RealSeries; iran: RealSeries };
}

/** the larger of the differences; null against null is none, null against a number is infinite */
export function largestDifference(
  one: readonly (number | null)[],
  other: readonly (number | null)[],
): number {
  if (one.length !== other.length) return Infinity;
  return Math.max(
    ...one.map((value, i) => {
      const against = other[i] ?? null;
      if (value === null || against === null) return value === against ? 0 : Infinity;
      return Math.abs(value - against);
    }),
  );
}
