/**
 * Representations: what a subgraph is told about an entity so that it can find it.
 *
 * Takes what the plan requires and the plan's input rewrites, gives a reader that writes an object's
 * representation as JSON text, with no step between. What an object of one type needs is worked out when the
 * first one turns up, rewrites included. As the stock gateway does it: a missing input ends the representation,
 * a missing one further below makes its object null, and null is a value.
 */
import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Flawed, type DataObject } from '../execution.js';
import { isObject } from './data-object.js';
import { leafText, quote } from './leaf-text.js';
import type { Lost } from './lost-inputs.js';
import type { SupergraphTypes } from './supergraph-types.js';
import { withoutConditions } from './taken-selection.js';

/** null: there is nothing to ask about; Flawed: an input could not be had */
export type Representation = string | Flawed | null;

export interface RequiredMember {
  /** in the joined data */
  readonly dataKey: string;
  /** `"key":`, after a comma unless it is the first */
  readonly before: string;
  /** a text that is the same for all objects of the type */
  readonly constant: string | null;
  readonly below: RequiredSelection | null;
}

export interface RequiredObject {
  /** the first value that is not the same for all; null: there is none */
  readonly telling: string | null;
  readonly namesType: boolean;
  readonly members: readonly RequiredMember[];
}

interface Input {
  key: string;
  constant: string | null;
  readonly selections: QueryPlanSelectionNode[];
  readonly rewrites: FetchDataRewrite[];
}

interface Without {
  readonly spared: ReadonlySet<string>;
  readonly lost: Lost;
}

/** Where an object does not say what it is, no condition holds. */
const NAMELESS = '';

export class RequiredSelection {
  readonly #byType = new Map<string, RequiredObject>();

  constructor(
    private readonly types: SupergraphTypes,
    private readonly selections: readonly QueryPlanSelectionNode[],
    private readonly rewrites: readonly FetchDataRewrite[],
    /** stands for inputs that cannot be written */
    private readonly unusable: Flawed,
  ) {}

  /** The representation of an entity; one that does not name its type is none. */
  read(object: DataObject, required: RequiredObject): Representation {
    return required.namesType ? this.#write(required, object, null) : null;
  }

  /**
   * The same without inputs that could not be had: they are null.
   *
   * @param lost - takes them
   */
  readWithout(object: DataObject, spared: ReadonlySet<string>, lost: Lost): Representation {
    return this.#write(this.forType(object), object, { spared, lost });
  }

  /**
   * Do two objects of one type say the same, as far as a glance tells? Faster than writing both down.
   *
   * @returns false: perhaps they do all the same
   */
  isSame({ members }: RequiredObject, one: DataObject, other: DataObject): boolean {
    for (const { constant, dataKey } of members) {
      if (constant === null && one[dataKey] !== other[dataKey]) return false;
    }
    return true;
  }

  forType(object: DataObject): RequiredObject {
    const claimed = object['__typename'];
    const name = typeof claimed === 'string' ? claimed : NAMELESS;
    let required = this.#byType.get(name);
    if (required === undefined) {
      required = this.#compile(name);
      this.#byType.set(name, required);
    }
    return required;
  }

  #write({ members }: RequiredObject, object: DataObject, without: Without | null): Representation {
    let text = '{';
    for (const { before, constant, dataKey, below } of members) {
      if (constant !== null) {
        text += before + constant;
        continue;
      }
      const value = object[dataKey];
      if (value === undefined) return null;
      const written = below === null ? leafText(value, this.unusable) : below.#writeBelow(value);
      if (typeof written === 'string') text += before + written;
      else if (without?.spared.has(dataKey) === true) {
        without.lost.set(dataKey, written);
        text += `${before}null`;
      } else return written;
    }
    return `${text}}`;
  }

  #writeBelow(value: unknown): string | Flawed {
    if (value === null || value === undefined) return 'null';
    if (value instanceof Flawed) return value.value === null ? value : this.#writeBelow(value.value);
    if (Array.isArray(value)) return this.#writeItems(value);
    return isObject(value) ? (this.#write(this.forType(value), value, null) ?? 'null') : this.unusable;
  }

  #writeItems(items: readonly unknown[]): string | Flawed {
    let text = '[';
    for (let i = 0; i < items.length; i += 1) {
      const written = this.#writeBelow(items[i]);
      if (typeof written !== 'string') return written;
      text += i === 0 ? written : `,${written}`;
    }
    return `${text}]`;
  }

  #compile(typeName: string): RequiredObject {
    const inputs = new Map<string, Input>();
    this.#collect(this.selections, typeName, inputs);
    this.#rewrite(typeName, inputs);
    const members = [...inputs].map(([dataKey, input], index): RequiredMember => {
      const { key, constant, selections, rewrites } = input;
      return {
        dataKey,
        before: `${index === 0 ? '' : ','}${JSON.stringify(key)}:`,
        constant,
        below:
          selections.length === 0
            ? null
            : new RequiredSelection(this.types, selections, rewrites, this.unusable),
      };
    });
    const telling =
      members.find(({ constant, below }) => constant === null && below === null)?.dataKey ?? null;
    return { telling, namesType: typeName !== NAMELESS && inputs.has('__typename'), members };
  }

  #collect(
    selections: readonly QueryPlanSelectionNode[],
    typeName: string,
    inputs: Map<string, Input>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') {
        const { typeCondition } = selection;
        if (typeCondition === undefined || this.types.satisfies(typeName, typeCondition)) {
          this.#collect(selection.selections, typeName, inputs);
        }
        continue;
      }
      const key = selection.alias ?? selection.name;
      const known = inputs.get(key);
      if (known === undefined) {
        const own = selection.name === '__typename' && typeName !== NAMELESS;
        inputs.set(key, {
          key,
          constant: own ? quote(typeName) : null,
          selections: [...(selection.selections ?? [])],
          rewrites: [],
        });
      } else known.selections.push(...(selection.selections ?? []));
    }
  }

  /** One after the other, since one may change the type that the next one asks for. */
  #rewrite(typeName: string, inputs: Map<string, Input>): void {
    let name = typeName;
    for (const rewrite of this.rewrites) {
      const path = withoutConditions(rewrite.path, (condition) => this.types.satisfies(name, condition));
      const [first, ...rest] = path ?? [];
      const input = first === undefined ? undefined : [...inputs.values()].find(({ key }) => key === first);
      if (first === undefined || input === undefined) continue;
      if (rest.length > 0) input.rewrites.push({ ...rewrite, path: rest });
      else if (rewrite.kind === 'KeyRenamer') input.key = rewrite.renameKeyTo;
      else {
        input.constant = JSON.stringify(rewrite.setValueTo);
        if (first === '__typename') name = String(rewrite.setValueTo);
      }
    }
  }
}
