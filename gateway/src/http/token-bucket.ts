/** How often something may happen: so many at once, and one more after each so many seconds. */
export interface TokenBucketOptions {
  readonly burst: number;
  readonly secondsEach: number;
  readonly now: () => Date;
}

export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(private readonly options: TokenBucketOptions) {
    this.#tokens = options.burst;
    this.#at = options.now().getTime();
  }

  /** @returns 0 when it may happen now, else in how many seconds it may */
  take(): number {
    const { burst, secondsEach, now } = this.options;
    const time = now().getTime();
    // A clock that was set back gives nothing, and takes nothing.
    const seconds = Math.max(0, time - this.#at) / 1_000;
    this.#tokens = Math.min(burst, this.#tokens + seconds / secondsEach);
    this.#at = time;
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) * secondsEach);
    this.#tokens -= 1;
    return 0;
  }

  /** What was taken turned out to be none of what is counted. */
  giveBack(): void {
    this.#tokens = Math.min(this.options.burst, this.#tokens + 1);
  }
}
