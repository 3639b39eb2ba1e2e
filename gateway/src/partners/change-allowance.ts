/**
 * How often something may change: a number at once, and as many an hour. What is over it waits.
 *
 * Takes the time, gives yes or no. A partner that shows another schema at every look must not keep the hub
 * composing.
 */
const HOUR_MILLISECONDS = 3_600_000;

export class ChangeAllowance {
  #left: number;
  #since: number;

  constructor(
    private readonly perHour: number,
    now: Date,
  ) {
    this.#left = perHour;
    this.#since = now.getTime();
  }

  /** Takes one change, if there is one left. */
  take(now: Date): boolean {
    const passed = Math.max(0, now.getTime() - this.#since);
    this.#left = Math.min(this.perHour, this.#left + (passed * this.perHour) / HOUR_MILLISECONDS);
    this.#since = now.getTime();
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
