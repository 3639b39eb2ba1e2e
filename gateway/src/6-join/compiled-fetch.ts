/**
 * One fetch of the plan, compiled: whom it is about, what is said about them, and what becomes of the answer.
 *
 * Takes joined data and unchecked answers. Whatever is wrong with one entity stays with the objects of that
 * entity; `run-step.ts` judges whole lists and whole answers.
 */
import { Flawed, type DataObject, type PlannedFetch } from '../execution.js';
import { collectObjects, compilePath, type Hop, type Visits } from './collect-objects.js';
import { isObject, ownValue } from './data-object.js';
import { unusableAnswer } from './failures.js';
import type { FieldInputs } from './field-inputs.js';
import { ForeignKeys } from './foreign-key.js';
import { ObjectGroups } from './group-objects.js';
import { LostInputs, type Lost } from './lost-inputs.js';
import { placeInObject, type ErrorTree } from './place-errors.js';
import { RequiredSelection } from './representation.js';
import type { MayShare } from './shared-places.js';
import { atPlace, flawMissing, spoilObject } from './spoil.js';
import type { SupergraphTypes } from './supergraph-types.js';
import { TakeOver } from './take-over.js';
import { takenFromEntities, takenFromRoot, type TakenSelection } from './taken-selection.js';

type Errors = Flawed['errors'];

export interface FetchSetting {
  readonly types: SupergraphTypes;
  readonly subgraph: string;
  readonly mayShare: MayShare;
  readonly fieldInputs: () => FieldInputs;
}

/** Objects of one fetch, by the place of their representation. */
export interface Represented {
  readonly groups: readonly (readonly DataObject[] | undefined)[];
  /** those that were asked about without an input */
  readonly lost: ReadonlyMap<DataObject, Lost>;
}

export class CompiledFetch {
  readonly unusable: Flawed;
  readonly hops: readonly Hop[];
  readonly #selection: TakenSelection;
  readonly #required: RequiredSelection | null;
  readonly #foreign: ForeignKeys | null;
  readonly #takeOver: TakeOver;
  readonly #rootType: string;
  readonly #lostInputs: LostInputs;

  constructor(
    readonly planned: PlannedFetch,
    private readonly setting: FetchSetting,
  ) {
    const { types, subgraph, mayShare } = setting;
    const { path, alone, outputRewrites: rewrites } = planned;
    const taken = { types, document: alone.document, rewrites, path, mayShare };
    this.unusable = new Flawed(null, [unusableAnswer(subgraph)]);
    this.hops = compilePath(path);
    this.#takeOver = new TakeOver(types, this.unusable);
    this.#rootType = alone.kind === 'mutation' ? types.mutationType : types.queryType;
    this.#selection = planned.list === null ? takenFromRoot(taken) : takenFromEntities(taken);
    this.#lostInputs = new LostInputs(this.#selection, setting.fieldInputs);
    this.#required =
      planned.requires === null
        ? null
        : new RequiredSelection(types, planned.requires, planned.inputRewrites, this.unusable);
    this.#foreign =
      this.#required === null ? null : new ForeignKeys(this.#required, this.#selection, this.unusable);
  }

  get types(): SupergraphTypes {
    return this.setting.types;
  }

  collect(data: Visits): DataObject[] {
    return collectObjects(data, this.hops);
  }

  /**
   * Sorts objects by what is said about them. Those whose inputs could not be had are marked on the spot.
   *
   * @param places - text -> its place among those that are sent; new ones are added
   * @returns the objects by that place, and what could not be said of which
   */
  represent(objects: readonly DataObject[], places: Map<string, number>): Represented {
    const lost = new Map<DataObject, Lost>();
    if (this.#required === null) return { groups: [], lost };
    const groups = new ObjectGroups(this.#required, places);
    for (const object of objects) {
      const flawed = groups.add(object);
      if (flawed === null) continue;
      const missing = this.#sayWithout(this.#required, object, groups);
      if (missing !== null) lost.set(object, missing);
      else
        spoilObject(
          this.#selection,
          object,
          flawed.value === null ? flawed : new Flawed(null, flawed.errors),
        );
    }
    return { groups: groups.groups, lost };
  }

  /** @returns null: nothing of this fetch can be had without the inputs */
  #sayWithout(required: RequiredSelection, object: DataObject, groups: ObjectGroups): Lost | null {
    const name = object['__typename'];
    if (typeof name !== 'string') return null;
    const spared = this.#lostInputs.spared(name);
    if (spared.size === 0) return null;
    const lost: Lost = new Map();
    const text = required.readWithout(object, spared, lost);
    if (typeof text !== 'string' || !this.#lostInputs.leavesAny(name, lost)) return null;
    groups.put(text, object);
    return lost;
  }

  /** What was computed from inputs that could not be had is not shown. */
  markLost(lost: ReadonlyMap<DataObject, Lost>): void {
    for (const [object, inputs] of lost) this.#lostInputs.mark(object, inputs);
  }

  /** Before an answer without errors is taken over: equal objects of it may be one until `end`. */
  begin(): void {
    this.#takeOver.begin();
  }

  /** Afterwards: what is compiled keeps nothing of an answer. */
  end(): void {
    this.#takeOver.end();
  }

  /** @returns errors that are about no key in particular, when no key lacks a value */
  takeEntity(raw: unknown, objects: readonly DataObject[], tree: ErrorTree | undefined): Errors {
    if (raw === null) {
      if (tree !== undefined) this.fail(objects, tree.all);
      return [];
    }
    if (!isObject(raw)) {
      this.fail(objects, this.unusable.errors);
      return [];
    }
    let built: unknown[] | null = null;
    let builtFor: string | null = null;
    let left: Errors = [];
    for (const object of objects) {
      const name = this.#takeOver.typeOf(this.#selection, object, raw);
      if (name === null || this.#foreign?.has(name, object, raw) === true) {
        spoilObject(this.#selection, object, this.unusable);
        continue;
      }
      const taken = this.#selection.forType(name);
      if (name !== builtFor) {
        built = objects.length > 1 ? [] : null;
        builtFor = name;
      }
      this.#takeOver.name(taken, object, name);
      this.#takeOver.into(taken, raw, object, built);
      if (tree !== undefined) left = this.#place(tree, object);
    }
    return left;
  }

  #place(tree: ErrorTree, object: DataObject): Errors {
    const left = placeInObject(tree, this.#selection, object);
    return left.length === 0 || flawMissing(this.#selection, object, left) ? [] : left;
  }

  /** @returns errors that are about no field of the answer, when the answer has any value */
  takeRoot(
    data: Readonly<Record<string, unknown>>,
    objects: readonly DataObject[],
    tree: ErrorTree | null,
  ): Errors {
    const taken = this.#selection.forType(this.#rootType);
    const built = objects.length > 1 ? [] : null;
    const empty = [...taken.byKey.keys()].every((key) => (ownValue(data, key) ?? null) === null);
    let left: Errors = [];
    for (const object of objects) {
      this.#takeOver.name(taken, object, this.#rootType);
      this.#takeOver.into(taken, data, object, built);
      if (tree === null) continue;
      left = placeInObject(tree, this.#selection, object);
      if (empty && left.length > 0 && flawMissing(this.#selection, object, left)) left = [];
    }
    return left;
  }

  /** Nothing came: the keys that this fetch was to bring say why. */
  fail(objects: readonly DataObject[], errors: Errors): void {
    const flawed = new Flawed(null, atPlace(errors));
    for (const object of objects) spoilObject(this.#selection, object, flawed);
  }
}
