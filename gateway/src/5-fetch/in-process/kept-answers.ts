/**
 * Answers that were written already, by operation, variables and the state that they follow from.
 *
 * Takes the state as objects that are replaced when anything in them changes; an answer of a state that is gone is never
 * found again, and makes room when room is needed. Answers with errors are not kept. What is kept is text: an answer
 * found is the answer that would be written, byte by byte, and it is recorded like any other.
 */
import { LRUCache } from 'lru-cache';
import type { AnswerMemory, AnswerPlace, WrittenAnswer } from '../../execution.js';
import type { Exchange } from '../../exchange.js';

/** Of all operations together. */
const MOST_CHARACTERS = 32 * 1024 * 1024;
/** One table of thousands of cells; longer ones are for exports. */
const MOST_CHARACTERS_OF_ONE = 2 * 1024 * 1024;
/** What a caller sends with an operation is part of the key. */
const MOST_CHARACTERS_OF_VARIABLES = 4_096;

const NO_PLACE: AnswerPlace = { answer: undefined, follows: [], keep: () => undefined };

export class KeptAnswers {
  readonly #answers = new LRUCache<string, WrittenAnswer>({
    maxSize: MOST_CHARACTERS,
    maxEntrySize: MOST_CHARACTERS_OF_ONE,
    sizeCalculation: ({ data }, key) => data.length + key.length,
  });
  readonly #numbers = new WeakMap<object, number>();
  #last = 0;

  constructor(private readonly stateOf: (exchange: Exchange) => readonly object[]) {}

  /** A memory of its own for one operation as it is written for one class of callers. */
  forOperation(): AnswerMemory {
    const operation = this.#next();
    return (exchange, variables) => {
      const text = JSON.stringify(variables);
      if (text.length > MOST_CHARACTERS_OF_VARIABLES) return NO_PLACE;
      const follows = this.stateOf(exchange);
      const state = follows.map((part) => this.#numberOf(part));
      const key = [operation, ...state, text].join(' ');
      return {
        answer: this.#answers.get(key),
        follows,
        keep: (answer) => {
          if (answer.errors.length === 0) this.#answers.set(key, answer);
        },
      };
    };
  }

  #numberOf(part: object): number {
    const known = this.#numbers.get(part) ?? this.#next();
    this.#numbers.set(part, known);
    return known;
  }

  #next(): number {
    this.#last += 1;
    return this.#last;
  }
}
