/**
 * Takes out of a partner's answer what its caller must not know of: words of an enum and members of a union or an
 * interface that the caller's schema does not have.
 *
 * Such a value is not there, like a record that is denied: null, or no item of its list. An error in its place
 * would tell that there is something to be hidden. Dates that are shared are cut to their month, whether the partner
 * has done so or not, and a sealed value that is not sealed for its place is spoiled. Pure.
 */
import { TYPENAME_KEY, type Obligations, type SelectedField } from '@vigil/policies';
import type { Classification } from '@vigil/shared';
import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** Travels upwards to the next place that may be null. */
const GONE = Symbol('gone');

type Shaped = Readonly<Record<string, unknown>>;

interface Views {
  /** of the subgraph */
  whole: GraphQLSchema;
  /** what the caller sees */
  view: GraphQLSchema;
  classification: ReadonlyMap<string, Classification>;
  /** what the caller's permission to read there demands */
  obligations: (coordinate: string) => Obligations;
  /** is this a sealed value for that field of the record that it stands in? */
  isSealedFor: (coordinate: string, value: unknown) => boolean;
}

/** Fits no scalar of ours: whoever judges the types finds that the partner gave no usable value. */
const SPOILED = Symbol('spoiled');

/** The classes whose dates leave the owner as months, as the contract's own do. */
const SHARED: ReadonlySet<string | undefined> = new Set(['PUBLIC', 'DEIDENTIFIED']);
const DAY_OF_DATE = /^(\d{4}-\d{2})-\d{2}$/;
const DAY_OF_DATE_TIME = /^(\d{4}-\d{2})-\d{2}T/;

/**
 * @param data - unchecked, under canonical names; what does not fit its type is left to whoever shapes it
 * @returns the same without what is not in the view
 */
export function cutToView(views: Views, fields: readonly SelectedField[], data: unknown): unknown {
  const cut = cutObject(views, fields, data);
  return cut === GONE ? null : cut;
}

function isRecord(value: unknown): value is Shaped {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cutObject(views: Views, fields: readonly SelectedField[], value: unknown): unknown {
  if (!isRecord(value)) return value;
  const cut = Object.assign(Object.create(null) as Record<string, unknown>, value);
  for (const field of fields) {
    const key = field.canonicalKey;
    if (field.kind !== 'FIELD' || field.denied || !Object.hasOwn(value, key)) continue;
    const left = cutValue(views, field, { type: field.returnType, value: value[key] });
    if (left === GONE && isNonNullType(field.returnType)) return GONE;
    cut[key] = left === GONE ? null : left;
  }
  return cut;
}

function cutValue(
  views: Views,
  field: SelectedField,
  { type, value }: { type: GraphQLOutputType; value: unknown },
): unknown {
  if (isNonNullType(type)) return cutValue(views, field, { type: type.ofType, value });
  if (isListType(type)) return cutList(views, field, { type: type.ofType, value });
  if (isHidden(views, type, value)) return GONE;
  if (field.children !== null) return cutObject(views, field.children, value);
  return cutLeaf(views, field, { type: getNamedType(type).name, value });
}

function cutLeaf(
  { classification, obligations, isSealedFor }: Views,
  { coordinate }: SelectedField,
  { type, value }: { type: string; value: unknown },
): unknown {
  if (value === null || value === undefined) return value;
  const { seal, generalise } = obligations(coordinate);
  if (type === 'Sealed' || seal) return isSealedFor(coordinate, value) ? value : SPOILED;
  const isShared = SHARED.has(classification.get(coordinate)?.class) || generalise.has('month');
  return isShared ? cutToMonth(type, value) : value;
}

/** The first of the month, at midnight; what is no date is left to whoever judges the types. */
function cutToMonth(type: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'Date') return value.replace(DAY_OF_DATE, '$1-01');
  if (type !== 'DateTime' || !DAY_OF_DATE_TIME.test(value)) return value;
  return `${value.slice(0, 'YYYY-MM'.length)}-01T00:00:00.000Z`;
}

/** @param at - `type` is the type of the items */
function cutList(
  views: Views,
  field: SelectedField,
  { type, value }: { type: GraphQLOutputType; value: unknown },
): unknown {
  if (!Array.isArray(value)) return value;
  const items = value.map((item: unknown) => cutValue(views, field, { type, value: item }));
  return isNonNullType(type)
    ? items.filter((item) => item !== GONE)
    : items.map((item) => (item === GONE ? null : item));
}

function isHidden({ whole, view }: Views, type: GraphQLOutputType, value: unknown): boolean {
  const named = getNamedType(type);
  if (isEnumType(named) && typeof value === 'string') {
    const seen = view.getType(named.name);
    return hasWord(named, value) && !(isEnumType(seen) && hasWord(seen, value));
  }
  if (!isAbstractType(named) || !isRecord(value)) return false;
  const claimed = value[TYPENAME_KEY];
  return (
    typeof claimed === 'string' && isObjectType(whole.getType(claimed)) && view.getType(claimed) === undefined
  );
}

function hasWord(type: { getValues(): readonly { readonly name: string }[] }, word: string): boolean {
  return type.getValues().some(({ name }) => name === word);
}
