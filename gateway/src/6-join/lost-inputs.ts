/**
 * Objects that were asked about although an input could not be had, and what of the answer that spoils.
 *
 * Takes the fields of a fetch and what they are computed from. Whatever the subgraph computed from nothing is not
 * shown; what it knows by itself is.
 */
import { Flawed, type DataObject } from '../execution.js';
import type { FieldInputs } from './field-inputs.js';
import type { TakenField, TakenSelection } from './taken-selection.js';

/** An input's data key -> why it is not there. */
export type Lost = Map<string, Flawed>;

interface Dependent {
  readonly field: TakenField;
  readonly inputs: readonly string[];
}

interface Dependence {
  readonly dependents: readonly Dependent[];
  /** inputs that something is computed from, and that are no part of a key */
  readonly spared: ReadonlySet<string>;
}

export class LostInputs {
  readonly #byType = new Map<string, Dependence>();

  constructor(
    private readonly selection: TakenSelection,
    private readonly fieldInputs: () => FieldInputs,
  ) {}

  /** @returns inputs without which an object of this type can be asked about all the same */
  spared(typeName: string): ReadonlySet<string> {
    return this.#of(typeName).spared;
  }

  /** Is there anything to ask about that does not depend on what was lost? */
  leavesAny(typeName: string, lost: Lost): boolean {
    const failed = this.#of(typeName).dependents.filter(({ inputs }) =>
      inputs.some((input) => lost.has(input)),
    );
    return failed.length < this.selection.forType(typeName).byKey.size;
  }

  /** Marks what depends on an input that was lost. */
  mark(object: DataObject, lost: Lost): void {
    const name = object['__typename'];
    if (typeof name !== 'string') return;
    for (const { field, inputs } of this.#of(name).dependents) {
      const errors = inputs.flatMap((input) => lost.get(input)?.errors ?? []);
      if (errors.length > 0) object[field.dataKey] = new Flawed(null, [...new Set(errors)]);
    }
  }

  #of(typeName: string): Dependence {
    let dependence = this.#byType.get(typeName);
    if (dependence === undefined) {
      dependence = this.#compile(typeName);
      this.#byType.set(typeName, dependence);
    }
    return dependence;
  }

  #compile(typeName: string): Dependence {
    const known = this.fieldInputs();
    const keys = known.keys(typeName);
    const fields = [...this.selection.forType(typeName).byKey.values()];
    const dependents = fields
      .map((field) => ({ field, inputs: known.inputsOf(typeName, field.name) }))
      .filter(({ inputs }) => inputs.length > 0);
    const inputs = dependents.flatMap((dependent) => dependent.inputs);
    return { dependents, spared: new Set(inputs.filter((input) => !keys.has(input))) };
  }
}
