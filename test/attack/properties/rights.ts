/**
 * What one caller may do with each coordinate, by Cedar's own answers, the classes that the contract and the drawn
 * extensions give, and what the drawn security directives demand.
 *
 * Takes coordinates, owners and records; gives yes or no. The rules that it follows stand in the public API and in
 * README of policies; none of the hub's code is used.
 */
import type { Action, SubjectClass } from '@vigil/policies';
import type { Classification } from '@vigil/shared';
import type { CedarOracle } from './cedar-oracle.js';
import type { Demand, ExtensionModel } from './extension-model.js';
import { placedCoordinates, type Placed } from './placed-coordinates.js';
import { OWNERS, type Held } from './world.js';

/** What the public API promises about fields of the contract: a permission that does not oblige to it is none. */
const PROMISED: ReadonlyMap<string, string> = new Map([
  ['Event.startDate', 'month'],
  ['Act.startDate', 'month'],
  ['Intervention.date', 'month'],
  ['Event.area', 'admin1'],
  ['Victim.ageBand', 'ageBand'],
  ...['Act', 'Victim', 'Perpetrator', 'Witness', 'Evidence', 'Intervention'].map(
    (type) => [`${type}.id`, 'pseudonymise'] as const,
  ),
]);

export interface RightsOptions {
  readonly oracle: CedarOracle;
  readonly subject: SubjectClass;
  /** of the contract, as the contract file gives it */
  readonly contract: ReadonlyMap<string, Classification>;
  readonly extensions: readonly ExtensionModel[];
}

export class Rights {
  readonly #placed = new Map<string, Placed>();

  constructor(private readonly options: RightsOptions) {
    for (const [coordinate, classed] of options.contract)
      this.#placed.set(coordinate, { classed, demands: [], owner: null });
    for (const extension of options.extensions)
      for (const [coordinate, placed] of placedCoordinates(extension)) this.#placed.set(coordinate, placed);
  }

  isContract(coordinate: string): boolean {
    return this.#placed.get(coordinate)?.owner === null;
  }

  owner(coordinate: string): string | null {
    return this.#placed.get(coordinate)?.owner ?? null;
  }

  /** May it be read of any record of this owner? */
  readable(coordinate: string, owner: string): boolean {
    const action = this.#readAction(coordinate);
    // What is identifying is of the type Sealed, which has a class of its own.
    const type = action === 'unseal' && coordinate !== 'Sealed' ? this.readable('Sealed', owner) : true;
    return type && this.usable(action, coordinate, owner);
  }

  /** Of anybody's record? `*hub*` owns what is public. */
  readableAtAll(coordinate: string): boolean {
    return this.#owners(coordinate).some((owner) => this.readable(coordinate, owner));
  }

  usable(action: Action, coordinate: string, owner: string): boolean {
    const placed = this.#placed.get(coordinate);
    if (placed === undefined || (placed.owner !== null && placed.owner !== owner)) return false;
    return (
      this.#meets(placed.demands) &&
      this.options.oracle.possible(action, placed.classed, owner) &&
      this.#obliges(action, coordinate, owner)
    );
  }

  #obliges(action: Action, coordinate: string, owner: string): boolean {
    const classed = this.#placed.get(coordinate)?.classed;
    if (classed === undefined) return false;
    const promised = classed.class === 'IDENTIFYING' ? 'seal' : PROMISED.get(coordinate);
    if (promised === undefined || action !== this.#readAction(coordinate)) return true;
    return this.options.oracle.obligations(action, classed, owner).has(promised);
  }

  usableAtAll(action: Action, coordinate: string): boolean {
    return this.#owners(coordinate).some((owner) => this.usable(action, coordinate, owner));
  }

  /** Of this very object? */
  readableOf(coordinate: string, held: Held): boolean {
    const isOpen = this.readable(coordinate, held.event.owner);
    return isOpen && this.usableOf(this.#readAction(coordinate), coordinate, held);
  }

  usableOf(action: Action, coordinate: string, { event, subjectConsents }: Held): boolean {
    const placed = this.#placed.get(coordinate);
    if (placed === undefined || (placed.owner !== null && placed.owner !== event.owner)) return false;
    const facts = { ...event.facts, subjectConsents: subjectConsents ?? event.facts.consents };
    return (
      this.#meets(placed.demands) &&
      this.#obliges(action, coordinate, event.owner) &&
      this.options.oracle.allows(action, placed.classed, { owner: event.owner, facts })
    );
  }

  #owners(coordinate: string): readonly string[] {
    const owner = this.owner(coordinate);
    if (owner !== null) return [owner];
    return this.#placed.get(coordinate)?.classed.class === 'PUBLIC' ? ['*hub*', ...OWNERS] : OWNERS;
  }

  #readAction(coordinate: string): Action {
    return this.#placed.get(coordinate)?.classed.class === 'IDENTIFYING' ? 'unseal' : 'select';
  }

  #meets(demands: readonly Demand[]): boolean {
    const { subject, oracle } = this.options;
    const scopes = new Set(subject.scopes);
    const holds = (groups: Demand['scopes'], has: (name: string) => boolean): boolean =>
      groups === null || groups.some((group) => group.length > 0 && group.every(has));
    return demands.every(
      ({ authenticated, scopes: wanted, policies }) =>
        (!authenticated || subject.authenticated === true) &&
        holds(wanted, (scope) => scopes.has(scope)) &&
        holds(policies, (name) => oracle.satisfies(name)),
    );
  }
}
