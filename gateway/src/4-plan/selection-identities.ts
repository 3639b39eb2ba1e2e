/**
 * Which selected fields ask the same.
 *
 * Takes selected fields, gives them in groups, and a number that two groups share exactly when they ask the same at
 * every depth, whatever the caller calls it.
 */
import type { SelectedField } from '@vigil/policies';
import type { CanonicalArguments, CanonicalVariables } from './canonical-arguments.js';

/** One field with equal arguments and equal selections below, as often as it was selected of one object type. */
export interface SameField {
  readonly fieldName: string;
  readonly arguments: CanonicalArguments;
  /** name and arguments */
  readonly text: string;
  /**
   * How many fields of the same text and other selections come before it. They are not put together: an error below
   * one of them may leave null in its place, and must not do so in the place of the other (specification, 6.4.4).
   */
  readonly repetition: number;
  readonly identity: number;
  readonly selected: readonly SelectedField[];
}

export class SelectionIdentities {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<readonly SelectedField[], number>();

  constructor(private readonly variables: CanonicalVariables) {}

  /** @returns in the order of the selection; what is refused or asked of nobody is left out */
  group(fields: readonly SelectedField[]): SameField[] {
    const groups = new Map<number, SameField & { selected: SelectedField[] }>();
    const times = new Map<string, number>();
    for (const field of fields) {
      if (field.kind !== 'FIELD' || field.denied) continue;
      const args = this.variables.arguments(field.arguments);
      const text = `${field.fieldName}(${args.text})`;
      const identity = this.#number(`${text}${field.children ? this.#identityOfSet(field.children) : ''}`);
      const known = groups.get(identity);
      if (known) {
        known.selected.push(field);
        continue;
      }
      const repetition = times.get(text) ?? 0;
      times.set(text, repetition + 1);
      const { fieldName } = field;
      groups.set(identity, { fieldName, arguments: args, text, repetition, identity, selected: [field] });
    }
    return [...groups.values()];
  }

  #identityOfSet(fields: readonly SelectedField[]): number {
    const known = this.#known.get(fields);
    if (known !== undefined) return known;
    const byType = new Map<string, SelectedField[]>();
    for (const field of fields) {
      for (const type of field.typeConditions ?? ['']) {
        const own = byType.get(type);
        if (own) own.push(field);
        else byType.set(type, [field]);
      }
    }
    const parts = [...byType].flatMap(([type, own]) => {
      const asked = this.group(own).map(({ identity }) => identity);
      return asked.length === 0 ? [] : [`${type}:${asked.sort((a, b) => a - b).join()}`];
    });
    const identity = this.#number(parts.sort().join(' '));
    this.#known.set(fields, identity);
    return identity;
  }

  #number(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}
