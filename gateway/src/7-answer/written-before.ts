/**
 * What one writer has written for one answer: an entity may stand in many places, and stage 6 makes one object of
 * it where it can.
 *
 * Takes the texts of objects that were written whole and without an error, gives them back for the same object. It
 * goes with the answer. Used by `compile-writer.ts`.
 */

/** After so many objects it shows whether any of them stand in several places. */
const TRIALS = 32;
const WORTH_ONE_IN = 8;

export class WrittenBefore {
  readonly #texts = new Map<object, string>();
  #asked = 0;
  #found = 0;

  /** A list of nothing but different objects should not pay for this. */
  get isWorthIt(): boolean {
    return this.#asked < TRIALS || this.#found * WORTH_ONE_IN >= this.#asked;
  }

  find(object: object): string | undefined {
    this.#asked += 1;
    const text = this.#texts.get(object);
    if (text === undefined) return undefined;
    this.#found += 1;
    // Reading a character makes one piece of what was put together of many, once and not for every use.
    text.charCodeAt(0);
    return text;
  }

  keep(object: object, text: string): void {
    this.#texts.set(object, text);
  }
}
