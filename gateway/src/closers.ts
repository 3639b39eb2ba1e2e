/** What was opened, to be closed in the other order, once. */
export class Closers {
  readonly #closers: (() => Promise<void>)[] = [];
  #closing: Promise<void> | null = null;

  add(close: () => Promise<void>): void {
    this.#closers.unshift(close);
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    let failed: unknown = null;
    for (const close of this.#closers) {
      // One that fails must not keep the database server alive.
      await close().catch((error: unknown) => {
        failed ??= error;
      });
    }
    if (failed !== null) throw failed as Error;
  }
}
