/**
 * Gathers what many callers ask for at the same time into one piece of work.
 *
 * Takes work over a list of keys, gives each caller the value at its place. What is asked for until the next
 * turn of the event loop belongs together: the executor reaches all items of a list within one turn.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

interface Gathering<Key, Value> {
  readonly keys: Key[];
  readonly values: Promise<readonly Value[]>;
}

export class Gather<Key, Value> {
  #open: Gathering<Key, Value> | null = null;

  /** @param work - gives one value for each key, in their order */
  constructor(private readonly work: (keys: readonly Key[]) => Promise<readonly Value[]>) {}

  /** @returns the value for this key; rejects when the work does, for every key of it */
  async add(key: Key): Promise<Value> {
    const gathering = (this.#open ??= this.#begin());
    const index = gathering.keys.push(key) - 1;
    return (await gathering.values)[index] as Value;
  }

  #begin(): Gathering<Key, Value> {
    const keys: Key[] = [];
    const values = nextTurn().then(() => {
      this.#open = null;
      return this.work(keys);
    });
    return { keys, values };
  }
}
