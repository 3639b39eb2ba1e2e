/**
 * What this partner's policies leave open about a record, for one operation of one caller.
 *
 * Takes the operation and the permission map, gives residuals: those of the record as a whole, and that of each
 * field. What a statement can hide field by field is hidden there; everything else the operation uses, its inputs
 * among it, must hold for the record, or the record does not exist.
 */
import {
  NEVER,
  forEachField,
  readCoordinates,
  type Obligations,
  type PermissionMap,
  type Residual,
} from '@vigil/policies';
import { getNamedType, isEnumType } from 'graphql';
import { usesOf, type Denial } from './decide-again.js';
import { isMaskable, isSealedField, isType } from './record-fields.js';
import type { ReadOperation } from './read-operation.js';

export interface RecordConditions {
  /** each must hold of a record that exists for the caller; never empty */
  readonly row: readonly Residual[];
  /** under which a field may be read; NEVER for one that may not be read at all */
  readonly read: (coordinate: string) => Residual;
  readonly obligations: (coordinate: string) => Obligations;
}

/** The coordinate that a record's existence hangs on. */
const EXISTENCE = 'Event.id';

export type ConditionMap = Pick<PermissionMap, 'condition' | 'readCondition' | 'obligations'>;

/** The conditions of one operation on the contract. */
export function recordConditions(
  operation: ReadOperation,
  map: ConditionMap,
  partner: string,
): RecordConditions {
  const types = typesOf(operation);
  const read = readOf(map, partner, (coordinate) => types.get(coordinate));
  const whole = usesOf(operation)
    .filter(({ action, coordinate }) => action !== 'select' || !isMaskable(coordinate))
    .map(({ action, coordinate }) =>
      action === 'select' ? read(coordinate) : map.condition(action, coordinate, partner),
    );
  return { row: [read(EXISTENCE), ...whole], read, obligations: (at) => map.obligations(at, partner) };
}

/** Field -> its type, where that has a class of its own. */
function typesOf({ tree }: ReadOperation): Map<string, string> {
  const types = new Map<string, string>();
  forEachField(tree.fields, (field) => {
    if (field.kind === 'TYPENAME') return false;
    const type = readCoordinates(field).find(isType);
    if (type !== undefined) types.set(field.coordinate, type);
    return true;
  });
  return types;
}

/**
 * The conditions of one operation on an extension: the contract's of the record, and those of the extension's own
 * coordinates, which cannot be hidden one by one in what a partner's own code makes of the record.
 */
export function extensionConditions(
  operation: ReadOperation,
  { contract, own }: { readonly contract: ConditionMap; readonly own: ConditionMap },
  partner: string,
): RecordConditions {
  const whole = usesOf(operation).map(({ action, coordinate }) =>
    action === 'select' ? own.readCondition(coordinate, partner) : own.condition(action, coordinate, partner),
  );
  const words = answerWords(operation)
    .map((coordinate) => own.readCondition(coordinate, partner))
    // a word that is never for this caller is cut out of the answer, wherever it stands
    .filter((residual) => !isNever(residual));
  const read = readOf(contract, partner);
  return {
    row: [read(EXISTENCE), ...whole, ...words],
    ...{ read, obligations: (at: string) => contract.obligations(at, partner) },
  };
}

/** Every word that an enum among the answered fields has: which one a record's answer holds, nobody knows before. */
function answerWords({ tree }: ReadOperation): string[] {
  const words = new Set<string>();
  forEachField(tree.fields, (field) => {
    if (field.kind === 'TYPENAME') return false;
    const named = getNamedType(field.returnType);
    if (isEnumType(named)) for (const { name } of named.getValues()) words.add(`${named.name}.${name}`);
    return true;
  });
  return [...words];
}

export function isNever(residual: Residual): boolean {
  return residual.kind === 'constant' && !residual.value;
}

/** Fields of an extension that the policies want sealed, and that are answered in plain. */
export function plainWhereSealed({ tree }: ReadOperation, own: ConditionMap, partner: string): Denial[] {
  const plain: Denial[] = [];
  forEachField(tree.fields, (field) => {
    if (field.kind === 'TYPENAME') return false;
    const { coordinate } = field;
    if (getNamedType(field.returnType).name !== 'Sealed' && own.obligations(coordinate, partner).seal) {
      plain.push({ action: 'select', coordinate });
    }
    return true;
  });
  return plain;
}

/** What must be sealed leaves in a column that is sealed, or not at all; and such a column leaves no other way. */
function readOf(
  map: ConditionMap,
  partner: string,
  typeOf: (coordinate: string) => string | undefined = () => undefined,
): (coordinate: string) => Residual {
  return (coordinate) => {
    const mustSeal = map.obligations(coordinate, partner).seal;
    if (mustSeal && !isSealedField(coordinate)) return NEVER;
    const own = map.readCondition(coordinate, partner);
    const type = typeOf(coordinate);
    return type === undefined ? own : { kind: 'and', of: [own, map.readCondition(type, partner)] };
  };
}
