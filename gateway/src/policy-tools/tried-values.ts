/**
 * Every value that was tried, so that "any role" can be said where each of them was.
 *
 * Takes runs, gives values by dimension; labels of agreements, by the class of the place. Pure.
 */
import { DATA_CLASSES, type Classification } from '@vigil/shared';
import type { Product } from './changes.js';
import { THIS_CLASS, type TriedOwner, type TriedRun } from './questions-to-ask.js';

type DataClass = Classification['class'];
type CallerDimension = 'roles' | 'purpose' | 'organisation' | 'signedIn' | 'scopes';
export type TriedCallerOf = Pick<TriedRun, 'caller' | 'organisation'>;

export interface TriedValues extends Readonly<Record<CallerDimension, readonly string[]>> {
  readonly agreements: ReadonlyMap<DataClass, readonly string[]>;
}

export const NO_AGREEMENT = 'none';

/** @param named - classes that policies name in agreements */
export function triedValues(
  callers: readonly TriedCallerOf[],
  owners: readonly TriedOwner[],
  named: ReadonlySet<string>,
): TriedValues {
  const all = callers.map((tried) => callerValues(tried));
  const valuesOf = (dimension: CallerDimension): string[] =>
    [...new Set(all.flatMap((values) => values[dimension]))].sort();
  return {
    roles: valuesOf('roles'),
    purpose: valuesOf('purpose'),
    organisation: valuesOf('organisation'),
    signedIn: valuesOf('signedIn'),
    scopes: valuesOf('scopes'),
    agreements: new Map(
      DATA_CLASSES.map((dataClass) => {
        const distinct = owners.filter((owner) => isOwnVariant(owner, dataClass, named));
        return [dataClass, [...new Set(distinct.map((owner) => agreementsLabel(owner, dataClass)))]] as const;
      }),
    ),
  };
}

export function callerValues({ caller, organisation }: TriedCallerOf): Pick<Product, CallerDimension> {
  const { authenticated = false, scopes = [] } = caller.subject;
  return {
    roles: caller.roles,
    purpose: caller.purposes,
    organisation: [organisation],
    signedIn: [authenticated ? 'yes' : 'no'],
    scopes: [scopes.length === 0 ? 'none' : [...scopes].sort().join(' + ')],
  };
}

/** Where policies name the class itself, an agreement "for the class that is asked about" is no further one. */
export function isOwnVariant(
  { agreements }: TriedOwner,
  dataClass: DataClass,
  named: ReadonlySet<string>,
): boolean {
  return !named.has(dataClass) || !agreements.some((text) => text.startsWith(THIS_CLASS));
}

/** `none`, or `CONFIDENTIAL + DEIDENTIFIED` */
export function agreementsLabel({ agreements }: TriedOwner, dataClass: DataClass): string {
  const texts = agreements.map((text) => text.replace(THIS_CLASS, dataClass));
  return texts.length === 0 ? NO_AGREEMENT : texts.sort().join(' + ');
}
