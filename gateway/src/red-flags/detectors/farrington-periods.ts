/**
 * Which past periods set the limit of one period in FarringtonFlexible, and in which part of the season each lies.
 *
 * Takes the period and the options, gives indices with a season number: 0 for the window around the same season of
 * each year, 1 to `seasons` - 1 for the stretches between the windows (Noufaily et al. 2013, section 3.2). With one
 * season only the windows count. Pure; `farrington-flexible.ts` fits them.
 */
export interface PeriodOptions {
  /** years of past: as many as there are, but at least `leastYears` */
  readonly years: number;
  readonly leastYears: number;
  /** periods on either side of the same season */
  readonly width: number;
  /** parts of the year; 1: only the windows of the same season enter */
  readonly seasons: number;
  /** the most recent periods, left out so that a rise does not hide itself */
  readonly leftOut: number;
  /** index of the period so many years before `at`; without it `years` times the frequency */
  readonly yearsBefore?: (at: number, years: number) => number;
}

export interface ReferencePeriod {
  readonly at: number;
  readonly season: number;
}

/** undefined where the series does not reach back far enough; oldest first */
export function referencePeriods(
  at: number,
  frequency: number,
  options: PeriodOptions,
): readonly ReferencePeriod[] | undefined {
  const before = options.yearsBefore ?? ((from, years) => from - years * frequency);
  let years = options.years;
  while (years >= options.leastYears && before(at, years) - options.width < 0) years -= 1;
  if (years < options.leastYears) return undefined;
  const middles = Array.from({ length: years + 1 }, (_, back) =>
    back === 0 ? at : before(at, back),
  ).reverse();
  const last = at - options.leftOut - 1;
  return middles
    .flatMap((middle, i) => [
      ...windowAround(middle, options),
      ...stretchAfter(middle, middles[i + 1], options),
    ])
    .filter((period) => period.at <= last);
}

function windowAround(middle: number, { width }: PeriodOptions): ReferencePeriod[] {
  return Array.from({ length: 2 * width + 1 }, (_, i) => ({ at: middle - width + i, season: 0 }));
}

/** From this window to the next, in equal parts; where they cannot be equal, the first ones are longer by one. */
function stretchAfter(
  middle: number,
  next: number | undefined,
  { width, seasons }: PeriodOptions,
): ReferencePeriod[] {
  if (next === undefined || seasons === 1) return [];
  const parts = seasons - 1;
  const start = middle + width + 1;
  const length = next - width - start;
  const longer = length % parts;
  const part = Math.floor(length / parts);
  return Array.from({ length: parts }, (_, i) => (i < longer ? part + 1 : part)).flatMap((size, i, sizes) => {
    const from = start + sizes.slice(0, i).reduce((sum, value) => sum + value, 0);
    return Array.from({ length: size }, (_, k) => ({ at: from + k, season: i + 1 }));
  });
}
