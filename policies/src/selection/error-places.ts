/**
 * The places in an answer that errors of the execution tell about.
 *
 * Takes errors once, then says of any place whether one of them is about it. Whoever sends many errors and many
 * ill-formed values must not make every one of them be compared with every other. Pure.
 */
import type { AnswerError, AnswerPath } from './answer-error.js';

/** Text that only this path has: a number and a text of the same digits differ. */
function nameOf(path: AnswerPath): string {
  return JSON.stringify(path);
}

/** Names of the path's beginnings, the path itself included. */
function beginnings(path: AnswerPath): string[] {
  return Array.from({ length: path.length + 1 }, (_item, length) => nameOf(path.slice(0, length)));
}

export class ErrorPlaces {
  readonly #exact = new Set<string>();
  readonly #above = new Set<string>();

  /** @param errors - paths in the caller's names; an error without one is about everything */
  constructor(errors: readonly AnswerError[]) {
    for (const { path = [] } of errors) {
      this.#exact.add(nameOf(path));
      for (const beginning of beginnings(path)) this.#above.add(beginning);
    }
  }

  /** An error above a place, at it or below it is why the place is null. */
  explains(path: AnswerPath): boolean {
    if (this.#exact.size === 0) return false;
    return this.#above.has(nameOf(path)) || beginnings(path).some((beginning) => this.#exact.has(beginning));
  }
}
