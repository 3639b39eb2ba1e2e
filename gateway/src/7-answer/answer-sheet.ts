/**
 * The sheet that one answer is written on: the text so far, and the errors found on the way.
 *
 * Takes texts and errors from the writers (`compile-writer.ts`), gives both at the end. A place of an error is not
 * known where it is found: each object and list on the way up adds its own key, so that what is fine pays for no
 * path.
 */
import type { DataObject, SubgraphError, WrittenError } from '../execution.js';
import { maskError } from './mask-error.js';
import { WrittenBefore } from './written-before.js';

/** More tell nobody anything, and whoever sends many wrong values must not make the answer grow by them. */
const MAX_ERRORS = 1_000;

/**
 * Characters of one answer. What partners send is bounded, and so is the caller's text; but an entity that was fetched
 * once is written wherever it is shown, and the product of the two is not.
 */
const MAX_CHARACTERS = 64 * 1024 * 1024;

type Reported = Pick<WrittenError, 'message' | 'extensions'>;

interface FoundError extends Reported {
  /** from the value upwards; null: about no place */
  readonly upwards: (string | number)[] | null;
}

export class AnswerSheet {
  text = '';
  #isTooLong = false;
  readonly #found: FoundError[] = [];
  readonly #before: (WrittenBefore | undefined)[] = [];

  constructor(
    /** response key -> value of the fields that are answered from the schema */
    readonly introspection: DataObject,
    private readonly maxCharacters = MAX_CHARACTERS,
  ) {}

  /** Asked at every place: once it is too long, nothing more is written of it. */
  get isTooLong(): boolean {
    this.#isTooLong ||= this.text.length > this.maxCharacters;
    return this.#isTooLong;
  }

  /** How many errors there are: who sees more of them later has to say where they are. */
  get count(): number {
    return this.#found.length;
  }

  /** @param writer - the number of the writer that asks */
  before(writer: number): WrittenBefore {
    return (this.#before[writer] ??= new WrittenBefore());
  }

  /** An error about the value that is being written. */
  report({ message, extensions }: Reported): void {
    if (this.#found.length < MAX_ERRORS) this.#found.push({ message, extensions, upwards: [] });
  }

  /** Errors that a subgraph gave about the value that is being written. */
  tell(errors: readonly Omit<SubgraphError, 'path'>[]): void {
    for (const { message, extensions } of errors) {
      // One subgraph may be wrong about every place of a long list.
      if (this.#found.length >= MAX_ERRORS) return;
      this.report(maskError({ message, extensions }));
    }
  }

  /** Errors that are about no place in particular. */
  tellOfAll(errors: readonly Omit<SubgraphError, 'path'>[]): void {
    for (const { message, extensions } of errors.slice(0, MAX_ERRORS - this.#found.length)) {
      this.#found.push({ ...maskError({ message, extensions }), upwards: null });
    }
  }

  /** All errors since there were `count` are below `key`. */
  locate(count: number, key: string | number): void {
    for (let index = count; index < this.#found.length; index += 1) this.#found[index]?.upwards?.push(key);
  }

  errors(): WrittenError[] {
    return this.#found.map(({ message, extensions, upwards }) => ({
      message,
      ...(upwards === null ? {} : { path: upwards.reverse() }),
      extensions,
    }));
  }
}
