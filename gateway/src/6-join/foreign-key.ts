/**
 * Does an answer speak of the entity that was asked about? A partner that returns another's key would put its
 * values on an object that is not its subject.
 *
 * Compares what the representation said with what the answer says, wherever both name the same field.
 */
import type { DataObject } from '../execution.js';
import { isObject, lookThrough, ownValue } from './data-object.js';
import { leafText, quote } from './leaf-text.js';
import type { RequiredSelection } from './representation.js';
import type { TakenField, TakenSelection } from './taken-selection.js';
import type { Flawed } from '../execution.js';

interface Shared {
  readonly field: TakenField;
  readonly below: ForeignKeys | null;
}

export class ForeignKeys {
  readonly #byType = new Map<string, readonly Shared[]>();

  constructor(
    private readonly required: RequiredSelection,
    private readonly selection: TakenSelection,
    private readonly unusable: Flawed,
  ) {}

  /** @param typeName - of the object */
  has(typeName: string, object: DataObject, raw: Readonly<Record<string, unknown>>): boolean {
    let shared = this.#byType.get(typeName);
    if (shared === undefined) {
      shared = this.#compile(typeName, object);
      this.#byType.set(typeName, shared);
    }
    return shared.some((one) => this.#differs(one, lookThrough(object[one.field.dataKey]), raw));
  }

  #differs({ field, below }: Shared, asked: unknown, raw: Readonly<Record<string, unknown>>): boolean {
    const told = ownValue(raw, field.key);
    // What is not told puts nothing on the object.
    if (told === null || told === undefined || asked === null || asked === undefined) return false;
    if (below === null) return !this.#same(asked, told);
    if (!isObject(asked) || !isObject(told)) return false;
    const name = asked['__typename'];
    return below.has(typeof name === 'string' ? name : below.selection.declared, asked, told);
  }

  /** One server writes an ID as a number, another as a string. */
  #same(asked: unknown, told: unknown): boolean {
    if (asked === told) return true;
    const one = leafText(asked, this.unusable);
    const other = leafText(told, this.unusable);
    if (typeof one !== 'string' || typeof other !== 'string') return false;
    return one === other || one === quote(other) || quote(one) === other;
  }

  #compile(typeName: string, object: DataObject): Shared[] {
    const fields = [...this.selection.forType(typeName).byKey.values()];
    return this.required.forType(object).members.flatMap(({ dataKey, constant, below }): Shared[] => {
      const field = fields.find((taken) => taken.dataKey === dataKey);
      if (field === undefined || constant !== null) return [];
      if (below === null) return field.selection === null ? [{ field, below: null }] : [];
      if (field.selection === null || field.depth > 0) return [];
      return [{ field, below: new ForeignKeys(below, field.selection, this.unusable) }];
    });
  }
}
