/**
 * Answers that are written already, on their way through Apollo Server, which knows answers as objects only.
 *
 * Takes an answer, gives an object that stands for it in the place of `data`; takes the result that Apollo Server
 * is about to turn into text (`stringifyResult`), gives the text. An object stands for one answer as long as
 * somebody holds it.
 */
import type { WrittenAnswer } from '../execution.js';

/** As Apollo Server hands it over; `data` is the very object that the executor gave. */
export interface AnsweredResult {
  readonly data?: unknown;
  readonly errors?: readonly unknown[] | undefined;
  readonly extensions?: unknown;
}

/** Errors first, as section 7.1 of the specification asks. */
export function responseText({ data, errors }: WrittenAnswer): string {
  return errors.length === 0 ? `{"data":${data}}` : `{"errors":${JSON.stringify(errors)},"data":${data}}`;
}

export class AnswerTexts {
  readonly #answers = new WeakMap<object, WrittenAnswer>();

  /**
   * The errors wait here too. They are masked and have their places; to make a GraphQLError of each, for Apollo
   * Server to take apart again, costs more than all the rest of an answer that has many.
   */
  hold(answer: WrittenAnswer): Record<string, unknown> {
    const standIn: Record<string, unknown> = {};
    this.#answers.set(standIn, answer);
    return standIn;
  }

  /** A line feed ends it, as Apollo Server does by itself. */
  stringify(result: AnsweredResult): string {
    const { data } = result;
    const answer = typeof data === 'object' && data !== null ? this.#answers.get(data) : undefined;
    // Without one it is a refusal of Apollo Server's own.
    return `${answer === undefined ? JSON.stringify(result) : responseText(answer)}\n`;
  }
}
